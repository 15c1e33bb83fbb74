"""The demo can be loaded again, on the same day and on a later one."""

from datetime import timedelta

import pytest

from common.clock import now, today
from courses import demo
from courses.enums import RegistrationStatus, SessionState
from courses.models import Enrolment, Meeting, TrainingSession
from courses.rules import registration_status
from tests.factories.accounts import AreaFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_demo_has_a_session_to_walk_through_now():
    area = AreaFactory()
    admin = UserFactory(area=area, is_superuser=True)
    for _time in range(2):
        demo.load(area=area, admin_user=admin, today=today())
    past, current = TrainingSession.objects.order_by("number")
    assert (past.state, current.state) == (SessionState.COMPLETED, SessionState.PUBLISHED)
    assert registration_status(current, taken=3, at=now()) == RegistrationStatus.OPEN
    meeting = current.meetings.get()
    assert meeting.check_in_opens_at <= now() < meeting.check_in_closes_at
    assert Enrolment.objects.count() == 3


def test_demo_opened_on_a_later_day_starts_there():
    area = AreaFactory()
    admin = UserFactory(area=area, is_superuser=True)
    demo.load(area=area, admin_user=admin, today=today() - timedelta(days=3))
    demo.load(area=area, admin_user=admin, today=today())
    assert Meeting.objects.count() == 2
    meeting = Meeting.objects.latest("starts_at")
    assert meeting.check_in_opens_at <= now() < meeting.check_in_closes_at
