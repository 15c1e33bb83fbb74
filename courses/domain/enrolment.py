"""Enrolment: a seat in a session for a person a firm sends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain import audit, consent
from accounts.domain.people import find_or_create_person
from accounts.validators import normalise_phone
from common import crypto
from common.clock import now
from common.domain.facts import record_fact
from courses.domain.errors import EnrolmentRefused, FullError, RegistrationClosed
from courses.domain.notices import send_enrolment_notice
from courses.domain.sittings import add_candidate_for
from courses.domain.words import local_time
from courses.enums import ACTIVE_STATES, EnrolmentState, RegistrationStatus, TraineeRole
from courses.models import Completion, Enrolment, TrainingSession
from courses.rules import registration_status, seats_left

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import ConsentText, User
    from subjects.models import Subject


@dataclass(frozen=True)
class Trainee:
    """One person a firm sends, as entered."""

    name: str
    phone: str = ""
    role: str = TraineeRole.AGENT
    job_title: str = ""


@dataclass(frozen=True)
class Consent:
    """The text that was shown or read out, and how it was agreed to."""

    text: ConsentText
    channel: str


@dataclass(frozen=True)
class Seat:
    """What came of one trainee of a group."""

    trainee: Trainee
    enrolment: Enrolment
    created: bool


@dataclass(frozen=True)
class Entry:
    """One act of enrolling, inside the lock."""

    session: TrainingSession
    subject: Subject
    actor: User | None
    source: str
    reason: str
    at: datetime


def lock_session(session: TrainingSession) -> TrainingSession:
    """The session row first, then its children: whoever counts seats waits here for the one before."""
    return TrainingSession.objects.select_for_update().get(pk=session.pk)


def enrol_trainee(
    session: TrainingSession,
    *,
    subject: Subject,
    name: str,
    phone: str = "",
    role: str = TraineeRole.AGENT,
    actor: User | None,
    source: str,
    job_title: str = "",
    reason: str = "",
    given: Consent | None = None,
) -> Enrolment:
    """Enrol one person for a firm; the same person for the same firm again is the enrolment already there.

    Refuses a full session (FullError) and one that doesn't register now (RegistrationClosed); staff may enrol
    outside the window when they give a reason. Capacity 0 means no seats.
    """
    trainee = Trainee(name=name, phone=phone, role=role, job_title=job_title)
    seats = enrol_group(
        session, subject=subject, trainees=[trainee], actor=actor, source=source, reason=reason, given=given
    )
    return seats[0].enrolment


@transaction.atomic
def enrol_group(
    session: TrainingSession,
    *,
    subject: Subject,
    trainees: Sequence[Trainee],
    actor: User | None,
    source: str,
    reason: str = "",
    given: Consent | None = None,
) -> list[Seat]:
    """Enrol the trainees of one firm, all or none, and report for each whether it was new.

    With fewer seats than new trainees nobody is enrolled and FullError names the seats left: the firm chooses
    who comes. One audit line for the group.
    """
    entry = Entry(lock_session(session), subject, actor, source, reason, now())
    seats = seat_trainees(entry, trainees, given=given)
    record_enrolled(entry.session, seats, actor=actor, source=source, exception=bool(reason))
    return seats


def seat_trainees(entry: Entry, trainees: Sequence[Trainee], *, given: Consent | None = None) -> list[Seat]:
    """The work of enrol_group, for callers that hold the session's lock and write the audit line themselves."""
    found = [_existing(entry, trainee) for trainee in trainees]
    wanted = {trainee for trainee, existing in zip(trainees, found, strict=True) if existing is None}
    if wanted:
        _require_registration(entry)
    free = _free_seats(entry.session)
    if len(wanted) > len(free):
        raise FullError(seats_left=len(free), asked=len(wanted), telephone=entry.session.contact_telephone)
    seats = []
    for trainee, existing in zip(trainees, found, strict=True):
        # Looked up once more: the same person may stand twice in one list.
        enrolment = existing or _existing(entry, trainee)
        seats.append(Seat(trainee, enrolment or _seat(entry, trainee, free.pop(0)), created=enrolment is None))
    if given:
        for seat in seats:
            consent.give_consent(given.text, person=seat.enrolment.person, channel=given.channel)
    return seats


