"""A session on one afternoon: check-in from 13:30, start at 14:00, late from 14:15, end at 17:00, Beijing time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from common.clock import now
from pledges.enums import TemplateState
from pledges.models import PledgeTemplate
from tests.factories.courses import EnrolmentFactory, MeetingFactory, TrainingSessionFactory

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
    course = session.course
    course.pledge_template = PledgeTemplate.objects.create(
        area=session.area,
        version=1,
        title="培训承诺书",
        body="{{姓名}}代表{{单位名称}}参加{{培训名称}}（{{培训日期}}，{{主办单位}}）。本人承诺依法诚信经营。",
        body_hash="0" * 64,
        state=TemplateState.PUBLISHED,
        created_at=now(),
        published_at=now(),
    )
    course.pledge_required = True
    course.save()
    return course.pledge_template
