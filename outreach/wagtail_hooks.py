from typing import Any

from wagtail import hooks

from outreach.admin.search import SearchTallyViewSet, SynonymViewSet
from outreach.admin.viewsets import AudienceViewSet


@hooks.register("register_admin_viewset")
def register_audiences() -> AudienceViewSet:
    return AudienceViewSet()


@hooks.register("register_admin_viewset")
def register_search() -> list[Any]:
    return [SynonymViewSet(), SearchTallyViewSet()]


@hooks.register("construct_reports_menu")
def hide_empty_report(request: Any, menu_items: list[Any]) -> None:
    """Wagtail's own list of search terms stays empty: ours counts without keeping what looks personal."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]
