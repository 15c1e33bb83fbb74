from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from outreach.admin.buttons import elsewhere_buttons
from outreach.admin.viewsets import AudienceViewSet
from outreach.rules import can_read_republications
from outreach.urls_staff import urlpatterns


class RepublicationItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_read_republications(request.user)


@hooks.register("register_admin_viewset")
def register_audiences() -> AudienceViewSet:
    return AudienceViewSet()


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern]:
    return urlpatterns


@hooks.register("register_reports_menu_item")
def register_republications() -> MenuItem:
    return RepublicationItem(
        _("Published elsewhere"), reverse("republication-report"), icon_name="upload", order=100, name="elsewhere"
    )


@hooks.register("register_page_listing_more_buttons")
def register_listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    return elsewhere_buttons(page, user)


@hooks.register("register_page_header_buttons")
def register_header_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    return elsewhere_buttons(page, user)
