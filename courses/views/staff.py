"""The staff session page: who comes, and what each still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import require
from common import qr
from common.errors import DomainError
from courses.domain.notices import personal_link
from courses.domain.progress import Progress, progress_for
from courses.domain.sessions import move_session
from courses.enums import SEATED_STATES, SessionState
from courses.interfaces.forms import ReasonForm
from courses.models import Enrolment, TrainingSession
from courses.rules import can_manage_training, can_view_training, seats_left

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

viewer_required = require(can_view_training, login_url="wagtailadmin_login")
manager_required = require(can_manage_training, login_url="wagtailadmin_login")

LACKING = ("attendance", "exam", "pledge", "certificate")


class StaffRequest(HttpRequest):
    """A request that came through viewer_required or manager_required."""

    user: User


@dataclass(frozen=True)
class TraineeRow:
    enrolment: Enrolment
    progress: Progress

    @property
    def lacks(self) -> set[str]:
        progress = self.progress
        lacking = {
            "attendance": not progress.attendance_done,
            "exam": progress.exam_required and not progress.exam_done,
            "pledge": progress.pledge_required and not progress.pledge_done,
            "certificate": progress.completion is None,
        }
        return {key for key, value in lacking.items() if value}


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, empty ones too; None for a GET."""
    return request.POST if request.method == "POST" else None


def staff_session(user: User, pk: int) -> TrainingSession:
    """The session if it lies in the user's area, else 404."""
    sessions = TrainingSession.objects.for_user(user).select_related("area", "sitting", "course")
    return get_object_or_404(sessions.with_times(), pk=pk)


def active_enrolments(session: TrainingSession) -> list[Enrolment]:
    """In seat order, the waitlist last."""
    enrolments = session.enrolments.active().select_related("person", "subject", "candidate")
    return sorted(enrolments, key=lambda e: (e.state not in SEATED_STATES, e.seat_number or 0, e.pk))


@viewer_required
def session_page(request: StaffRequest, pk: int) -> HttpResponse:
    session = staff_session(request.user, pk)
    enrolments = active_enrolments(session)
    progress = progress_for(session, enrolments)
    rows = [TraineeRow(enrolment, progress[enrolment.pk]) for enrolment in enrolments]
    lacking = request.GET.get("lacking", "")
    taken = sum(1 for enrolment in enrolments if enrolment.is_seated)
    context = {
        "session": session,
        "meetings": session.meetings.all(),
        "rows": [row for row in rows if lacking in row.lacks] if lacking in LACKING else rows,
        "filters": filters(rows, lacking),
        "lacking": lacking,
        "taken": taken,
        "left": seats_left(session, taken=taken),
        "excess": max(taken - session.capacity, 0),
        "can_manage": can_manage_training(request.user),
        "moves": moves(session),
    }
    return render(request, "courses/staff/session_page.html", context)


def filters(rows: Iterable[TraineeRow], chosen: str) -> list[dict[str, object]]:
    rows = list(rows)
    labels = {
        "attendance": _("Not checked in"),
        "exam": _("Test missing"),
        "pledge": _("Pledge missing"),
        "certificate": _("No certificate yet"),
    }
    counted = [
        {"key": key, "label": labels[key], "count": sum(key in row.lacks for row in rows), "chosen": key == chosen}
        for key in LACKING
    ]
    return [{"key": "", "label": _("All"), "count": len(rows), "chosen": chosen not in LACKING}, *counted]


def moves(session: TrainingSession) -> list[dict[str, str]]:
    """The next steps of the session's state, most likely first."""
    steps = {
        SessionState.DRAFT: [(SessionState.PUBLISHED, _("Publish the notice"))],
        SessionState.PUBLISHED: [
            (SessionState.CLOSED, _("Close registration")),
            (SessionState.COMPLETED, _("Mark as completed")),
        ],
        SessionState.CLOSED: [
            (SessionState.COMPLETED, _("Mark as completed")),
            (SessionState.PUBLISHED, _("Open registration again")),
        ],
    }
    chosen = steps.get(SessionState(session.state), [])
    if chosen:
        chosen = [*chosen, (SessionState.CANCELLED, _("Cancel the session"))]
    return [{"to": to, "label": label} for to, label in chosen]


@manager_required
def session_move(request: StaffRequest, pk: int, to: str) -> HttpResponse:
    """GET asks, POST does. Cancelling needs the reason the public will read."""
    session = staff_session(request.user, pk)
    step = next((step for step in moves(session) if step["to"] == to), None)
    if step is None:
        messages.info(request, _("The session is already in another state."))
        return redirect("training-session-staff", pk=pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            move_session(session, to=to, actor=request.user, note=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error("reason" if to == SessionState.CANCELLED else None, str(error))
        else:
            messages.success(request, _("The session is now “%(state)s”.") % {"state": session.get_state_display()})
            return redirect("training-session-staff", pk=pk)
    context = {"session": session, "step": step, "form": form, "asks_reason": to == SessionState.CANCELLED}
    return render(request, "courses/staff/session_move.html", context)


@viewer_required
def roster(request: StaffRequest, pk: int) -> HttpResponse:
    """签到表, to print: the paper path when network and phones fail."""
    session = staff_session(request.user, pk)
    seated = [enrolment for enrolment in active_enrolments(session) if enrolment.is_seated]
    context = {"session": session, "meetings": session.meetings.all(), "enrolments": seated, "blank": range(5)}
    return render(request, "courses/staff/roster.html", context)


@manager_required
def seat_slips(request: StaffRequest, pk: int) -> HttpResponse:
    """Eight slips on a sheet of A4; each carries the trainee's code and personal link, so it is for the manager only."""
    session = staff_session(request.user, pk)
    seated = [enrolment for enrolment in active_enrolments(session) if enrolment.is_seated]
    slips = [{"enrolment": enrolment, "qr": qr.svg(personal_link(enrolment))} for enrolment in seated]
    context = {"session": session, "meeting": session.meetings.first(), "slips": slips}
    return render(request, "courses/staff/seat_slips.html", context)
