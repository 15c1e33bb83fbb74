"""A session on one afternoon: check-in from 13:30, start at 14:00, late from 14:15, end at 17:00, Beijing time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

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
