from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.access import user_of
from accounts.admin.holidays import HolidayViewSet
from accounts.admin.viewsets import AreaViewSet, AuditEntryViewSet, ConsentTextViewSet
from accounts.domain import audit
from accounts.models import User
from accounts.rules import can_switch_site
from accounts.urls_staff import urlpatterns


class SiteStateItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_switch_site(request.user)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [AreaViewSet(), ConsentTextViewSet(), AuditEntryViewSet(), HolidayViewSet()]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return urlpatterns


@hooks.register("register_settings_menu_item")
def register_site_state() -> SiteStateItem:
    return SiteStateItem(_("Grey mode and freeze"), reverse("site-state"), icon_name="view", order=50)


@hooks.register("after_create_user")
def audit_user_created(request: HttpRequest, user: User) -> None:
    audit.record("accounts.user.created", actor=user_of(request), target=user, roles=sorted(user.role_names))


@hooks.register("after_edit_user")
def audit_user_edited(request: HttpRequest, user: User) -> None:
    roles = sorted(user.groups.values_list("name", flat=True))
    audit.record("accounts.user.changed", actor=user_of(request), target=user, roles=roles, active=user.is_active)
