"""A session on one afternoon: check-in from 13:30, start at 14:00, late from 14:15, end at 17:00, Beijing time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from accounts.domain.consent import publish_text
from accounts.enums import ConsentPurpose
from common.clock import now
from common.domain.facts import record_fact
from courses.domain.pledges import start_pledge
from courses.domain.sittings import sync_sitting
from exams.enums import AttemptState
from exams.models import Attempt, Grade
from pledges.domain.pledges import sign_pledge
from tests.factories.courses import EnrolmentFactory, MeetingFactory, TrainingSessionFactory
from tests.factories.exams import PaperFactory
from tests.factories.pledges import NAME_INK, template

BEIJING = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """at("13:52") on the day of the session."""
    return datetime.fromisoformat(f"2026-08-05T{text}").replace(tzinfo=BEIJING)


@pytest.fixture
def session(area):
    session = TrainingSessionFactory(area=area, meeting=False, year=2026, number=3)
    MeetingFactory(session=session, title="下午", starts_at=at("14:00"), ends_at=at("17:00"))
    return session


@pytest.fixture
def meeting(session):
    return session.meetings.get()


@pytest.fixture
def enrolment(session):
    return EnrolmentFactory(session=session, person__name="王小明", person__phone="13800000001")


@pytest.fixture
def at_1352(set_clock):
    set_clock(at("13:52"))
    return at("13:52")


@pytest.fixture
def needs_pledge(session):
    """The course of the session asks for a pledge."""
    publish_text(purpose=ConsentPurpose.PLEDGE, title="在线签名说明", body="记录笔迹和时间。")
    session.course.pledge_template = template(session.area)
    session.course.pledge_required = True
    session.course.save()
    return session.course.pledge_template


@pytest.fixture
def needs_exam(session):
    """The course of the session asks for a test, which is open on the day of the session and three days more."""
    session.course.paper = PaperFactory(area=session.area, title="结业测试")
    session.course.exam_required = True
    session.course.save()
    session.exam_opens_at, session.exam_closes_at = at("14:00"), at("18:00") + timedelta(days=3)
    session.save()
    sync_sitting(session)
    return session.sitting


def take_test(enrolment, *, passed=True, score=80, number=1, revision=1, attempt=None):
    """The candidate's attempt is marked, and the news of it written."""
    candidate = enrolment.candidate
    attempt = attempt or Attempt.objects.create(
        sitting=candidate.sitting, candidate=candidate, number=number, state=AttemptState.GRADED, slots=[]
    )
    Grade.objects.create(
        attempt=attempt, revision=revision, score=score, max_score=100, passed=passed, detail={}, graded_at=now()
    )
    record_fact("attempt.graded", f"{attempt.public_id}:{revision}", {"candidate": candidate.pk})
    return attempt


def sign(enrolment):
    """The trainee opens the pledge and signs it."""
    pledge = start_pledge(enrolment)
    return sign_pledge(
        pledge,
        strokes=NAME_INK,
        text_hash=pledge.text_hash,
        idempotency_key=f"key-{pledge.pk}",
        evidence={"identified_by": "seat_slip"},
    )


@pytest.fixture
def phone(client, at_1352):
    """A phone in the hall at 13:52; nobody has typed a wrong code yet."""
    cache.clear()
    return client
