"""Forty people at the door at once: each trainee's phone confirms “it is me” after scanning the projector's code."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from bench.load import request
from common.clock import now
from courses.access import identify
from courses.domain.claims import make_claim, sign_claim
from courses.domain.rotating_codes import shown_code
from courses.enums import CheckInOutcome
from courses.models import CheckIn, Enrolment
from courses.views.check_in import CLAIM_COOKIE
from pledges.enums import IdentifiedBy
from tests.factories.courses import EnrolmentFactory, MeetingFactory, TrainingSessionFactory

REQUESTS = 300
CSRF = "b" * 32


def prepare(count: int) -> list[bytes]:
    """One session that begins in a few minutes; each request is another trainee on another phone."""
    session = TrainingSessionFactory(meeting=False, capacity=count)
    MeetingFactory(session=session, starts_at=now() + timedelta(minutes=5))
    path = reverse("courses:check-in")
    seats = range(1, count + 1)
    trainees = [EnrolmentFactory(session=session, subject=None, seat_number=seat) for seat in seats]
    return [request("POST", path, form={"csrfmiddlewaretoken": CSRF}, cookies=cookies(trainee)) for trainee in trainees]


def cookies(enrolment: Enrolment) -> dict[str, str]:
    """What the phone holds once its owner has scanned and is identified."""
    phone = HttpRequest()
    phone.session = import_module(settings.SESSION_ENGINE).SessionStore()
    identify(phone, enrolment, how=IdentifiedBy.PERSONAL_LINK)
    phone.session.save()
    claim = make_claim(shown_code(enrolment.session, at=now()).scanned, at=now())
    return {
        settings.SESSION_COOKIE_NAME: str(phone.session.session_key),
        settings.CSRF_COOKIE_NAME: CSRF,
        CLAIM_COOKIE: sign_claim(claim),
    }


def verify(count: int) -> None:
    found = CheckIn.objects.filter(outcome=CheckInOutcome.ACCEPTED).count()
    if found != count:
        raise RuntimeError(f"{count} trainees confirmed, {found} are checked in")
