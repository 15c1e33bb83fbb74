"""Who signs is known to the app above: it registers how to find the pledge of whoever is asking."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from issuance.models import IssuedDocument
from pledges.enums import IdentifiedBy
from pledges.models import Pledge

Resolver = Callable[[HttpRequest, str], Pledge | None]
Identifier = Callable[[HttpRequest, Pledge], str]


@dataclass(frozen=True)
class Door:
    """One way to a pledge: who it belongs to, how we know, and where the signer goes afterwards (a URL name)."""

    resolver: Resolver
    identified_by: Identifier | None
    home: str

    def how(self, request: HttpRequest, pledge: Pledge) -> str:
        return self.identified_by(request, pledge) if self.identified_by else IdentifiedBy.UNKNOWN


_doors: list[Door] = []


def register(resolver: Resolver, *, identified_by: Identifier | None = None, home: str = "") -> None:
    """Call in AppConfig.ready(). resolver(request, public_id) → the pledge if this visitor may sign it, else None.

    identified_by(request, pledge) → a pledges.enums.IdentifiedBy, printed on the paper; home: the URL name to go on to.
    """
    if all(door.resolver != resolver for door in _doors):
        _doors.append(Door(resolver, identified_by, home))


def find(request: HttpRequest, public_id: str) -> tuple[Pledge, Door] | None:
    for door in _doors:
        pledge = door.resolver(request, public_id)
        if pledge is not None:
            return pledge, door
    return None


def signed_paper(request: HttpRequest, public_id: str) -> IssuedDocument | None:
    """For issuance: the paper of a pledge, for whoever may open that pledge."""
    pledge = Pledge.objects.select_related("document").filter(document__public_id=public_id).first()
    if pledge is None or find(request, pledge.public_id) is None:
        return None
    return pledge.document
