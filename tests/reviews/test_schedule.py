"""To the minute, through the gate, and never silently."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from wagtail.models import Revision

from accounts.models import AuditEntry
from common import schedules
from outreach.models import QuestionPage
from reviews.domain import gate, schedule
from reviews.domain.errors import PublicationRefused
from reviews.domain.lists import desk_of
from reviews.domain.schedule import run_schedule
from reviews.enums import RoundState
from reviews.models import MissedPublication, Publication
from reviews.tasks import run_schedule as run_schedule_task
from tests.factories.accounts import UserFactory
from tests.factories.outreach import QuestionFactory
from tests.factories.reviews import agree, edit
from tests.reviews.conftest import Office

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def travel():
    with time_machine.travel(NINE - timedelta(hours=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def signed(travel, office: Office) -> Office:
    """Fully signed at seven, to go out at nine and come down at ten."""
    edit(office.page, office.author, go_live_at=NINE, expire_at=NINE + timedelta(hours=1))
    round_ = office.hand_in()
    agree(round_, 1, office.head)
    agree(round_, 2, office.deputy)
    return office


def test_out_at_nine_and_down_at_ten(signed: Office, travel) -> None:
    assert not signed.fresh().live
    travel.move_to(NINE - timedelta(seconds=1))
    assert run_schedule() == 0
    travel.move_to(NINE)
    assert run_schedule_task() == 1
    page = signed.fresh()
    assert page.live and Publication.objects.get().basis == "reviewed"
    assert page.last_published_at == NINE
    assert run_schedule() == 0
    travel.move_to(NINE + timedelta(hours=1))
    assert run_schedule() == 1
    page = signed.fresh()
    assert not page.live and page.expired


def test_the_round_is_closed_only_when_it_is_public(signed: Office, travel) -> None:
    from reviews.models import ReviewRound

    assert ReviewRound.objects.get().state == RoundState.OPEN
    travel.move_to(NINE)
    run_schedule()
    assert ReviewRound.objects.get().state == RoundState.PUBLISHED


def test_not_fully_signed_stays_in_and_the_owner_is_told(travel, office: Office) -> None:
    draft = edit(office.page, office.author, go_live_at=NINE)
    round_ = office.hand_in()
    agree(round_, 1, office.head)
    draft.latest_revision.publish(user=UserFactory(is_superuser=True))
    travel.move_to(NINE)
    for _minute in range(2):
        assert run_schedule() == 0
    assert not office.fresh().live
    missed = MissedPublication.objects.get()
    assert missed.owner == office.author and missed.due_at == NINE and "尚未提交" in missed.reason
    assert desk_of(office.author).missed == [missed]
    assert desk_of(office.head).missed == []
    assert AuditEntry.objects.filter(action="reviews.schedule.missed").count() == 1


def test_signed_after_its_time_it_goes_out_and_the_notice_is_settled(travel, office: Office) -> None:
    draft = edit(office.page, office.author, go_live_at=NINE)
    draft.latest_revision.publish(user=UserFactory(is_superuser=True))
    travel.move_to(NINE + timedelta(minutes=5))
    run_schedule()
    round_ = office.hand_in()
    agree(round_, 1, office.head)
    agree(round_, 2, office.deputy)
    assert office.fresh().live
    assert MissedPublication.objects.get().settled_at
    assert desk_of(office.author).missed == []


def test_words_changed_after_the_signatures(signed: Office, travel) -> None:
    edit(signed.page, signed.author, summary="签后改动。")
    Revision.objects.filter(pk=signed.fresh().latest_revision_id).update(approved_go_live_at=NINE)
    travel.move_to(NINE)
    assert run_schedule() == 0
    assert not signed.fresh().live
    assert MissedPublication.objects.count() == 2


def test_a_hold_keeps_everything_scheduled_in(travel, office: Office) -> None:
    question = QuestionFactory(live=False, owner=office.author)
    question.go_live_at = NINE
    question.save_revision(user=office.author).publish()
    travel.move_to(NINE)
    gate.register_hold(hold := lambda version: "重保期间暂停发布。")
    try:
        assert run_schedule() == 0
    finally:
        gate._holds.remove(hold)
    assert MissedPublication.objects.get().reason == "重保期间暂停发布。"
    assert run_schedule() == 1
    assert QuestionPage.objects.get(pk=question.pk).live


def test_wagtails_own_command_meets_the_gate(travel, office: Office) -> None:
    from django.core.management import call_command

    draft = edit(office.page, office.author, go_live_at=NINE)
    draft.latest_revision.publish(user=UserFactory(is_superuser=True))
    travel.move_to(NINE + timedelta(minutes=1))
    with pytest.raises(PublicationRefused):
        call_command("publish_scheduled")
    assert not office.fresh().live


def test_one_broken_text_does_not_hold_up_the_others(travel, signed: Office, monkeypatch) -> None:
    broken = QuestionFactory(live=False)
    broken.go_live_at = NINE - timedelta(minutes=1)
    broken.save_revision().publish()
    publish = Revision.publish

    def stumble(revision, *args, **kwargs):
        if revision.object_id == str(broken.pk):
            raise RuntimeError
        return publish(revision, *args, **kwargs)

    monkeypatch.setattr(Revision, "publish", stumble)
    travel.move_to(NINE)
    assert run_schedule() == 1
    assert signed.fresh().live


def test_a_text_that_became_invalid_is_noticed(signed: Office, travel, monkeypatch) -> None:
    from django.core.exceptions import ValidationError

    def refuse(*args, **kwargs):
        raise ValidationError("地址重复")

    monkeypatch.setattr(Revision, "publish", refuse)
    travel.move_to(NINE)
    assert run_schedule() == 0
    assert MissedPublication.objects.get().reason == "地址重复"


def test_an_end_that_fails_is_tried_again(signed: Office, travel, monkeypatch) -> None:
    travel.move_to(NINE)
    run_schedule()
    travel.move_to(NINE + timedelta(hours=2))
    with monkeypatch.context() as patch:
        patch.setattr("outreach.models.ArticlePage.unpublish", lambda *args, **kwargs: 1 / 0)
        assert run_schedule() == 0
    assert run_schedule() == 1


def test_the_slower_worker_finds_nothing_left(signed: Office, travel) -> None:
    travel.move_to(NINE)
    pk = Revision.objects.get(approved_go_live_at__isnull=False).pk
    assert schedule.publish_due() == 1
    assert schedule._publish(pk) is False


def test_runs_each_minute() -> None:
    assert schedules._minutes["reviews.tasks.run_schedule"] == 1


def test_an_invalid_text_keeps_its_signatures(office: Office, monkeypatch) -> None:
    from django.core.exceptions import ValidationError

    round_ = office.hand_in()
    agree(round_, 1, office.head)

    def refuse(*args, **kwargs):
        raise ValidationError("地址重复")

    monkeypatch.setattr(Revision, "publish", refuse)
    agree(round_, 2, office.deputy)
    round_.refresh_from_db()
    assert round_.waiting_for == "地址重复"
