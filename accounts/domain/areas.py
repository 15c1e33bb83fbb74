from django.db import transaction

from accounts.domain import audit
from accounts.enums import AreaKind
from accounts.models import Area, User


@transaction.atomic
def create_area(
    *, code: str, name: str, kind: str = AreaKind.DISTRICT, parent: Area | None = None, actor: User | None = None
) -> Area:
    """Add an area below its parent; the code that is already there is returned as it is."""
    path = f"{parent.path if parent else ''}{code}/"
    area, created = Area.objects.get_or_create(
        code=code, defaults={"name": name, "kind": kind, "parent": parent, "path": path}
    )
    if created:
        audit.record("accounts.area.created", actor=actor, target=area, area=area, code=code)
    return area
