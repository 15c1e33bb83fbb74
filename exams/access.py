"""Who sits a test is known to the app above: it registers how to find the candidate of whoever is asking."""

from collections.abc import Callable

from django.http import HttpRequest

from exams.models import Candidate

Resolver = Callable[[HttpRequest, str], Candidate | None]

_resolvers: list[Resolver] = []


def register(resolver: Resolver) -> None:
    """Call in AppConfig.ready(). resolver(request, public_id) returns the candidate if this visitor is it, else None."""
    if resolver not in _resolvers:
        _resolvers.append(resolver)


def candidate_for(request: HttpRequest, public_id: str) -> Candidate | None:
    """The candidate, for nobody but whoever the apps above say it is."""
    found = (resolver(request, public_id) for resolver in _resolvers)
    return next((candidate for candidate in found if candidate is not None), None)
