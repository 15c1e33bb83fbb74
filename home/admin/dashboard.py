"""The staff's first screen: what waits for them, gathered from the sections every app has registered."""

from typing import Any

from django.core.paginator import Paginator
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from wagtail.admin.ui.components import Component

from accounts.access import require
from accounts.rules import is_staff_member
from common.dashboard import filled_sections, sections

SHOWN = 6
PER_PAGE = 50


class TodayPanel(Component):
    """First of the panels: sections with something in them, a few entries each, or that nothing waits."""

    name = "today"
    order = 50
    template_name = "home/admin/today.html"

    @property
    def media(self) -> Media:
        return Media(css={"all": ["css/admin-office.css"]})

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user = parent_context["request"].user
        filled = filled_sections(user)
        rows = [
            {
                "section": section,
                "entries": entries[:SHOWN],
                "count": len(entries),
                "is_urgent": any(entry.urgent for entry in entries),
                "has_more": len(entries) > SHOWN,
            }
            for section, entries in filled
        ]
        return {"filled": rows, "nothing_to_do": not any(section.is_work for section, _entries in filled)}


@require(is_staff_member, login_url="wagtailadmin_login")
@require_GET
def dashboard_section(request: HttpRequest, key: str) -> HttpResponse:
    """One section in full."""
    section = next((section for section in sections() if section.key == key), None)
    if section is None:
        raise Http404
    page = Paginator(section.entries(request.user), PER_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "page_title": section.title, "header_title": section.title, "header_icon": "list-ul"}
    return render(request, "home/admin/section.html", context)
