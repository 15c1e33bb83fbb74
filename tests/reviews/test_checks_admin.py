"""The checks beside the editor, the list of words, the page to try them: through the real admin."""

from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.enums import Role
from accounts.models import User
from outreach.models import ArticlePage
from reviews.domain.checks import blocking_problems
from reviews.domain.checks.word_list import FIRST_WORDS, ensure_words
from reviews.models import CheckConfirmation, WordRule
from reviews.signals import make_words
from tests.factories.outreach import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(users: dict[str, User], client: Client) -> User:
    return sign_in(client, users[Role.EDITOR])


@pytest.fixture
def reviewer(users: dict[str, User], client: Client) -> User:
    return sign_in(client, users[Role.SECTION_REVIEWER])


def sign_in(client: Client, user: User) -> User:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def typed(*texts: str, **values: Any) -> dict[str, Any]:
    """What the editor's form sends."""
    blocks = [("paragraph", rich_text(f"<p>{text}</p>")) for text in texts]
    return nested_form_data({"title": "咨询", "slug": "a", "body": streamfield(blocks), **values})


def ask(client: Client, target: str, data: dict[str, Any], name: str = "content-check", **query: str) -> Any:
    return client.post(reverse(name, query={"for": target, **query}), data)


def edit_url(page: ArticlePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def fingerprint_of(page: ArticlePage) -> str:
    return blocking_problems(page)[0].fingerprint


def test_the_form_is_checked_as_it_is_typed_and_nothing_is_saved(editor: User, client: Client) -> None:
    page = ArticleFactory(title="咨询", slug="a")
    answer = ask(client, edit_url(page), typed("曝光老赖", title="全国第一")).content.decode()
    assert "1 处必须修改" in answer and "2 处需要核实" in answer
    assert 'data-jump="title"' in answer and 'data-open="2" data-blocking="1"' in answer
    page.refresh_from_db()
    assert page.title == "咨询" and page.latest_revision is None


def test_a_good_text_makes_no_noise(editor: User, client: Client) -> None:
    answer = ask(client, edit_url(ArticleFactory(slug="a")), typed("一段话。")).content.decode()
    assert "没有发现问题" in answer and 'data-open="0" data-blocking="0"' in answer


def test_a_form_half_filled_in_is_checked_too(editor: User, client: Client) -> None:
    answer = ask(client, edit_url(ArticleFactory(slug="a")), typed("老赖", title="", summary="")).content.decode()
    assert "1 处必须修改" in answer


def test_a_field_that_cannot_be_read_is_as_it_was_saved(editor: User, client: Client) -> None:
    page = ArticleFactory(slug="a", summary="老赖")
    answer = ask(client, edit_url(page), typed("一段话。", title="黑名单", summary="长" * 200)).content.decode()
    assert "有一项还没有填好" in answer
    assert "黑名单" in answer and "老赖" in answer


def test_a_new_page_is_checked_before_it_is_saved(editor: User, client: Client) -> None:
    target = reverse("wagtailadmin_pages:add", args=["outreach", "articlepage", SectionFactory().pk])
    answer = ask(client, target, typed("全国第一")).content.decode()
    assert "1 处需要核实" in answer and "data-confirm" not in answer and "保存草稿后" in answer
    assert not ArticlePage.objects.exists()


def test_a_warning_is_ticked_and_the_tick_taken_back(editor: User, client: Client) -> None:
    page = ArticleFactory(title="全国第一", slug="a")
    data = typed(title="全国第一")
    told = {"fingerprint": fingerprint_of(page), "ticked": "1"}
    answer = ask(client, edit_url(page), data, "content-check-confirm", **told).content.decode()
    assert "已确认 1 处" in answer and " checked>" in answer
    assert CheckConfirmation.objects.get().confirmed_by == editor
    assert blocking_problems(page) == []
    answer = ask(client, edit_url(page), data, "content-check-confirm", **told | {"ticked": "0"}).content.decode()
    assert "1 处需要核实" in answer
    assert len(blocking_problems(page)) == 1


def test_a_tick_that_comes_too_late_says_so(editor: User, client: Client) -> None:
    page = ArticleFactory(title="全国第一", slug="a")
    told = {"fingerprint": fingerprint_of(page), "ticked": "1"}
    answer = ask(client, edit_url(page), typed(title="全省第一"), "content-check-confirm", **told).content.decode()
    assert "文字刚刚有改动" in answer
    assert not CheckConfirmation.objects.exists()


@pytest.mark.parametrize("target", ["", "/", "/no/such/", "/admin/", "nonsense"])
def test_only_forms_of_pages_are_checked(editor: User, client: Client, target: str) -> None:
    assert ask(client, target, typed()).status_code == 404


def test_a_form_without_its_blocks_is_refused(editor: User, client: Client) -> None:
    assert ask(client, edit_url(ArticleFactory()), {"title": "咨询"}).status_code == 400


def test_who_may_not_edit_pages_learns_nothing_of_them(users: dict[str, User], client: Client) -> None:
    page = ArticleFactory(title="全国第一", slug="a")
    sign_in(client, users[Role.DOOR_STAFF])
    for name in ("content-check", "content-check-confirm"):
        answer = ask(
            client, edit_url(page), typed(title="全国第一"), name, fingerprint=fingerprint_of(page), ticked="1"
        )
        assert answer.status_code == 302
    assert not CheckConfirmation.objects.exists()


def test_the_editor_brings_the_panel(editor: User, client: Client) -> None:
    page = client.get(edit_url(ArticleFactory())).content.decode()
    assert "发布前检查" in page and "content-checks" in page and "data-content-checks" in page
    assert "data-content-word-count" not in page


def test_trying_a_text(editor: User, client: Client) -> None:
    address = reverse("content-check-trial")
    assert "cx-checks" not in client.get(address).content.decode()
    answer = client.post(address, {"text": "老赖张三\n全国第一"}).content.decode()
    assert "必须修改" in answer and "需要核实" in answer
    assert "没有发现问题" in client.post(address, {"text": "一段话。"}).content.decode()
    assert "cx-checks" not in client.post(address, {"text": ""}).content.decode()


def word(**values: Any) -> dict[str, Any]:
    return {"word": "躺平", "severity": "warn", "advice": "", "except_in": "", "note": "", "active": "on", **values}


def test_reviewers_keep_the_list(reviewer: User, client: Client) -> None:
    ensure_words(WordRule)
    assert client.post(reverse("words-to-avoid:add"), word()).status_code == 302
    rule = WordRule.objects.get(word="躺平")
    edit = reverse("words-to-avoid:edit", args=[rule.pk])
    assert client.post(edit, word(severity="block")).status_code == 302
    rule.refresh_from_db()
    assert (rule.severity, rule.revision, str(rule)) == ("block", 2, "躺平")
    assert "已" in client.post(reverse("words-to-avoid:add"), word()).content.decode()
    assert WordRule.objects.filter(word="躺平").count() == 1
    assert "两个字" in client.post(edit, word(word="好")).content.decode()
    assert client.get(reverse("words-to-avoid:delete", args=[rule.pk])).status_code == 302
    assert WordRule.objects.filter(pk=rule.pk).exists()


def test_editors_read_the_list(editor: User, client: Client) -> None:
    ensure_words(WordRule)
    rule = WordRule.objects.get(code="laolai")
    listing = client.get(reverse("words-to-avoid:index")).content.decode()
    assert "老赖" in listing and reverse("content-check-trial") in listing
    assert client.get(reverse("words-to-avoid:inspect", args=[rule.pk])).status_code == 200
    assert client.post(reverse("words-to-avoid:edit", args=[rule.pk]), word()).status_code == 302
    assert client.post(reverse("words-to-avoid:add"), word()).status_code == 302
    rule.refresh_from_db()
    assert rule.word == "老赖" and not WordRule.objects.filter(word="躺平").exists()


def test_the_list_costs_the_same_for_three_rows(reviewer: User, client: Client) -> None:
    WordRule.objects.all().delete()
    counts = []
    client.get(reverse("words-to-avoid:index"))
    for new in (1, 2):
        WordRule.objects.bulk_create(WordRule(word=f"词语{new}{n}") for n in range(new))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("words-to-avoid:index"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_first_words_come_with_the_tables() -> None:
    WordRule.objects.all().delete()
    make_words()
    make_words(apps=Apps())
    assert WordRule.objects.count() == len(FIRST_WORDS)
