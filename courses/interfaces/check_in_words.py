"""What the screen says after a scan: colour, mark and words, with local times and what to do next."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from courses.domain.check_in import first_accepted
from courses.domain.meetings import count_attendance
from courses.domain.words import clock_time, local_time
from courses.enums import CheckInOutcome, CheckInReason, EnrolmentState
from courses.models import CheckIn, Enrolment
from courses.rules import seats_left
from pledges.enums import PledgeState

OK, WAIT, INFO, STOP = "ok", "wait", "info", ""
MARKS = {OK: "✓", WAIT: "!", INFO: "i", STOP: "×"}


@dataclass(frozen=True)
class Answer:
    """One verdict. `status` is the HTTP status: 200 for somebody who is in, 422 for a refusal."""

    tone: str
    title: str
    name: str = ""
    lines: list[str] = field(default_factory=list)
    status: int = 422

    @property
    def mark(self) -> str:
        return MARKS[self.tone]

    def as_json(self, check_in: CheckIn) -> dict[str, Any]:
        return asdict(self) | {"mark": self.mark, "outcome": check_in.outcome, "reason": check_in.reason}


def staff_answer(check_in: CheckIn) -> Answer:
    """For the door: the full name to compare with the face, and the count."""
    if check_in.outcome == CheckInOutcome.ACCEPTED:
        return _accepted(check_in, name=_name(check_in), lines=[_firm(check_in), _count(check_in), *_still(check_in)])
    if check_in.reason == CheckInReason.DUPLICATE:
        return _duplicate(check_in, name=_name(check_in), lines=[_firm(check_in), _first(check_in), _count(check_in)])
    title, line = refusal_words(check_in, to_staff=True)
    tone = INFO if check_in.reason == CheckInReason.TEST_CODE else STOP
    named = check_in.reason not in (CheckInReason.OTHER_SESSION, CheckInReason.TEST_CODE, CheckInReason.UNKNOWN_CODE)
    return Answer(tone, title, name=_name(check_in) if named else "", lines=[line])


def trainee_answer(check_in: CheckIn) -> Answer:
    """For the trainee's own phone: the name masked, no counts."""
    enrolment = _enrolment(check_in)
    lines = [enrolment.subject.name]
    if check_in.outcome == CheckInOutcome.ACCEPTED:
        return _accepted(check_in, name=enrolment.person.masked_name, lines=lines)
    if check_in.reason == CheckInReason.DUPLICATE:
        return _duplicate(check_in, name=enrolment.person.masked_name, lines=lines)
    title, line = refusal_words(check_in, to_staff=False)
    return Answer(STOP, title, name=enrolment.person.masked_name, lines=[line])


def _accepted(check_in: CheckIn, *, name: str, lines: list[str]) -> Answer:
    words = {"time": clock_time(check_in.happened_at)}
    title = _("Checked in, late %(time)s") if check_in.is_late else _("Checked in %(time)s")
    return Answer(OK, title % words, name=name, lines=lines, status=200)


def _duplicate(check_in: CheckIn, *, name: str, lines: list[str]) -> Answer:
    first = first_accepted(check_in)
    time = clock_time(first.happened_at) if first else ""
    return Answer(WAIT, _("Already checked in %(time)s") % {"time": time}, name=name, lines=lines, status=200)


def _enrolment(check_in: CheckIn) -> Enrolment:
    assert check_in.enrolment is not None  # noqa: S101 - trainees and named answers always have one
    return check_in.enrolment


def _name(check_in: CheckIn) -> str:
    return check_in.enrolment.person.name if check_in.enrolment else ""


def _firm(check_in: CheckIn) -> str:
    enrolment = _enrolment(check_in)
    return f"{enrolment.subject.name} · {enrolment.get_role_display()}"


def _count(check_in: CheckIn) -> str:
    return _("%(present)d of %(expected)d are here") % vars(count_attendance(check_in.meeting))


def _still(check_in: CheckIn) -> list[str]:
    enrolment = _enrolment(check_in)
    signed = enrolment.pledge is not None and enrolment.pledge.state == PledgeState.SIGNED
    needs = enrolment.session.course.pledge_required and not signed
    return [_("The pledge is not signed yet.")] if needs else []


