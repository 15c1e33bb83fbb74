"""Check-in: one scan is one row, refused ones too. No lock on the session: the database's constraints decide a race."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain import audit
from common.clock import now
from common.domain.facts import record_new_fact
from common.errors import DomainError
from common.public_ids import random_id
from courses.enums import CheckInKind, CheckInOutcome, CheckInReason, EnrolmentState, EvidenceLevel, SessionState
from courses.models import CheckIn, Completion, Enrolment, Meeting
from courses.rules import can_manage_training

if TYPE_CHECKING:
    from accounts.models import User

TEST_CODE = "TESTCODE"  # has an O, so no seat-slip code is ever equal to it
UNDO_ALONE = timedelta(minutes=15)
MAX_NONCE = 40

STATE_REASONS = {
    EnrolmentState.WITHDRAWN: CheckInReason.WITHDRAWN,
    EnrolmentState.CANCELLED: CheckInReason.WITHDRAWN,
    EnrolmentState.WAITLISTED: CheckInReason.WAITLISTED,
    EnrolmentState.PENDING: CheckInReason.NOT_APPROVED,
}


class NonceReused(DomainError):
    """A scan number came back with another trainee: kept for review, nobody's attendance changed."""

    code = "nonce_reused"


class UndoRefused(DomainError):
    code = "undo_refused"


def record_check_in(
    meeting: Meeting,
    *,
    enrolment: Enrolment | None,
    nonce: str,
    evidence_level: int,
    happened_at: datetime | None = None,
    device_time: datetime | None = None,
    device_key: str = "",
    actor: User | None = None,
    raw_code: str = "",
    exception_reason: str = "",
) -> CheckIn:
    """Store one scan for a meeting and say what came of it: the row's outcome and reason.

    The same nonce gives the row of the first time; with another trainee it is kept for review and raises NonceReused.
    Refused, with a row: an unknown code (enrolment None), a code of another session, a cancelled session, an enrolment
    that is withdrawn, waiting or not approved, a scan before or after the window, a second entry. `happened_at` is the
    time that counts (a claim's scan time; else now); a manager's `exception_reason` admits somebody after the window.
    """
    recorded_at = now()
    at = happened_at or recorded_at
    row = CheckIn(
        meeting=meeting,
        enrolment=enrolment,
        kind=CheckInKind.ENTRY,
        reason=_refusal(meeting, enrolment, at=at, raw_code=raw_code, admits_late=_may_admit(actor, exception_reason)),
        note=exception_reason,
        evidence_level=evidence_level,
        is_late=at >= meeting.late_from,
        allows_reentry=meeting.allows_reentry,
        nonce=nonce,
        happened_at=at,
        device_time=device_time,
        offset_ms=_milliseconds(device_time - recorded_at) if device_time else None,
        recorded_at=recorded_at,
        device_key=device_key,
        by=actor,
        raw_code=raw_code[:200],
    )
    row.outcome = CheckInOutcome.REFUSED if row.reason else CheckInOutcome.ACCEPTED
    return _store(row)


def _may_admit(actor: User | None, exception_reason: str) -> bool:
    return bool(exception_reason) and actor is not None and can_manage_training(actor)


def _milliseconds(offset: timedelta) -> int:
    return round(offset / timedelta(milliseconds=1))


def _refusal(meeting: Meeting, enrolment: Enrolment | None, *, at: datetime, raw_code: str, admits_late: bool) -> str:
    """Why this scan is not accepted; empty when it is."""
    if enrolment is None:
        return CheckInReason.TEST_CODE if raw_code == TEST_CODE else CheckInReason.UNKNOWN_CODE
    if enrolment.session_id != meeting.session_id:
        return CheckInReason.OTHER_SESSION
    if meeting.session.state == SessionState.CANCELLED:
        return CheckInReason.SESSION_CANCELLED
    if enrolment.state in STATE_REASONS:
        return STATE_REASONS[EnrolmentState(enrolment.state)]
    if at < meeting.check_in_opens_at:
        return CheckInReason.TOO_EARLY
    if at >= meeting.check_in_closes_at and not admits_late:
        return CheckInReason.TOO_LATE
    return ""


