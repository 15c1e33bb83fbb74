"""A session from plan to end: saving it, and the steps of its state."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain import audit
from courses.domain.errors import SessionRefused
from courses.domain.notices import send_cancellation
from courses.domain.sittings import sync_sitting
from courses.enums import SessionState
from courses.models import Meeting, TrainingSession
from exams.domain.papers import check_bank_suffices

if TYPE_CHECKING:
    from accounts.models import Area, User

MOVES = {
    SessionState.PUBLISHED: {SessionState.DRAFT, SessionState.CLOSED},
    SessionState.CLOSED: {SessionState.PUBLISHED},
    SessionState.CANCELLED: {SessionState.DRAFT, SessionState.PUBLISHED, SessionState.CLOSED},
    SessionState.COMPLETED: {SessionState.PUBLISHED, SessionState.CLOSED},
}


# What rarely changes from one session to the next: nobody should type it twice.
COPIED = (
    "hosts",
    "place",
    "how_to_get_there",
    "audience",
    "what_to_bring",
    "capacity",
    "contact_name",
    "contact_telephone",
)


def propose_session(area: Area | None, *, today: date) -> TrainingSession:
    """An unsaved session to start from: the next number of this year in the area, the texts of the last session, and
    one meeting on a Wednesday afternoon two weeks on (14:00–17:00, local time); registration until the day before.
    """
    earlier = TrainingSession.objects.filter(area=area)
    latest = earlier.filter(year=today.year).aggregate(latest=Max("number"))["latest"]
    day = today + timedelta(days=14 + (2 - today.weekday()) % 7)
    session = TrainingSession(
        area=area,
        year=today.year,
        number=(latest or 0) + 1,
        audience=_(
            "Legal representatives, people in charge, credit liaison officers and agents of firms that wish to come."
        ),
        what_to_bring=_("A mobile phone. Without one you are welcome too: sign-in sheet and test are there on paper."),
        registration_opens_at=_at(today, 9),
        registration_closes_at=_at(day - timedelta(days=1), 17),
        exam_opens_at=_at(day, 14),
        exam_closes_at=_at(day + timedelta(days=3), 18),
        meetings=[Meeting(starts_at=_at(day, 14), ends_at=_at(day, 17))],
    )
    previous = earlier.order_by("-year", "-number").first()
    if previous:
        session.course_id = previous.course_id
        for name in COPIED:
            setattr(session, name, getattr(previous, name))
    return session


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


@transaction.atomic
def record_session_saved(session: TrainingSession, *, actor: User | None, created: bool) -> TrainingSession:
    """After the editor wrote a session and its meetings: its title, its sitting and one audit line."""
    if not session.title:
        session.title = _("Session %(number)s of %(year)s: %(course)s") % {
            "year": session.year,
            "number": session.number,
            "course": session.course.title,
        }
        session.save(update_fields=["title"])
    sync_sitting(session)
    action = "courses.session.created" if created else "courses.session.changed"
    audit.record(action, actor=actor, target=session, year=session.year, number=session.number)
    return session


@transaction.atomic
def move_session(session: TrainingSession, *, to: str, actor: User | None, note: str = "") -> TrainingSession:
    """Publish, close, cancel or complete a session; the state it already has is no change.

    Refuses a step that makes no sense from where the session is, publishing without a meeting or, where the course
    needs a test, without the test's times or with a paper its banks can't fill, and cancelling without a reason for the
    public. Cancelling tells the enrolled.
    """
    target = SessionState(to)
    session.refresh_from_db(fields=["state", "state_note"])
    if session.state == target:
        return session
    _require_ready(session, target, note)
    changed = TrainingSession.objects.filter(pk=session.pk, state__in=MOVES.get(target, set())).update(
        state=target, state_note=note
    )
    if not changed:
        raise SessionRefused(
            _("A session that is “%(state)s” cannot become “%(target)s”.")
            % {"state": session.get_state_display(), "target": target.label}
        )
    audit.record(f"courses.session.{target}", actor=actor, target=session, before=session.state, note=note)
    session.refresh_from_db(fields=["state", "state_note"])
    if target == SessionState.CANCELLED:
        send_cancellation(session)
    return session


def _require_ready(session: TrainingSession, target: SessionState, note: str) -> None:
    if target == SessionState.CANCELLED and not note:
        raise SessionRefused(_("Please say why the session is cancelled; the reason is shown on its page."))
    if target != SessionState.PUBLISHED:
        return
    if not session.meetings.exists():
        raise SessionRefused(_("Please add at least one meeting before publishing."))
    if session.course.exam_required:
        if session.sitting is None:
            raise SessionRefused(_("This course has a test. Please enter when it opens and closes before publishing."))
        check_bank_suffices(session.sitting.paper)
