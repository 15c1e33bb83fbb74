"""Which half day a scan belongs to, and how many are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from courses.enums import SEATED_STATES, CheckInKind, CheckInOutcome
from courses.models import CheckIn, Enrolment, Meeting


def meeting_at(meetings: Sequence[Meeting], at: datetime) -> Meeting | None:
    """The meeting a scan at this instant is for: one that is open for check-in (where two are, the one that has begun
    last), else the next one to open, else the last one.
    """
    ordered = sorted(meetings, key=lambda meeting: meeting.starts_at)
    opened = [m for m in ordered if m.check_in_opens_at <= at < m.check_in_closes_at]
    begun = [m for m in opened if m.starts_at <= at < m.ends_at]
    coming = [m for m in ordered if m.check_in_opens_at > at]
    return next(iter([*begun[-1:], *opened, *coming, *ordered[-1:]]), None)


@dataclass(frozen=True)
class Attendance:
    present: int
    expected: int


def count_attendance(meeting: Meeting) -> Attendance:
    """Checked in, and holding a seat, for one meeting: one query."""
    here = Q(check_ins__meeting=meeting, check_ins__outcome=CheckInOutcome.ACCEPTED, check_ins__kind=CheckInKind.ENTRY)
    counts = Enrolment.objects.filter(session_id=meeting.session_id).aggregate(
        present=Count("pk", filter=here, distinct=True),
        expected=Count("pk", filter=Q(state__in=SEATED_STATES), distinct=True),
    )
    return Attendance(**counts)


def has_checked_in(enrolment: Enrolment, meeting: Meeting) -> bool:
    return CheckIn.objects.filter(
        meeting=meeting, enrolment=enrolment, outcome=CheckInOutcome.ACCEPTED, kind=CheckInKind.ENTRY
    ).exists()
