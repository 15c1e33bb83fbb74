"""Corners of the gate: other workflows, drafts without a user, rows that are gone, refusals outside the admin."""

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from wagtail.models import Workflow, WorkflowTask

from accounts.models import AuditEntry
from outreach.models import ArticlePage, QuestionPage
from reviews.domain import rounds
from reviews.domain.content import _plain, version_to_be
from reviews.domain.errors import PublicationRefused, ReviewRefused
from reviews.domain.signing import turn_of
from reviews.middleware import RefusalMiddleware
from reviews.models import ReviewRound
from tests.factories.accounts import UserFactory
from tests.factories.outreach import QuestionFactory
from tests.factories.reviews import agree, edit, hand_in, make_chain, make_draft
from tests.reviews.conftest import Office

pytestmark = pytest.mark.django_db


def test_a_workflow_that_is_no_chains_publishes_as_before(office: Office) -> None:
    question = QuestionFactory(live=False)
    question.save_revision()
    workflow = Workflow.objects.create(name="别的流程")
    workflow.start(question, UserFactory(is_superuser=True))
    assert QuestionPage.objects.get(pk=question.pk).live
    assert not ReviewRound.objects.exists()


def test_cancelling_it_touches_no_round(office: Office) -> None:
    question = QuestionFactory(live=False)
    question.save_revision()
    workflow = Workflow.objects.create(name="别的流程")
    task = office.chain.stages_in_order()[0]
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    workflow.start(question, office.author).cancel(user=office.author)
    assert not ReviewRound.objects.exists()


def test_a_draft_saved_by_a_script(office: Office) -> None:
    round_ = office.hand_in()
    edit(office.page, None, summary="脚本改的。")
    assert ReviewRound.objects.get().content_hash != round_.content_hash


def test_text_that_only_looks_like_blocks() -> None:
    assert _plain("[{ 不是 JSON") == "[{ 不是 JSON"
    assert _plain('[{"type": "paragraph", "value": "一", "id": "x"}]') == [{"type": "paragraph", "value": "一"}]


def test_saving_a_part_of_a_row_that_is_gone(office: Office) -> None:
    page = office.fresh()
    ArticlePage.objects.get(pk=page.pk).delete()
    assert version_to_be(page, ["title"]) is page


class TestRefusals:
    def middleware(self, error: Exception, method: str = "POST", path: str = "/admin/x/", **headers: str):
        request = RequestFactory().generic(method, path, headers=headers)
        request.user, request.session = UserFactory(is_superuser=True), {}
        request._messages = FallbackStorage(request)
        return RefusalMiddleware(lambda request: None).process_exception(request, error)

    def test_back_to_where_one_came_from(self) -> None:
        error = ReviewRefused("不行")
        assert self.middleware(error, referer="http://testserver/admin/here/").url == "http://testserver/admin/here/"
        assert self.middleware(error, referer="https://evil.example/").url == "/admin/"
        assert self.middleware(error).url == "/admin/"

    def test_to_the_editor_of_the_text(self, office: Office) -> None:
        assert f"/pages/{office.page.pk}/edit/" in self.middleware(PublicationRefused(office.page, ["没审"])).url

    def test_everything_else_is_none_of_its_business(self) -> None:
        assert self.middleware(ReviewRefused("不行"), path="/elsewhere/") is None
        assert self.middleware(ReviewRefused("不行"), method="GET") is None
        assert self.middleware(ValueError("x")) is None


def test_reopening_what_is_open_says_nothing(office: Office) -> None:
    round_ = office.hand_in()
    rounds.reopen(round_, actor=office.author)
    assert not AuditEntry.objects.filter(action="reviews.resubmitted").exists()


def test_an_optional_last_stage_is_still_offered_after_the_required_ones() -> None:
    author, head, last = UserFactory(), UserFactory(), UserFactory()
    stages = make_chain(head, last, required=(True, False)).stages_in_order()
    assert turn_of(stages, {stages[0].pk}) == [stages[1]]
    page = make_draft(author)
    agree(hand_in(page, author), 1, head)
    assert ArticlePage.objects.get(pk=page.pk).live
