"""What courses tells the apps below: whose test, pledge or paper it is."""

from __future__ import annotations

from django.http import HttpRequest

from courses.access import current_enrolment, how_identified
from courses.enums import EnrolmentState
from courses.models import Enrolment
from exams import access as exam_access
from exams.models import Candidate
from issuance import access as issuance_access
from issuance.models import IssuedDocument
from pledges import access as pledge_access
from pledges.enums import IdentifiedBy
from pledges.models import Pledge


def identified_by(request: HttpRequest, pledge: Pledge) -> str:
    """How the trainee in the session was identified: printed on the signed pledge."""
    return how_identified(request) or IdentifiedBy.UNKNOWN


def candidate_for(request: HttpRequest, public_id: str) -> Candidate | None:
    enrolment = _confirmed(request)
    candidate = enrolment.candidate if enrolment else None
    return candidate if candidate and candidate.public_id == public_id else None


def pledge_for(request: HttpRequest, public_id: str) -> Pledge | None:
    enrolment = _confirmed(request)
    pledge = enrolment.pledge if enrolment else None
    return pledge if pledge and pledge.public_id == public_id else None


def document_for(request: HttpRequest, public_id: str) -> IssuedDocument | None:
    """The trainee's own certificate; the signed pledge's paper is found through the pledge."""
    enrolment = _confirmed(request)
    if enrolment is None:
        return None
    return IssuedDocument.objects.filter(completion__enrolment=enrolment, public_id=public_id).first()


def _confirmed(request: HttpRequest) -> Enrolment | None:
    enrolment = current_enrolment(request)
    return enrolment if enrolment and enrolment.state == EnrolmentState.CONFIRMED else None


def connect() -> None:
    """Tell the apps below who holds a test, a pledge or a paper."""
    exam_access.register(candidate_for, home="courses:trainee-home")
    pledge_access.register(pledge_for, identified_by=identified_by, home="courses:trainee-home")
    issuance_access.register(document_for)
