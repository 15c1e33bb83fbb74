"""How often, where and in which month our pages were published elsewhere, and which copies need bringing up to date."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.models import Page

from accounts.access import require
from common.clock import today
from common.csv_export import csv_response
from outreach.domain.republications import MonthCount, count_by_month, totals
from outreach.domain.transcripts import readable_types
from outreach.enums import Platform
from outreach.interfaces.republication_csv import republication_rows
from outreach.interfaces.republication_forms import ReportFilter
from outreach.models import Republication
from outreach.rules import can_read_republications, can_republish

PER_PAGE = 30
NEWEST = 10
reader_required = require(can_read_republications, login_url="wagtailadmin_login")


@reader_required
@require_GET
def republication_report(request: HttpRequest) -> HttpResponse:
    form = ReportFilter(request.GET)
    chosen = form.chosen()
    counts = count_by_month(first=chosen.get("first"), last=chosen.get("last"))
    query = request.GET.copy()
    query.pop("p", None)
    context = {
        "form": form,
        "months": by_month(counts),
        "sums": list(totals(counts).values()),
        "total": sum(row.count for row in counts),
        "platforms": list(Platform),
        "copies": Paginator(chosen_copies(chosen), PER_PAGE).get_page(request.GET.get("p")),
        "query": query.urlencode(),
        "out_of_step": Republication.objects.out_of_step().count(),
        "may_act": can_republish(request.user),
        "newest": newest_pages(),
        "page_title": _("Published elsewhere"),
        "header_icon": "upload",
    }
    return render(request, "outreach/admin/report.html", context)


@reader_required
@require_GET
def republication_csv(request: HttpRequest) -> HttpResponse:
    """The copies that the report with the same filter shows, all of them."""
    rows = republication_rows(chosen_copies(ReportFilter(request.GET).chosen()))
    return csv_response(f"{_('Published elsewhere')}-{today():%Y%m%d}.csv", rows)


def chosen_copies(chosen: dict[str, Any]) -> QuerySet[Republication]:
    rows = Republication.objects.between(chosen.get("first"), chosen.get("last")).select_related("page", "recorded_by")
    if chosen.get("platform"):
        rows = rows.filter(platform=chosen["platform"])
    return rows.out_of_step() if chosen.get("out_of_step") else rows


def by_month(counts: list[MonthCount]) -> list[tuple[date, list[int], int]]:
    """One row per month: the count for each platform in its fixed order, and their sum."""
    months = dict.fromkeys(row.month for row in counts)
    rows = []
    for month in months:
        numbers = list(totals(row for row in counts if row.month == month).values())
        rows.append((month, numbers, sum(numbers)))
    return rows


def newest_pages() -> QuerySet[Page]:
    """What was published here last, with the number of standing copies: the way in for those who don't work in the page tree."""
    standing = Count("republications", filter=Q(republications__withdrawn_on=None))
    pages = Page.objects.live().public().type(*readable_types()).annotate(copies=standing)
    return pages.order_by("-last_published_at", "-pk")[:NEWEST]
