"""A claim: “this phone saw the code at that time”. It is signed and kept by the phone; no row is written and nothing about
attendance changes before the person has identified and confirmed.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.public_ids import random_id
from courses.domain.meetings import meeting_at
from courses.domain.rotating_codes import recognise
from courses.enums import EvidenceLevel
from courses.models import Enrolment, Meeting

SALT = "courses.claim"
# Long enough to wait for a text message and to help four colleagues with the same phone.
LIFETIME = timedelta(minutes=20)


class CodeNotShown(DomainError):
    """No projector shows this code now: it is mistyped, forwarded or too old."""

    code = "code_not_shown"


@dataclass(frozen=True)
class Claim:
    meeting: int
    scanned_at: str
    is_typed: bool
    key: str
    device: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.scanned_at)

    @property
    def evidence_level(self) -> EvidenceLevel:
        return EvidenceLevel.TYPED_CODE if self.is_typed else EvidenceLevel.SELF_SCAN

    def nonce_for(self, enrolment: Enrolment) -> str:
        """One scan number per claim and trainee: confirming twice is one check-in, and a colleague can use the same phone."""
        return hashlib.sha256(f"{self.key}:{enrolment.public_id}".encode()).hexdigest()[:40]


def make_claim(text: str, *, at: datetime, device: str = "") -> Claim:
    """A claim on the meeting that runs (or is next) where this code is shown. Raises CodeNotShown for any other code."""
    recognised = recognise(text, at=at)
    meeting = meeting_at(list(recognised.session.meetings.all()), at) if recognised else None
    if recognised is None or meeting is None:
        raise CodeNotShown(_("This code has expired. Please scan the code on the big screen once more."))
    return Claim(
        meeting=meeting.pk,
        scanned_at=at.isoformat(),
        is_typed=recognised.is_typed,
        key=random_id(20),
        device=device or random_id(),
    )


def sign_claim(claim: Claim) -> str:
    return signing.dumps(asdict(claim), salt=SALT)


def read_claim(text: str, *, at: datetime) -> Claim | None:
    """The claim a phone brings back; None when it is forged, broken or older than 20 minutes."""
    claim = _load(text)
    return claim if claim and claim.at <= at <= claim.at + LIFETIME else None


def device_of(text: str) -> str:
    """The random name of the phone, kept from one claim to the next; empty without a claim of ours."""
    claim = _load(text)
    return claim.device if claim else ""


def claimed_meeting(claim: Claim) -> Meeting | None:
    return Meeting.objects.select_related("session__course").filter(pk=claim.meeting).first()


def _load(text: str) -> Claim | None:
    try:
        return Claim(**signing.loads(text, salt=SALT))
    except signing.BadSignature:
        return None
