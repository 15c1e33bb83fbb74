"""What the checks block doesn't go out, whether its type is reviewed or not."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.models import User
from outreach.models import ArticlePage, QuestionPage
from reviews.domain import checks
from tests.factories.accounts import UserFactory
from tests.factories.outreach import QuestionFactory, QuestionIndexFactory
from tests.factories.reviews import agree, hand_in
from tests.reviews.conftest import Office

pytestmark = pytest.mark.django_db
BLOCKED = "联系人电话13912345678。"


@pytest.fixture
def root(client: Client) -> Client:
    """Somebody who may do everything."""
    user: User = UserFactory(is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(short_answer: str) -> dict:
    blocks = streamfield([("paragraph", rich_text("<p>请先打电话。</p>"))])
    related = streamfield([])
    values = {"title": "能不能申请", "slug": "apply", "short_answer": short_answer, "body": blocks, "related": related}
    return nested_form_data({**values, "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}, "action-publish": "1"})


def test_an_unreviewed_type_is_refused_in_the_editor_and_the_draft_is_kept(root: Client) -> None:
    page = QuestionFactory(live=False, title="能不能申请", slug="apply")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = root.post(url, form(BLOCKED), follow=True)
    stored = QuestionPage.objects.get(pk=page.pk)
    assert not stored.live and stored.get_latest_revision_as_object().short_answer == BLOCKED
    assert "手机号" in answer.content.decode()
    root.post(url, form("能。"))
    assert QuestionPage.objects.get(pk=page.pk).live


def test_a_new_page_is_kept_as_a_draft(root: Client) -> None:
    index = QuestionIndexFactory()
    root.post(reverse("wagtailadmin_pages:add", args=["outreach", "questionpage", index.pk]), form(BLOCKED))
    assert not QuestionPage.objects.get(slug="apply").live


def test_nor_many_at_once(root: Client) -> None:
    page = QuestionFactory(live=False, short_answer=BLOCKED)
    page.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    root.post(f"{url}?id={page.pk}")
    assert not Page.objects.get(pk=page.pk).live


def test_a_reviewed_text_waits_until_it_is_mended(office: Office) -> None:
    page = office.page
    page.body = [{"type": "paragraph", "value": f"<p>{BLOCKED}</p>"}]
    page.save_revision(user=office.author)
    round_ = hand_in(page, office.author)
    agree(round_, 1, office.head)
    agree(round_, 2, office.deputy)
    assert not ArticlePage.objects.get(pk=page.pk).live
    round_.refresh_from_db()
    assert round_.waiting_for


def test_snippets_and_others_are_not_held_up() -> None:
    assert checks.objections(UserFactory()) == []
