"""Who sits a test is known to the app above: it registers how to find the candidate of whoever is asking."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from exams.models import Candidate

Resolver = Callable[[HttpRequest, str], Candidate | None]


@dataclass(frozen=True)
class Door:
    """One way to a test, and where the candidate goes afterwards (a URL name, or "")."""

    resolver: Resolver
    home: str


_doors: list[Door] = []


def register(resolver: Resolver, *, home: str = "") -> None:
    """Call in AppConfig.ready(). resolver(request, public_id) returns the candidate if this visitor is it, else None."""
    if all(door.resolver != resolver for door in _doors):
        _doors.append(Door(resolver, home))


def find(request: HttpRequest, public_id: str) -> tuple[Candidate, Door] | None:
    """The candidate, for nobody but whoever the apps above say it is, and the door they came through."""
    for door in _doors:
        candidate = door.resolver(request, public_id)
        if candidate is not None:
            return candidate, door
    return None
