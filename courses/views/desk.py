"""Enrolling by the office: telephone, sheet, withdrawal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.domain import consent
from accounts.enums import ConsentChannel, ConsentPurpose
from common.clock import now
from common.errors import DomainError
from courses.domain.desk import add_firm_problems, enrol_by_telephone, enrol_sheet
from courses.domain.enrolment import Consent, withdraw_enrolment
from courses.enums import RegistrationStatus
from courses.interfaces.forms import (
    BaseTraineeFormSet,
    FirmForm,
    ReasonForm,
    SheetForm,
    more_trainee_rows,
    trainee_formset,
)
from courses.interfaces.sheets import SheetError, SheetRow, read_sheet
from courses.models import TrainingSession
from courses.rules import registration_status
from courses.views.staff import StaffRequest, manager_required, posted, staff_session

SHEET_SALT = "courses.sheet"
SHEET_MINUTES = 120


@manager_required
def telephone(request: StaffRequest, pk: int) -> HttpResponse:
    session = staff_session(request.user, pk)
    if "more" in request.POST:
        return _telephone_page(request, session, *_with_more_rows(request))
    form = FirmForm(posted(request))
    formset = trainee_formset(rows=3)(posted(request), prefix="trainee")
    if request.method == "POST" and form.is_valid() & formset.is_valid():
        try:
            seats = _enrol(request, session, form, formset)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            made = sum(seat.created for seat in seats)
            messages.success(request, _enrolled_message(made, already=len(seats) - made))
            return redirect("training-session-staff", pk=pk)
    return _telephone_page(request, session, form, formset)


def _telephone_page(
    request: StaffRequest, session: TrainingSession, form: FirmForm, formset: BaseTraineeFormSet
) -> HttpResponse:
    context = {"session": session, "form": form, "formset": formset, "is_open": _is_open(session)}
    return render(request, "courses/staff/enrol.html", context)


def _with_more_rows(request: StaffRequest) -> tuple[FirmForm, BaseTraineeFormSet]:
    form = FirmForm(initial={name: request.POST.get(name) for name in FirmForm.base_fields})
    return form, more_trainee_rows(request.POST, rows=3)


def _enrol(request: StaffRequest, session: TrainingSession, form: FirmForm, formset: BaseTraineeFormSet) -> list[Any]:
    data = form.cleaned_data
    given = None
    if data["consented"]:
        given = Consent(consent.current_text(ConsentPurpose.ENROLMENT), ConsentChannel.PHONE)
    return enrol_by_telephone(
        session,
        uscc=data["uscc"],
        firm_name=data["firm_name"],
        trainees=formset.trainees(),
        actor=request.user,
        reason=data["reason"],
        given=given,
    )


def _enrolled_message(made: int, *, already: int) -> str:
    text = ngettext("%(count)s trainee is enrolled.", "%(count)s trainees are enrolled.", made) % {"count": made}
    if already:
        text += " " + _("%(count)s had been enrolled before.") % {"count": already}
    return text


def _is_open(session: TrainingSession) -> bool:
    return registration_status(session, taken=0, at=now()) in (RegistrationStatus.OPEN, RegistrationStatus.FULL)


@manager_required
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """Upload, then a preview of every row with what is wrong; nothing is enrolled before it is confirmed."""
    session = staff_session(request.user, pk)
    form = SheetForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {"session": session, "form": form, "is_open": _is_open(session)}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["sheet"]
        try:
            rows = read_sheet(upload.file, name=upload.name, size=upload.size)
        except SheetError as error:
            form.add_error("sheet", str(error))
        else:
            add_firm_problems(rows, actor=request.user)
            payload = signing.dumps([row.as_dict() for row in rows], salt=SHEET_SALT, compress=True)
            return _preview(request, session, rows, payload=payload, form=ReasonForm())
    return render(request, "courses/staff/sheet.html", context)


def _preview(
    request: StaffRequest, session: TrainingSession, rows: list[SheetRow], *, payload: str, form: ReasonForm
) -> HttpResponse:
    good = sum(not row.errors for row in rows)
    context = {
        "session": session,
        "rows": rows,
        "good": good,
        "bad": len(rows) - good,
        "payload": payload,
        "form": form,
        "is_open": _is_open(session),
    }
    return render(request, "courses/staff/sheet_preview.html", context)


@manager_required
@require_POST
def sheet_confirm(request: StaffRequest, pk: int) -> HttpResponse:
    session = staff_session(request.user, pk)
    payload = request.POST.get("payload", "")
    try:
        loaded = signing.loads(payload, salt=SHEET_SALT, max_age=SHEET_MINUTES * 60)
    except signing.BadSignature:
        messages.error(request, _("This preview is too old. Nobody was enrolled; please upload the sheet again."))
        return redirect("training-session-sheet", pk=pk)
    rows = [SheetRow(**row) for row in loaded]
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _preview(request, session, rows, payload=payload, form=form)
    if not _is_open(session) and not form.cleaned_data["reason"]:
        form.add_error("reason", _("Registration is not open now. To enrol all the same, please enter a reason."))
        return _preview(request, session, rows, payload=payload, form=form)
    results = enrol_sheet(session, rows=rows, actor=request.user, reason=form.cleaned_data["reason"])
    counts = {
        "made": sum(bool(result.seat and result.seat.created) for result in results),
        "already": sum(bool(result.seat and not result.seat.created) for result in results),
        "refused": sum(result.seat is None for result in results),
    }
    results.sort(key=lambda result: result.seat is not None)
    return render(request, "courses/staff/sheet_result.html", {"session": session, "results": results, **counts})


@manager_required
def withdraw(request: StaffRequest, pk: int, enrolment_pk: int) -> HttpResponse:
    """GET asks, POST gives the seat back."""
    session = staff_session(request.user, pk)
    enrolment = get_object_or_404(session.enrolments.select_related("person", "subject", "session"), pk=enrolment_pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_enrolment(enrolment, actor=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The enrolment is withdrawn and the seat is free again."))
            return redirect("training-session-staff", pk=pk)
    return render(request, "courses/staff/withdraw.html", {"session": session, "enrolment": enrolment, "form": form})
