"""An exemplar with a breach record: what was found, and the two answers to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require, user_of
from accounts.rules import is_staff_member
from common.errors import DomainError
from outreach.domain.exemplar_alarms import keep_exemplar, take_down_exemplar
from outreach.interfaces.forms import ReasonForm
from outreach.models import ExemplarAlarm
from outreach.rules import can_keep_exemplar, can_take_down_exemplar
from subjects.rules import can_see_files

staff = require(is_staff_member, login_url="wagtailadmin_login")


@staff
@require_GET
def exemplar_alarm(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _alarm(request, pk))


@staff
@require_POST
def exemplar_take_down(request: HttpRequest, pk: int) -> HttpResponse:
    alarm = _alarm(request, pk)
    try:
        take_down_exemplar(alarm, actor=user_of(request))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(title)s” is offline.") % {"title": alarm.page.title})
    return redirect("exemplar-alarm", pk)


@staff
@require_POST
def exemplar_keep(request: HttpRequest, pk: int) -> HttpResponse:
    alarm, form = _alarm(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, alarm, form)
    try:
        keep_exemplar(alarm, actor=user_of(request), **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The story stays online; the reason is on record."))
    return redirect("exemplar-alarm", pk)


def _alarm(request: HttpRequest, pk: int) -> ExemplarAlarm:
    alarms = ExemplarAlarm.objects.for_user(request.user)
    return get_object_or_404(alarms.select_related("page", "record__subject__area", "decided_by"), pk=pk)


def _page(request: HttpRequest, alarm: ExemplarAlarm, form: ReasonForm | None = None) -> HttpResponse:
    title = _("Exemplar with a breach record")
    context: dict[str, Any] = {
        "alarm": alarm,
        "record": alarm.record,
        "form": form or ReasonForm(),
        "can_take_down": can_take_down_exemplar(request.user, alarm),
        "can_keep": can_keep_exemplar(request.user, alarm),
        "can_see_file": can_see_files(request.user),
        "page_title": title,
        "header_title": title,
        "header_icon": "warning",
    }
    return render(request, "outreach/admin/exemplar_alarm.html", context)
