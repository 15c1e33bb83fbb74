"""Enrolment by the office: from the telephone, and from a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from common.clock import now
from common.errors import DomainError
from courses.domain.enrolment import (
    Consent,
    Entry,
    Seat,
    Trainee,
    enrol_group,
    lock_session,
    record_enrolled,
    seat_trainees,
)
from courses.domain.errors import EnrolmentRefused
from courses.enums import EnrolmentSource
from courses.models import TrainingSession
from subjects.domain.approvals import find_or_queue_subject
from subjects.enums import SubjectState
from subjects.models import Subject

if TYPE_CHECKING:
    from accounts.models import User


class Row(Protocol):
    """A row of a sheet, as far as enrolling needs it."""

    firm: str
    uscc: str
    errors: list[str]

    def trainee(self) -> Trainee: ...


@dataclass(frozen=True)
class RowResult:
    """What came of one row: enrolled now, enrolled before, or why not."""

    row: Row
    seat: Seat | None
    error: str = ""


@transaction.atomic
def enrol_by_telephone(
    session: TrainingSession,
    *,
    uscc: str,
    firm_name: str,
    trainees: Sequence[Trainee],
    actor: User,
    reason: str = "",
    given: Consent | None = None,
) -> list[Seat]:
    """Enrol the people a firm named on the telephone. A code we don't know needs the firm's name and is queued."""
    locked = lock_session(session)
    subject = find_or_queue_subject(area=locked.area, uscc=uscc, name=firm_name, actor=actor)
    return enrol_group(
        locked,
        subject=subject,
        trainees=trainees,
        actor=actor,
        source=EnrolmentSource.STAFF,
        reason=reason,
        given=given,
    )


@transaction.atomic
def enrol_sheet(session: TrainingSession, *, rows: Iterable[Row], actor: User, reason: str = "") -> list[RowResult]:
    """Enrol row by row in the order of the sheet, and report for every row. A row that can't be enrolled holds up no
    other; sending the sheet again changes nothing for those already in. One audit line for the sheet.
    """
    locked = lock_session(session)
    results = [_enrol_row(locked, row, actor=actor, reason=reason) for row in rows]
    seats = [result.seat for result in results if result.seat]
    record_enrolled(locked, seats, actor=actor, source=EnrolmentSource.SHEET, exception=bool(reason))
    return results


def _enrol_row(session: TrainingSession, row: Row, *, actor: User, reason: str) -> RowResult:
    if row.errors:
        return RowResult(row, None, " ".join(row.errors))
    try:
        with transaction.atomic():
            subject = find_firm(session, row, actor=actor)
            entry = Entry(session, subject, actor, EnrolmentSource.SHEET, reason, now())
            [seat] = seat_trainees(entry, [row.trainee()])
    except DomainError as error:
        return RowResult(row, None, str(error))
    return RowResult(row, seat)


def add_firm_problems(rows: Sequence[Row], *, actor: User) -> None:
    """For the preview: note at each row whose firm can't be found, so that nobody learns it after confirming."""
    unnamed = [row for row in rows if row.uscc and not row.firm]
    known = _known_codes([row.uscc for row in unnamed])
    for row in unnamed:
        if row.uscc not in known:
            row.errors.append(_("This code isn't on file yet. Please add the name of the firm."))
    named = [row for row in rows if row.firm and not row.uscc]
    counts = Counter(_firms_named([row.firm for row in named], actor=actor).values_list("name", flat=True))
    for row in named:
        if counts[row.firm] != 1:
            row.errors.append(not_found_by_name())


def _known_codes(codes: list[str]) -> set[str]:
    known = Subject.objects.filter(Q(uscc__in=codes) | Q(old_number__in=codes))
    return {subject.identifier for subject in known.only("uscc", "old_number")}


def _firms_named(names: list[str], *, actor: User) -> QuerySet[Subject]:
    return Subject.objects.for_user(actor).filter(name__in=names).exclude(state=SubjectState.REJECTED)


def not_found_by_name() -> str:
    return _("This firm can't be found by its name alone. Please add its credit code.")


def find_firm(session: TrainingSession, row: Row, *, actor: User) -> Subject:
    """By credit code; without one by the exact name, where the area has just one firm of that name."""
    if row.uscc:
        return find_or_queue_subject(area=session.area, uscc=row.uscc, name=row.firm, actor=actor)
    same = _firms_named([row.firm], actor=actor)[:2]
    if len(same) != 1:
        raise EnrolmentRefused(not_found_by_name())
    return same[0]
