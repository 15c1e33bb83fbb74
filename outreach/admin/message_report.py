from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import require, user_of
from common.csv_export import csv_response
from outreach.domain.message_statistics import message_statistics
from outreach.interfaces.message_report import ReportForm, table_rows, this_year
from outreach.models import MessageSummary, PublicMessage
from outreach.rules import can_see_messages

DAYS_SHOWN = 14


@require_safe
@require(can_see_messages, login_url="wagtailadmin_login")
def report(request: HttpRequest) -> HttpResponse:
    """How many, of what kind, how fast: for a period, to read or to take away as CSV."""
    user = user_of(request)
    form = ReportForm(request.GET if "first" in request.GET else this_year())
    title = _("Public messages in figures")
    context = {"page_title": title, "header_title": title, "header_icon": "mail", "form": form}
    if form.is_valid():
        rows = form.narrow(PublicMessage.objects.for_user(user))
        if request.GET.get("export") == "csv":
            name = "messages-{first:%Y%m%d}-{last:%Y%m%d}.csv".format(**form.cleaned_data)
            return csv_response(name, table_rows(rows))
        context |= {
            "figures": message_statistics(rows),
            "days": MessageSummary.objects.for_user(user).select_related("area")[:DAYS_SHOWN],
            "query": request.GET.urlencode() or "&".join(f"{name}={value}" for name, value in this_year().items()),
        }
    return render(request, "outreach/admin/message_report.html", context, status=200 if form.is_valid() else 422)
