"""Breach records: entered as the authority published them, corrected, and closed when publication ends."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now, today
from common.domain.facts import record_fact
from common.errors import DomainError
from subjects.domain.approvals import AlreadyDecided
from subjects.enums import CLOSED_BREACH_STATES, BreachState
from subjects.models import BreachRecord, Subject
from subjects.rules import can_approve_in
from subjects.validators import normalise_decision_number

FACT = "breach_record.changed"
FIELDS = (
    "kind",
    "decision_number",
    "authority",
    "decided_on",
    "violation",
    "penalty_kinds",
    "content",
    "fine",
    "published_class",
    "published_on",
    "ends_on",
    "source",
    "data_date",
    "extra",
)


class BreachRefused(DomainError):
    code = "breach_refused"


@transaction.atomic
def record_breach(
    subject: Subject, *, actor: User, kind: str, authority: str, decided_on: date, **details: Any
) -> BreachRecord:
    """Put a decision into the subject's file. The same decision with the same content is the record already there.

    Refuses a subject of another area, impossible dates, and a decision that is on file with other content. Nothing is
    inferred: what the source doesn't say stays empty, the class "not stated".
    """
    _check_right(actor, subject)
    values = _clean({"kind": kind, "authority": authority, "decided_on": decided_on, "data_date": today()} | details)
    record = BreachRecord(subject=subject, created_at=now(), updated_at=now(), **values)
    _check_dates(record)
    found = _same_decision(record)
    if found:
        return _unchanged(found, values)
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError as error:  # entered by two people at the same moment
        raise BreachRefused(_("This decision is on file already. Please correct that entry.")) from error
    audit.record("subjects.breach.recorded", actor=actor, target=record, kind=record.kind, subject=subject.public_id)
    return _told(record)


@transaction.atomic
def correct_breach(record: BreachRecord, *, actor: User, **details: Any) -> BreachRecord:
    """Store other details; only what differs is written and named in the audit line."""
    _check_right(actor, record.subject)
    stored = BreachRecord.objects.select_for_update().get(pk=record.pk)
    changed = {name: value for name, value in _clean(details).items() if getattr(stored, name) != value}
    if not changed:
        return stored
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.updated_at = now()
    _check_dates(stored)
    try:
        with transaction.atomic():
            stored.save()
    except IntegrityError as error:
        raise BreachRefused(_("Another entry of this subject is the same decision.")) from error
    audit.record("subjects.breach.corrected", actor=actor, target=stored, fields=sorted(changed))
    return _told(stored)


@transaction.atomic
def close_breach(record: BreachRecord, *, actor: User, state: str, ended_on: date) -> BreachRecord:
    """Publication ended, the subject's credit was restored, or the authority withdrew its decision, on that day.

    Closing the same way twice is one closing; another way afterwards is refused.
    """
    _check_right(actor, record.subject)
    if state not in CLOSED_BREACH_STATES or not record.decided_on <= ended_on <= today():
        raise BreachRefused(_("Please say how it ended, and a day between the decision and today."))
    rows = BreachRecord.objects.filter(pk=record.pk, state=BreachState.OPEN)
    closed = rows.update(state=state, ended_on=ended_on, updated_at=now())
    record.refresh_from_db()
    if not closed and record.state != state:
        raise AlreadyDecided(_("Somebody has already decided: %(state)s.") % {"state": record.get_state_display()})
    if closed:
        audit.record(f"subjects.breach.{state}", actor=actor, target=record, on=ended_on.isoformat())
        _told(record)
    return record


@transaction.atomic
def reopen_breach(record: BreachRecord, *, actor: User, reason: str) -> BreachRecord:
    """Take back a closing that was a mistake, or that the authority took back itself."""
    _check_right(actor, record.subject)
    if not reason.strip():
        raise BreachRefused(_("Please say why."))
    closed = BreachRecord.objects.filter(pk=record.pk).exclude(state=BreachState.OPEN)
    if closed.update(state=BreachState.OPEN, ended_on=None, updated_at=now()):
        audit.record("subjects.breach.reopened", actor=actor, target=record, reason=reason.strip())
        record.refresh_from_db()
        _told(record)
    record.refresh_from_db()
    return record


def _clean(details: dict[str, Any]) -> dict[str, Any]:
    values = {name: details[name] for name in FIELDS if name in details}
    for name in ("authority", "source", "violation", "penalty_kinds"):
        if name in values:
            values[name] = " ".join(values[name].split())
    if "decision_number" in values:
        values["decision_number"] = normalise_decision_number(values["decision_number"])
    return values


def _same_decision(record: BreachRecord) -> BreachRecord | None:
    rows = BreachRecord.objects.filter(
        subject=record.subject, authority=record.authority, decision_number=record.decision_number
    )
    if not record.decision_number:
        rows = rows.filter(kind=record.kind, decided_on=record.decided_on)
    return rows.first()


def _unchanged(found: BreachRecord, values: dict[str, Any]) -> BreachRecord:
    differing = [name for name, value in values.items() if name != "data_date" and getattr(found, name) != value]
    if differing:
        raise BreachRefused(_("This decision is on file already. Please correct that entry."))
    return found


def _check_dates(record: BreachRecord) -> None:
    if not record.authority:
        raise BreachRefused(_("Please enter the authority that decided."))
    if record.decided_on > today() or (record.published_on and record.published_on < record.decided_on):
        raise BreachRefused(_("The decision lies in the future, or after its publication. Please check the dates."))
    if record.ends_on and record.ends_on < (record.published_on or record.decided_on):
        raise BreachRefused(_("Publication can't end before it began. Please check the dates."))


def _check_right(actor: User, subject: Subject) -> None:
    if not can_approve_in(actor, subject.area):
        raise BreachRefused(_("You don't look after subjects of this area."), code="not_yours")


def _told(record: BreachRecord) -> BreachRecord:
    """News for the apps above, such as whoever praises this firm."""
    record_fact(FACT, f"{record.public_id}:{record.updated_at.isoformat()}", {"record": record.pk})
    return record
