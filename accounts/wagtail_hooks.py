from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from accounts.access import user_of
from accounts.admin.holidays import HolidayViewSet
from accounts.admin.viewsets import AreaViewSet, AuditEntryViewSet, ConsentTextViewSet
from accounts.domain import audit
from accounts.models import User


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [AreaViewSet(), ConsentTextViewSet(), AuditEntryViewSet(), HolidayViewSet()]


@hooks.register("after_create_user")
def audit_user_created(request: HttpRequest, user: User) -> None:
    audit.record("accounts.user.created", actor=user_of(request), target=user, roles=sorted(user.role_names))


@hooks.register("after_edit_user")
def audit_user_edited(request: HttpRequest, user: User) -> None:
    roles = sorted(user.groups.values_list("name", flat=True))
    audit.record("accounts.user.changed", actor=user_of(request), target=user, roles=roles, active=user.is_active)
