"""Who holds a paper is known to the apps above: they register a resolver each, and the download view asks them in turn."""

from collections.abc import Callable

from django.http import HttpRequest

from issuance.models import IssuedDocument

Resolver = Callable[[HttpRequest, str], IssuedDocument | None]

_resolvers: list[Resolver] = []


def register(resolver: Resolver) -> None:
    """Call in AppConfig.ready(). resolver(request, public_id) returns the paper if this visitor holds it, else None."""
    if resolver not in _resolvers:
        _resolvers.append(resolver)


def document_for(request: HttpRequest, public_id: str) -> IssuedDocument | None:
    """The paper, for its holder or for staff of its area who may look at papers."""
    found = (resolver(request, public_id) for resolver in _resolvers)
    return next((document for document in found if document is not None), None)
