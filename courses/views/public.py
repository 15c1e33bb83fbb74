"""What anyone may read: the sessions, and the notice of each. No names of trainees or firms."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from common.clock import now
from common.public_pages import public_page
from courses.enums import RegistrationStatus
from courses.models import TrainingSession
from courses.models.session import TrainingSessionQuerySet
from courses.rules import can_view_training, registration_status, seats_left

PAST_SHOWN = 20


@dataclass(frozen=True)
class Notice:
    """A session as the public meets it now."""

    session: TrainingSession
    status: RegistrationStatus
    left: int

    @property
    def is_open(self) -> bool:
        return self.status == RegistrationStatus.OPEN


def notice(session: TrainingSession) -> Notice:
    taken = session.seats_taken  # type: ignore[attr-defined]
    return Notice(session, registration_status(session, taken=taken, at=now()), seats_left(session, taken=taken))


@public_page()
def session_list(request: HttpRequest) -> HttpResponse:
    sessions = TrainingSession.objects.public().with_seats().with_times()
    coming = sessions.filter(Q(last_ends_at__gte=now()) | Q(last_ends_at=None)).order_by("first_starts_at", "pk")
    past = sessions.filter(last_ends_at__lt=now()).order_by("-first_starts_at", "-pk")[:PAST_SHOWN]
    context = {"coming": [notice(s) for s in coming], "past": [notice(s) for s in past]}
    return render(request, "courses/session_list.html", context)


@public_page()
def session_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The notice. Staff of the area see a draft too, as a preview."""
    session = get_object_or_404(_visible(request), public_id=public_id)
    context = {
        "session": session,
        "notice": notice(session),
        "meetings": session.meetings.all(),
        "units": session.course.units.all(),
        "materials": session.course.materials.select_related("document", "page"),
    }
    return render(request, "courses/session_detail.html", context)


def _visible(request: HttpRequest) -> TrainingSessionQuerySet:
    sessions = TrainingSession.objects.select_related("course").with_seats().with_times()
    if can_view_training(request.user):
        return sessions.for_user(request.user) | sessions.public()
    return sessions.public()
