"""An editor types what shouldn't be published and sees it beside the text, in the real admin."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from accounts.enums import Role
from accounts.models import User
from outreach.models import ArticlePage
from reviews.domain.checks import blocking_problems
from reviews.domain.checks.word_list import ensure_words
from reviews.models import CheckConfirmation, WordRule
from tests.factories.outreach import ArticleFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def article(db: None) -> ArticlePage:
    ensure_words(WordRule)
    return ArticleFactory(
        title="咨询台设到广场上", slug="desk", body=[{"type": "paragraph", "value": "<p>一段话。</p>"}]
    )


@pytest.fixture
def desk(
    live_server: object, users: dict[str, User], client: Client, new_context: Callable[..., BrowserContext]
) -> Page:
    """The admin on a desk's screen, with the editor signed in."""
    client.force_login(users[Role.EDITOR], backend="django.contrib.auth.backends.ModelBackend")
    context = new_context(viewport=DESK)
    origin = live_server.url  # type: ignore[attr-defined]
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": origin}])
    return context.new_page()


def open_checks(page: Page, live_server: object, article: ArticlePage) -> None:
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")  # type: ignore[attr-defined]
    page.locator("[data-side-panel-toggle=checks]").click()
    expect(page.locator("[data-findings]")).to_contain_text("没有发现问题")


def test_what_is_typed_is_found_ticked_and_found_again(live_server: object, article: ArticlePage, desk: Page) -> None:
    open_checks(desk, live_server, article)
    counter = desk.locator(".cx-counter")
    expect(counter).to_be_hidden()
    text = desk.locator("[data-contentpath=body] [contenteditable=true]").first
    text.click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type("曝光老赖。")
    blocking, warnings = desk.locator(".cx-block li"), desk.locator(".cx-warn li")
    expect(blocking).to_contain_text("老赖")
    expect(blocking).to_contain_text("失信被执行人")
    expect(warnings).to_contain_text("曝光")
    expect(counter).to_have_text("2")
    expect(blocking.locator("[data-confirm]")).to_have_count(0)
    desk.locator("[name=title]").focus()
    blocking.locator("[data-jump]").click()
    expect(text).to_be_focused()

    warnings.locator("[data-confirm]").check()
    expect(desk.locator(".cx-confirmed summary")).to_have_text("已确认 1 处")
    expect(counter).to_have_text("1")
    assert CheckConfirmation.objects.get().confirmed_by.username == Role.EDITOR

    text.click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type("又写一句。")
    expect(warnings).to_contain_text("曝光")  # another text: the tick no longer holds
    expect(counter).to_have_text("2")


def test_a_confirmed_warning_stays_confirmed_for_the_saved_draft(
    live_server: object, article: ArticlePage, desk: Page
) -> None:
    open_checks(desk, live_server, article)
    desk.locator("[name=title]").fill("全国第一个诚信咨询台设到广场上")
    expect(desk.locator(".cx-warn li")).to_have_count(0)
    desk.locator("[name=title]").fill("全国第一的诚信咨询台设到广场上")
    desk.locator(".cx-warn [data-confirm]").check()
    expect(desk.locator(".cx-confirmed")).to_be_visible()
    with desk.expect_navigation():
        desk.get_by_role("button", name="保存草稿").click()
    expect(desk.locator("[data-findings]")).to_contain_text("没有发现问题")
    article.refresh_from_db()
    assert blocking_problems(article.get_latest_revision_as_object()) == []