def _store(row: CheckIn) -> CheckIn:
    if _insert(row):
        return row
    first = _by_nonce(row)
    if first is None:  # so it was the other constraint: this trainee is in already
        row.outcome, row.reason = CheckInOutcome.REFUSED, CheckInReason.DUPLICATE
        # A retry that runs beside this one may have stored the same number meanwhile.
        return row if _insert(row) else _same_answer(_by_nonce(row), row)
    return _same_answer(first, row)


def _insert(row: CheckIn) -> bool:
    """False when a constraint says that this scan, or this trainee, is stored already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if row.outcome == CheckInOutcome.ACCEPTED:
                record_new_fact("check_in.accepted", str(row.pk), {"enrolment": row.enrolment_id})
    except IntegrityError:
        row.pk = None
        return False
    return True


def _by_nonce(row: CheckIn) -> CheckIn | None:
    rows = CheckIn.objects.select_related("enrolment__person", "enrolment__subject", "meeting__session", "by")
    return rows.filter(meeting=row.meeting, nonce=row.nonce).first()


def _same_answer(first: CheckIn | None, row: CheckIn) -> CheckIn:
    if first is None or (first.enrolment_id, first.raw_code) != (row.enrolment_id, row.raw_code):
        row.nonce = f"{row.nonce[:MAX_NONCE]}:{random_id()}"
        row.outcome, row.reason = CheckInOutcome.FLAGGED, CheckInReason.NONCE_REUSED
        row.save(force_insert=True)
        raise NonceReused(_("This scan was sent before for somebody else. Nothing was changed. Please scan again."))
    return first


def first_accepted(check_in: CheckIn) -> CheckIn | None:
    """The entry that made this scan a second one."""
    accepted = CheckIn.objects.filter(
        meeting=check_in.meeting_id,
        enrolment=check_in.enrolment_id,
        kind=check_in.kind,
        outcome=CheckInOutcome.ACCEPTED,
    )
    return accepted.select_related("by").order_by("happened_at", "pk").first()


@transaction.atomic
def annul_check_in(check_in: CheckIn, *, actor: User, reason: str) -> CheckIn:
    """Undo an accepted check-in; the row stays and says who undid it, when and why. A second time changes nothing.

    Within 15 minutes whoever stands at the door may; later it takes a training manager who is not the one who recorded
    it. Refused without a reason, and once the training is completed (the certificate has to be revoked first).
    """
    reason = reason.strip()
    _require_undo(check_in, actor=actor, reason=reason)
    changed = CheckIn.objects.filter(pk=check_in.pk, outcome=CheckInOutcome.ACCEPTED).update(
        outcome=CheckInOutcome.ANNULLED, annulled_at=now(), annulled_by=actor, annulled_reason=reason[:200]
    )
    check_in.refresh_from_db()
    if changed:
        audit.record(
            "courses.check_in.annulled", actor=actor, target=check_in, area=check_in.meeting.session.area, reason=reason
        )
    return check_in


def _require_undo(check_in: CheckIn, *, actor: User, reason: str) -> None:
    if not reason:
        raise UndoRefused(_("Please enter why the check-in is undone."))
    is_recent = now() <= check_in.recorded_at + UNDO_ALONE
    if not is_recent and (not can_manage_training(actor) or check_in.by_id == actor.pk):
        raise UndoRefused(_("After 15 minutes a training manager has to undo it, and not the person who recorded it."))
    if Completion.objects.filter(enrolment=check_in.enrolment_id).exists():
        raise UndoRefused(_("The training certificate has been issued. Please revoke it before undoing the check-in."))


def evidence_for(*, is_tick: bool) -> EvidenceLevel:
    return EvidenceLevel.STAFF_MANUAL if is_tick else EvidenceLevel.STAFF_SCAN
