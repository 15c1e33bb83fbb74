from accounts.enums import Role
from accounts.models import Area
from accounts.rules import AnyUser, covers_area, has_role


def can_run_campaigns(user: AnyUser, area: Area) -> bool:
    """Organisers, for their own area and what lies below it."""
    return has_role(user, Role.ORGANISER) and covers_area(user, area)
