"""The door: staff scan a slip or tick a name, and the projector shows the room its code."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from common import qr
from common.clock import now
from common.errors import DomainError
from common.public_ids import normalise_code, random_id
from courses.domain.check_in import TEST_CODE, NonceReused, annul_check_in, evidence_for, record_check_in
from courses.domain.identification import find_by_scan, search_roster
from courses.domain.meetings import count_attendance, meeting_at
from courses.domain.rotating_codes import shown_code
from courses.domain.words import clock_time
from courses.enums import CheckInKind, CheckInOutcome, CheckInReason
from courses.interfaces.check_in_forms import ScanForm, UndoForm
from courses.interfaces.check_in_words import Answer, staff_answer
from courses.models import CheckIn, Enrolment, Meeting, TrainingSession
from courses.rules import can_check_in, can_manage_training

View = Callable[..., HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def door_required(view: View) -> Callable[..., HttpResponseBase]:
    """Pages lead to the sign-in, JSON answers 403: knowing an address gives no access."""
    guarded = require(can_check_in, login_url="wagtailadmin_login")(view)

    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if wants_json(request) and not can_check_in(request.user):
            return JsonResponse({"message": _("Please sign in again.")}, status=403)
        return guarded(request, *args, **kwargs)

    return outer


def door_session(request: HttpRequest, public_id: str) -> TrainingSession:
    sessions = TrainingSession.objects.for_user(request.user).select_related("course")  # type: ignore[arg-type]
    return get_object_or_404(sessions, public_id=public_id)


@never_cache
@door_required
def door(request: HttpRequest, public_id: str) -> HttpResponse:
    if request.method == "POST":
        return _scan(request, public_id)
    session = door_session(request, public_id)
    return _page(request, session, _meeting(session, request.GET.get("meeting", "")), form=None)


def _meeting(session: TrainingSession, wanted: str) -> Meeting | None:
    """The half day staff chose, else the one that is on."""
    meetings = list(session.meetings.all())
    chosen = next((meeting for meeting in meetings if str(meeting.pk) == wanted), None)
    return chosen or meeting_at(meetings, now())


def _scan(request: HttpRequest, public_id: str) -> HttpResponse:
    form = ScanForm(request.POST)
    if not form.is_valid():
        return _invalid(request, door_session(request, public_id), form)
    meeting = _scanned_meeting(request, public_id, form.cleaned_data["meeting"])
    session = meeting.session
    try:
        row = _record(request, meeting, form.cleaned_data)
    except NonceReused as error:
        return _answer(request, session, meeting, Answer("wait", str(error), status=409), None)
    return _answer(request, session, meeting, staff_answer(row), row)


def _scanned_meeting(request: HttpRequest, public_id: str, pk: int) -> Meeting:
    """The meeting with its session in one query: forty people wait in line. Staff of the session's own area, the usual
    case, need no second one.
    """
    known = Meeting.objects.select_related("session__course")
    meeting = get_object_or_404(known, pk=pk, session__public_id=public_id)
    if request.user.area_id != meeting.session.area_id:  # type: ignore[union-attr]
        door_session(request, public_id)
    return meeting


def _record(request: HttpRequest, meeting: Meeting, data: dict[str, Any]) -> CheckIn:
    is_tick = bool(data["enrolment"])
    enrolment = _ticked(meeting, data["enrolment"]) if is_tick else find_by_scan(data["code"])
    is_test = normalise_code(data["code"]) == TEST_CODE
    return record_check_in(
        meeting,
        enrolment=enrolment,
        nonce=data["nonce"],
        evidence_level=evidence_for(is_tick=is_tick),
        actor=request.user,  # type: ignore[arg-type]
        raw_code=TEST_CODE if is_test else data["code"],
        exception_reason=data["reason"],
    )


def _ticked(meeting: Meeting, public_id: str) -> Enrolment:
    known = Enrolment.objects.select_related("person", "subject", "session__course", "pledge", "ended_by")
    return get_object_or_404(known, session=meeting.session_id, public_id=public_id)


def _invalid(request: HttpRequest, session: TrainingSession, form: ScanForm) -> HttpResponse:
    if wants_json(request):
        errors = [str(error) for field in form.errors.values() for error in field]
        return JsonResponse({"message": " ".join(errors), "outcome": "invalid"}, status=400)
    return _page(request, session, _meeting(session, request.POST.get("meeting", "")), form=form, status=422)


def _answer(
    request: HttpRequest, session: TrainingSession, meeting: Meeting, answer: Answer, row: CheckIn | None
) -> HttpResponse:
    if wants_json(request):
        body = answer.as_json(row) if row else {"message": answer.title, "outcome": CheckInOutcome.FLAGGED}
        return JsonResponse(body, status=answer.status)
    late = row is not None and row.reason == CheckInReason.TOO_LATE and can_manage_training(request.user)
    undo = row if row is not None and row.outcome == CheckInOutcome.ACCEPTED else None
    extra = {"answer": answer, "undo": undo, "admits": row.enrolment if row and late else None}
    return _page(request, session, meeting, form=None, status=answer.status, **extra)


def _page(
    request: HttpRequest,
    session: TrainingSession,
    meeting: Meeting | None,
    *,
    form: ScanForm | None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    if meeting is None:
        return render(request, "courses/door/no_meeting.html", {"session": session})
    query = request.GET.get("q", "").strip()
    found = search_roster(session.pk, query)
    context = {
        "session": session,
        "meeting": meeting,
        "meetings": session.meetings.all(),
        "form": form or ScanForm(),
        "nonce": random_id(20),
        "attendance": count_attendance(meeting),
        "query": query,
        "rows": [{"enrolment": e, "here": here, "nonce": random_id(20)} for e, here in _with_presence(found, meeting)],
        "test_code": TEST_CODE,
        **extra,
    }
    return render(request, "courses/door/door.html", context, status=status)


def _with_presence(found: list[Enrolment], meeting: Meeting) -> list[tuple[Enrolment, CheckIn | None]]:
    accepted = CheckIn.objects.filter(
        meeting=meeting, enrolment__in=found, outcome=CheckInOutcome.ACCEPTED, kind=CheckInKind.ENTRY
    )
    here = {row.enrolment_id: row for row in accepted}
    return [(enrolment, here.get(enrolment.pk)) for enrolment in found]


@require_POST
@door_required
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Annul a check-in of this session, with a reason; the row stays."""
    session = door_session(request, public_id)
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please enter why the check-in is undone."))
        return redirect("courses:door", public_id)
    row = get_object_or_404(
        CheckIn.objects.select_related("meeting__session__area"),
        pk=form.cleaned_data["check_in"],
        meeting__session=session,
    )
    try:
        annul_check_in(row, actor=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The check-in is undone. The record of it stays."))
    return redirect(f"{reverse('courses:door', args=[public_id])}?{urlencode({'meeting': row.meeting_id})}")


@never_cache
@require_safe
@door_required
def projector(request: HttpRequest, public_id: str) -> HttpResponse:
    session = door_session(request, public_id)
    return render(request, "courses/door/projector.html", {"session": session, **_shown(session)})


@never_cache
@require_safe
@door_required
def projector_code(request: HttpRequest, public_id: str) -> HttpResponse:
    """The code that is valid now, for staff of the session's area only; never one that will be."""
    shown = _shown(door_session(request, public_id))
    return JsonResponse({key: shown[key] for key in ("svg", "typed", "time", "present", "expected", "changes_in")})


def _shown(session: TrainingSession) -> dict[str, Any]:
    at = now()
    code = shown_code(session, at=at)
    meeting = meeting_at(list(session.meetings.all()), at)
    counts = vars(count_attendance(meeting)) if meeting else {"present": 0, "expected": 0}
    address = f"{settings.PUBLIC_URL}{reverse('courses:scan', args=[code.scanned])}"
    return {
        "svg": qr.svg(address),
        "typed": code.typed,
        "time": clock_time(at),
        "meeting": meeting,
        "enter_address": f"{settings.PUBLIC_URL.partition('://')[2]}{reverse('courses:identify')}",
        "changes_in": max(round((code.changes_at - at).total_seconds() * 1000), 200),
        **counts,
    }
