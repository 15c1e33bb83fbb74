"""Who may: predicates over users. Which rows is the QuerySets' business."""

from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role, UserKind
from accounts.models import Area, User

AnyUser = User | AnonymousUser


def is_staff_member(user: AnyUser) -> TypeGuard[User]:
    return isinstance(user, User) and user.is_active and user.kind == UserKind.STAFF


def is_representative(user: AnyUser) -> TypeGuard[User]:
    return isinstance(user, User) and user.is_active and user.kind == UserKind.REPRESENTATIVE


def has_role(user: AnyUser, *roles: str) -> TypeGuard[User]:
    """Staff in one of the roles; superusers are in all of them."""
    return is_staff_member(user) and (user.is_superuser or not user.role_names.isdisjoint(roles))


def covers_area(user: AnyUser, area: Area) -> bool:
    """Is the area the user's own or below it?"""
    if not is_staff_member(user):
        return False
    return user.is_superuser or (user.area is not None and area.path.startswith(user.area.path))


def can_switch_site(user: AnyUser) -> bool:
    """Turn the site grey or freeze it."""
    return has_role(user, Role.LEADER, Role.SYSTEM_ADMIN)