def record_enrolled(
    session: TrainingSession, seats: Iterable[Seat], *, actor: User | None, source: str, exception: bool
) -> None:
    """One audit line for one act, however many it enrolled; none when nobody was new."""
    made = [seat.enrolment.public_id for seat in seats if seat.created]
    if made:
        audit.record(
            "courses.enrolment.made", actor=actor, target=session, enrolments=made, source=source, exception=exception
        )


@transaction.atomic
def withdraw_enrolment(enrolment: Enrolment, *, actor: User | None, reason: str = "") -> Enrolment:
    """Give the seat back; a second withdrawal changes nothing. Refuses one whose training is completed."""
    session = lock_session(enrolment.session)
    if Completion.objects.filter(enrolment=enrolment).exists():
        raise EnrolmentRefused(_("This trainee has completed the training; the enrolment can no longer be withdrawn."))
    changed = Enrolment.objects.filter(pk=enrolment.pk, state__in=ACTIVE_STATES).update(
        state=EnrolmentState.WITHDRAWN, seat_number=None, ended_at=now(), ended_by=actor, end_reason=reason
    )
    enrolment.refresh_from_db()
    if changed:
        audit.record("courses.enrolment.withdrawn", actor=actor, target=enrolment, area=session.area)
        record_fact("enrolment.withdrawn", enrolment.public_id, {"enrolment": enrolment.pk})
    return enrolment


def _existing(entry: Entry, trainee: Trainee) -> Enrolment | None:
    """By name and phone; without a phone by name alone, since one firm seldom sends two people of one name."""
    active = entry.session.enrolments.active().filter(
        subject=entry.subject, person__name=" ".join(trainee.name.split())
    )
    if trainee.phone:
        active = active.filter(person__phone_index=crypto.blind_index("phone", normalise_phone(trainee.phone)))
    return active.select_related("person").order_by("pk").first()


def _require_registration(entry: Entry) -> None:
    session = entry.session
    # Seats are counted separately: here only state and window decide.
    status = registration_status(session, taken=0, at=entry.at)
    if status in (RegistrationStatus.OPEN, RegistrationStatus.FULL):
        return
    over = status in (RegistrationStatus.CANCELLED, RegistrationStatus.COMPLETED)
    if over or entry.actor is None or not entry.actor.is_staff_member:
        raise RegistrationClosed(closed_message(session, status))
    if not entry.reason:
        raise RegistrationClosed(_("Registration is not open now. To enrol all the same, please enter a reason."))


def closed_message(session: TrainingSession, status: str) -> str:
    """Why nobody can register now, and what to do."""
    messages = {
        RegistrationStatus.NOT_YET: _("Registration is not open yet. It opens on %(when)s."),
        RegistrationStatus.CANCELLED: _("This session has been cancelled. Please choose another session."),
        RegistrationStatus.COMPLETED: _("This session is over. Please choose another session."),
        RegistrationStatus.ENDED: _(
            "Registration for this session has ended. Please choose another session, or call %(telephone)s."
        ),
    }
    return messages[RegistrationStatus(status)] % {
        "when": local_time(session.registration_opens_at),
        "telephone": session.contact_telephone,
    }


def _free_seats(session: TrainingSession) -> list[int]:
    taken = set(session.enrolments.seated().values_list("seat_number", flat=True))
    free = [number for number in range(1, session.capacity + 1) if number not in taken]
    # A capacity reduced below the enrolled leaves low numbers free that are no seats.
    return free[: seats_left(session, taken=len(taken))]


def _seat(entry: Entry, trainee: Trainee, seat_number: int) -> Enrolment:
    enrolment = Enrolment.objects.create(
        session=entry.session,
        person=find_or_create_person(area=entry.session.area, name=trainee.name, phone=trainee.phone),
        subject=entry.subject,
        role=trainee.role,
        job_title=trainee.job_title,
        state=EnrolmentState.CONFIRMED,
        source=entry.source,
        seat_number=seat_number,
        enrolled_by=entry.actor,
        enrolled_at=entry.at,
        exception_reason=entry.reason,
    )
    add_candidate_for(enrolment)
    send_enrolment_notice(enrolment)
    record_fact("enrolment.made", enrolment.public_id, {"enrolment": enrolment.pk})
    return enrolment
