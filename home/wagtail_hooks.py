from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import RecentEditsPanel

from home.admin.dashboard import TodayPanel
from home.urls_staff import urlpatterns


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return urlpatterns


@hooks.register("construct_homepage_panels")
def compose_dashboard(request: HttpRequest, panels: list[Any]) -> None:
    """Ours first. What somebody edited last stands in it as their drafts."""
    panels[:] = [TodayPanel(), *(panel for panel in panels if not isinstance(panel, RecentEditsPanel))]


@hooks.register("construct_help_menu")
def leave_out_upstream_news(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """ "What's new" and the guide of the software below are English pages on a foreign host."""
    foreign = ("whats-new-in-wagtail", "editor-guide")
    menu_items[:] = [item for item in menu_items if not item.name.startswith(foreign)]
