"""Who may deal with public messages. Which messages is the QuerySets' business."""

from accounts.enums import Role
from accounts.models import Area
from accounts.rules import AnyUser, covers_area, has_role


def can_see_messages(user: AnyUser) -> bool:
    return has_role(user, Role.EDITOR, Role.ORGANISER, Role.LEADER)


def can_handle_messages(user: AnyUser) -> bool:
    """Log, assign, answer and forward; leaders look."""
    return has_role(user, Role.EDITOR, Role.ORGANISER)


def can_handle_in(user: AnyUser, area: Area) -> bool:
    return can_handle_messages(user) and covers_area(user, area)
