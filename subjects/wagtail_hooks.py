from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from subjects.admin.breaches import BreachRecordViewSet
from subjects.admin.viewsets import DeliveryViewSet, DestinationViewSet, SubjectImportViewSet
from subjects.rules import can_manage_subjects
from subjects.urls_staff import urlpatterns

imports, deliveries, breaches = SubjectImportViewSet(), DeliveryViewSet(), BreachRecordViewSet()
# Apps above put their items here by the hook's name.
file_menu = Menu(register_hook_name="register_subject_menu_item")


class ApprovalsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_manage_subjects(request.user)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list:
    return [DestinationViewSet(), imports, deliveries, breaches]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return urlpatterns


@hooks.register("register_admin_menu_item")
def register_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(_("Subject files"), file_menu, icon_name="folder-open-inverse", order=210)


@hooks.register("register_subject_menu_item")
def register_breaches() -> MenuItem:
    return breaches.get_menu_item(order=150)


@hooks.register("register_subject_menu_item")
def register_approvals() -> ApprovalsItem:
    return ApprovalsItem(_("Waiting for approval"), reverse("subject-approvals"), icon_name="check", order=200)


@hooks.register("register_subject_menu_item")
def register_imports() -> MenuItem:
    return imports.get_menu_item(order=300)


@hooks.register("register_subject_menu_item")
def register_deliveries() -> MenuItem:
    return deliveries.get_menu_item(order=400)
