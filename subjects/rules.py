"""Who may do what with the files. Which files is the QuerySets' business."""

from accounts.enums import Role
from accounts.models import Area
from accounts.rules import AnyUser, covers_area, has_role


def can_see_files(user: AnyUser) -> bool:
    return has_role(user, Role.TRAINING_MANAGER, Role.LEADER)


def can_manage_subjects(user: AnyUser) -> bool:
    """Import, approve and reject subjects and representatives."""
    return has_role(user, Role.TRAINING_MANAGER)


def can_approve_in(user: AnyUser, area: Area) -> bool:
    return can_manage_subjects(user) and covers_area(user, area)


def can_manage_destinations(user: AnyUser) -> bool:
    return has_role(user, Role.SYSTEM_ADMIN)