def _first(check_in: CheckIn) -> str:
    first = first_accepted(check_in)
    if first is None:
        return ""
    by = first.by.get_full_name() if first.by else pgettext("check-in by", "trainee's phone")
    return _("First: %(time)s, %(how)s, %(by)s") % {
        "time": clock_time(first.happened_at),
        "how": first.get_evidence_level_display(),
        "by": by,
    }


def refusal_words(check_in: CheckIn, *, to_staff: bool) -> tuple[str, str]:
    """Title and sentence for a scan that was not accepted."""
    reason = CheckInReason(check_in.reason)
    words = {
        CheckInReason.UNKNOWN_CODE: _unknown,
        CheckInReason.TEST_CODE: _test_code,
        CheckInReason.OTHER_SESSION: _other_session,
        CheckInReason.SESSION_CANCELLED: _session_cancelled,
        CheckInReason.WITHDRAWN: _withdrawn,
        CheckInReason.WAITLISTED: _waitlisted,
        CheckInReason.NOT_APPROVED: _not_approved,
        CheckInReason.TOO_EARLY: _too_early,
        CheckInReason.TOO_LATE: _too_late,
    }
    return words[reason](check_in, to_staff)


def _unknown(check_in: CheckIn, to_staff: bool) -> tuple[str, str]:
    return _("Not on the list"), _("No trainee has this code. Please check it, or look for the name below.")


def _test_code(check_in: CheckIn, to_staff: bool) -> tuple[str, str]:
    return _("The scanner works"), _("This is the test code. Nobody was checked in.")


def _other_session(check_in: CheckIn, to_staff: bool) -> tuple[str, str]:
    session = _enrolment(check_in).session
    first = session.meetings.order_by("starts_at").first()
    words = {"session": session, "time": local_time(first.starts_at) if first else ""}
    if to_staff:
        return _("Another session"), _("This code belongs to %(session)s, %(time)s.") % words
    return _("Another session"), _(
        "You are enrolled in %(session)s, %(time)s. This code is of another session."
    ) % words


def _session_cancelled(check_in: CheckIn, to_staff: bool) -> tuple[str, str]:
    session = check_in.meeting.session
    return _("The session is cancelled"), session.state_note or _("Questions: %(telephone)s.") % {
        "telephone": session.contact_telephone
    }


def _withdrawn(check_in: CheckIn, to_staff: bool) -> tuple[str, str]:
    enrolment = _enrolment(check_in)
    title = _("The enrolment was cancelled")
    if not to_staff or enrolment.ended_at is None:
        return title, _("If you have come all the same, please ask the staff.")
    words = {"time": local_time(enrolment.ended_at), "who": _who(enrolment.ended_by)}
    return title, _("Cancelled on %(time)s by %(who)s.") % words


def _who(user: User | None) -> str:
    return user.get_full_name() if user else pgettext("cancelled by", "the system")


def _waitlisted(check_in: CheckIn, to_staff: bool) -> tuple[str, str]:
    session = check_in.meeting.session
    ahead = session.enrolments.filter(state=EnrolmentState.WAITLISTED, pk__lte=check_in.enrolment_id).count()
    title = _("On the waitlist, place %(place)d") % {"place": ahead}
    if not to_staff:
        return title, _("Please ask the staff whether a seat is free.")
    free = seats_left(session, taken=session.enrolments.seated().count())
    return title, _("Free seats: %(free)d.") % {"free": free}


def _not_approved(check_in: CheckIn, to_staff: bool) -> tuple[str, str]:
    if to_staff:
        return _("Not yet approved"), _("A training manager can approve the enrolment on the session's page.")
    return _("Not yet approved"), _("Please ask the staff at the door.")


def _too_early(check_in: CheckIn, to_staff: bool) -> tuple[str, str]:
    words = {"time": local_time(check_in.meeting.check_in_opens_at)}
    return _("Too early"), _("Check-in opens on %(time)s (Beijing time). Please scan again then.") % words


def _too_late(check_in: CheckIn, to_staff: bool) -> tuple[str, str]:
    words = {"time": local_time(check_in.meeting.check_in_closes_at)}
    if to_staff:
        return _("Check-in is closed"), _(
            "It closed on %(time)s (Beijing time). A training manager may admit somebody with a reason."
        ) % words
    return _("Check-in is closed"), _("It closed on %(time)s (Beijing time). Please ask the staff.") % words
