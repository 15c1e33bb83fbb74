from django.db import transaction

from accounts.domain import audit
from accounts.models import User
from subjects.models import Destination


@transaction.atomic
def save_destination(destination: Destination, *, actor: User, secret: str = "") -> Destination:
    """Keep where records go, on which legal basis, and whether it is on. An empty secret leaves the one that is there.

    Records made before a destination was active are not sent to it.
    """
    destination.secret = secret or destination.secret
    created = destination.pk is None
    destination.save()
    action = "subjects.destination.created" if created else "subjects.destination.changed"
    audit.record(
        action,
        actor=actor,
        target=destination,
        active=destination.active,
        url=destination.url,
        basis=destination.legal_basis,
    )
    return destination
