from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page

from outreach.admin.audiences import AudienceViewSet
from outreach.admin.buttons import elsewhere_buttons
from outreach.admin.freshness import FreshnessRuleViewSet
from outreach.admin.listings import ContentGroup
from outreach.admin.messages import PublicMessageViewSet
from outreach.admin.search import SearchTallyViewSet, SynonymViewSet
from outreach.domain.publication_dates import LOG_ACTION
from outreach.rules import can_change_publication_date, can_read_republications, can_see_messages
from outreach.urls_staff import urlpatterns


class RepublicationItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_read_republications(request.user)


class MessageReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_see_messages(request.user)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    content = [AudienceViewSet(), ContentGroup(), FreshnessRuleViewSet(), PublicMessageViewSet()]
    return [*content, SynonymViewSet(), SearchTallyViewSet()]


@hooks.register("insert_global_admin_css")
def style_of_short_links() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-short-links.css"))


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return urlpatterns


@hooks.register("register_reports_menu_item")
def register_message_report() -> MenuItem:
    return MessageReportItem(
        gettext_lazy("Public messages in figures"), reverse("public-message-report"), icon_name="mail", order=900
    )


@hooks.register("register_reports_menu_item")
def register_republications() -> MenuItem:
    return RepublicationItem(
        gettext_lazy("Published elsewhere"),
        reverse("republication-report"),
        icon_name="upload",
        order=100,
        name="elsewhere",
    )


@hooks.register("construct_reports_menu")
def hide_empty_report(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's own list of search terms stays empty: ours counts without keeping what looks personal."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]


@hooks.register("register_page_listing_more_buttons")
def register_listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    return elsewhere_buttons(page, user)


@hooks.register("register_page_header_buttons")
def register_header_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    return elsewhere_buttons(page, user)


@hooks.register("register_page_header_buttons")
def publication_date_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.pk and page.first_published_at and can_change_publication_date(user):
        address = reverse("page-publication-date", args=[page.pk])
        yield Button(_("Change the date of publication"), address, icon_name="date", priority=90)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    @actions.register_action(LOG_ACTION)
    class DateChanged(LogFormatter):
        label = gettext_lazy("Date of publication changed")

        def format_message(self, log_entry: Any) -> str:
            old, new = (_written(log_entry.data[name]) for name in ("old", "new"))
            words = {"old": old, "new": new, "reason": log_entry.data["reason"]}
            return _("Date of publication changed from %(old)s to %(new)s: %(reason)s") % words


def _written(text: str) -> str:
    at = parse_datetime(text)
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else text
