"""Who holds the phone, or the slip: from a code, a link or a telephone number to an enrolment. Read only."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db.models import Q

from common import crypto
from common.clock import now
from common.public_ids import normalise_code
from courses.enums import PUBLIC_SESSION_STATES
from courses.models import Enrolment
from courses.models.enrolment import EnrolmentQuerySet

SEAT_CODE_LENGTH = 8
LINK = re.compile(r"/t/([0-9a-z]{32})/?$")
# How long after its last meeting (and its test) a session's trainees can still be found by their telephone number.
PHONE_DAYS = timedelta(days=60)


def _known() -> EnrolmentQuerySet:
    return Enrolment.objects.select_related(
        "person", "subject", "session__course", "session__area", "candidate", "pledge", "ended_by"
    )


def find_by_link(token: str) -> Enrolment | None:
    return _known().filter(link_token=token).first()


def find_by_seat_code(text: str) -> Enrolment | None:
    code = normalise_code(text)
    return _known().filter(seat_code=code).first() if len(code) == SEAT_CODE_LENGTH else None


def find_by_scan(text: str) -> Enrolment | None:
    """What a scanner types at the door: the personal link printed on the slip as a QR code, or the slip's code."""
    link = LINK.search(text.strip())
    return find_by_link(link.group(1)) if link else find_by_seat_code(text)


def find_by_phone(phone: str) -> list[Enrolment]:
    """The enrolments a telephone number stands for now: one person may come for two firms, one phone for two people."""
    recent = Q(session__meetings__ends_at__gte=now() - PHONE_DAYS)
    index = crypto.blind_index("phone", phone)
    found = _known().active().filter(recent, person__phone_index=index, session__state__in=PUBLIC_SESSION_STATES)
    return list(found.distinct().order_by("session_id", "pk")) if index else []


def search_roster(session_id: int, text: str) -> list[Enrolment]:
    """Trainees of a session by part of a name or firm; fewer than two characters find nobody."""
    words = text.split()
    if len("".join(words)) < 2:
        return []
    found = _known().active().filter(session_id=session_id)
    for word in words:
        found = found.filter(Q(person__name__icontains=word) | Q(subject__name__icontains=word))
    return list(found.order_by("seat_number", "pk")[:20])
