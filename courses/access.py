"""The trainee without an account: one enrolment in the browser's session, for this purpose only and for some hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest

from common.clock import now
from courses.models import Enrolment

KEY = "trainee"
CHOICE_KEY = "trainee_choice"
LIFETIME = timedelta(hours=12)


def identify(request: HttpRequest, enrolment: Enrolment, *, how: str) -> None:
    """Put one enrolment into the session (call it in a POST only). `how` is a value of pledges.enums.IdentifiedBy."""
    request.session.cycle_key()
    until = now() + LIFETIME
    request.session[KEY] = {"enrolment": enrolment.public_id, "how": str(how), "until": until.isoformat()}


def forget(request: HttpRequest) -> None:
    """The next person uses the phone; who is signed in as staff stays so."""
    if request.session.pop(KEY, None):
        request.session.cycle_key()


def current_enrolment(request: HttpRequest) -> Enrolment | None:
    """Whose phone this is, as confirmed at most 12 hours ago; None after that and once the enrolment has ended."""
    held = request.session.get(KEY)
    if not held or datetime.fromisoformat(held["until"]) <= now():
        return None
    found = Enrolment.objects.active().select_related(
        "person", "subject", "session__course", "session__area", "session__sitting", "candidate", "pledge"
    )
    return found.filter(public_id=held["enrolment"]).first()


def how_identified(request: HttpRequest) -> str:
    """The pledges.enums.IdentifiedBy value of whoever is in the session; empty for nobody."""
    return str(request.session.get(KEY, {}).get("how", ""))


def identified_until(request: HttpRequest) -> datetime:
    held = request.session.get(KEY)
    return datetime.fromisoformat(held["until"]) if held else now()
