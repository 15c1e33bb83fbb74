"""Forty people at the door at once: each trainee's phone confirms “it is me” after scanning the projector's code."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from bench.load import request
from common.clock import now
from common.public_ids import random_id
from courses.access import identify
from courses.domain.claims import Claim, make_claim, sign_claim
from courses.domain.rotating_codes import shown_code
from courses.enums import CheckInOutcome
from courses.models import CheckIn, Enrolment
from courses.views.check_in import CLAIM_COOKIE
from pledges.enums import IdentifiedBy
from tests.factories.courses import EnrolmentFactory, MeetingFactory, TrainingSessionFactory
from tests.factories.subjects import SubjectFactory

REQUESTS = 120
CSRF = "b" * 32


@transaction.atomic
def prepare(count: int) -> list[bytes]:
    """One session that begins in a few minutes; each request is another trainee on another phone."""
    session = TrainingSessionFactory(meeting=False, capacity=count)
    MeetingFactory(session=session, starts_at=now() + timedelta(minutes=5))
    firm, seats = SubjectFactory(area=session.area), range(1, count + 1)
    trainees = [EnrolmentFactory(session=session, subject=firm, seat_number=seat) for seat in seats]
    claim = make_claim(shown_code(session, at=now()).scanned, at=now())
    return [confirmation(trainee, replace(claim, key=random_id(20), device=random_id())) for trainee in trainees]


def confirmation(enrolment: Enrolment, claim: Claim) -> bytes:
    """The form's POST, with what the phone holds once its owner has scanned and is identified."""
    phone = HttpRequest()
    phone.session = SessionStore()
    identify(phone, enrolment, how=IdentifiedBy.PERSONAL_LINK)
    phone.session.save()
    cookies = {
        settings.SESSION_COOKIE_NAME: str(phone.session.session_key),
        settings.CSRF_COOKIE_NAME: CSRF,
        CLAIM_COOKIE: sign_claim(claim),
    }
    return request("POST", reverse("courses:check-in"), form={"csrfmiddlewaretoken": CSRF}, cookies=cookies)


def verify(count: int) -> None:
    found = CheckIn.objects.filter(outcome=CheckInOutcome.ACCEPTED).count()
    if found != count:
        raise RuntimeError(f"{count} trainees confirmed, {found} are checked in")
