"""Trainees without accounts: who holds this phone, and what comes next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.domain import phone_codes
from accounts.enums import CodePurpose
from accounts.interfaces.forms import CodeForm
from common.clock import now
from common.errors import DomainError
from courses import access
from courses.domain import attempts
from courses.domain.claims import CodeNotShown, make_claim
from courses.domain.identification import SEAT_CODE_LENGTH, find_by_link, find_by_phone, find_by_seat_code
from courses.domain.next_step import NextKind, NextStep, Situation, next_step, steps
from courses.domain.progress import progress_of
from courses.domain.rotating_codes import TYPED_LENGTH
from courses.domain.words import local_time
from courses.interfaces.check_in_forms import CodeEntryForm, TraineePhoneForm
from courses.models import Enrolment
from courses.views.check_in import current_claim, keep_claim, phone_name
from pledges.enums import IdentifiedBy

PHONE_KEY = "trainee_phone"


@never_cache
def personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the text message or the seat slip. GET only asks: a preview by a messenger changes nothing."""
    enrolment = find_by_link(token)
    if enrolment is None:
        raise Http404
    if not enrolment.is_active:
        return render(request, "courses/trainee/ended.html", {"enrolment": enrolment}, status=410)
    if request.method == "POST":
        return _welcome(request, enrolment, how=IdentifiedBy.PERSONAL_LINK)
    return render(request, "courses/trainee/personal_link.html", {"enrolment": enrolment})


@never_cache
def identify(request: HttpRequest) -> HttpResponse:
    """The code of the seat slip, or the short one of the big screen."""
    form = CodeEntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _enter_code(request, form.cleaned_data["code"])
        except DomainError as error:
            form.add_error("code", str(error))
    return _form_page(request, "courses/trainee/identify.html", form, claim=current_claim(request))


class WrongCode(DomainError):
    code = "wrong_code"


def _enter_code(request: HttpRequest, text: str) -> HttpResponse:
    phone = phone_name(request) or _browser_name(request)
    if attempts.is_blocked(phone):
        raise WrongCode(_("Too many wrong codes. Please wait ten minutes, or ask the staff at the door."))
    try:
        return _accept_code(request, text)
    except WrongCode:
        attempts.count_wrong(phone)
        raise


def _browser_name(request: HttpRequest) -> str:
    """A phone that has scanned nothing yet is told apart by its session."""
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


def _accept_code(request: HttpRequest, text: str) -> HttpResponse:
    length = sum(char.isalnum() for char in text)
    if length == TYPED_LENGTH:
        return _claim_typed(request, text)
    enrolment = find_by_seat_code(text)
    if enrolment is None:
        raise WrongCode(
            _("This code is not right. The seat slip's code has %(count)d characters.") % {"count": SEAT_CODE_LENGTH}
        )
    if not enrolment.is_active:
        raise WrongCode(_("This enrolment was cancelled. Please ask the staff at the door."))
    return _welcome(request, enrolment, how=IdentifiedBy.SEAT_SLIP)


def _claim_typed(request: HttpRequest, text: str) -> HttpResponse:
    try:
        claim = make_claim(text, at=now(), device=phone_name(request))
    except CodeNotShown as error:
        raise WrongCode(_("This code is not on the screen now. Please type the one that is shown.")) from error
    return keep_claim(request, redirect("courses:check-in"), claim)


def _welcome(request: HttpRequest, enrolment: Enrolment, *, how: IdentifiedBy) -> HttpResponse:
    access.identify(request, enrolment, how=how)
    return redirect("courses:check-in" if current_claim(request) else "courses:trainee-home")


@never_cache
def identify_phone(request: HttpRequest) -> HttpResponse:
    """By telephone number. The answer is the same whether we know the number or not; a message goes out only if we do."""
    form = TraineePhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            if find_by_phone(phone):
                phone_codes.request_code(phone, purpose=CodePurpose.TRAINEE)
        except phone_codes.TooManyCodes as error:
            messages.info(request, str(error))
        except DomainError as error:
            form.add_error(None, str(error))
            return _form_page(request, "courses/trainee/phone.html", form)
        request.session[PHONE_KEY] = phone
        return redirect("courses:identify-phone-code")
    return _form_page(request, "courses/trainee/phone.html", form)


@never_cache
def identify_phone_code(request: HttpRequest) -> HttpResponse:
    phone = request.session.get(PHONE_KEY)
    if not phone:
        return redirect("courses:identify-phone")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            phone_codes.check_code(phone, form.cleaned_data["code"], purpose=CodePurpose.TRAINEE)
        except (DomainError, ValidationError) as error:
            form.add_error("code", str(error))
        else:
            return _phone_proved(request, phone)
    return _form_page(request, "courses/trainee/phone_code.html", form, phone_last4=phone[-4:])


def _phone_proved(request: HttpRequest, phone: str) -> HttpResponse:
    """One number may stand for two firms or two people: then the trainee says which."""
    del request.session[PHONE_KEY]
    found = find_by_phone(phone)
    if len(found) == 1:
        return _welcome(request, found[0], how=IdentifiedBy.PHONE_CODE)
    request.session[access.CHOICE_KEY] = [enrolment.public_id for enrolment in found]
    return redirect("courses:identify-choose")


@never_cache
def identify_choose(request: HttpRequest) -> HttpResponse:
    allowed = request.session.get(access.CHOICE_KEY, [])
    found = list(
        Enrolment.objects.active().filter(public_id__in=allowed).select_related("person", "subject", "session")
    )
    if not found:
        messages.info(request, _("No enrolment was found for this number. Please use the code on your seat slip."))
        return redirect("courses:identify")
    chosen = next((e for e in found if e.public_id == request.POST.get("enrolment")), None)
    if request.method == "POST" and chosen:
        del request.session[access.CHOICE_KEY]
        return _welcome(request, chosen, how=IdentifiedBy.PHONE_CODE)
    return render(request, "courses/trainee/choose.html", {"enrolments": found})


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """签到 → 考试 → 承诺 → 证明: where the trainee stands, and the one thing to do next."""
    enrolment = access.current_enrolment(request)
    if enrolment is None:
        return redirect("courses:identify")
    session = enrolment.session
    progress = progress_of(enrolment)
    situation = Situation(enrolment, progress, list(session.meetings.all()), now())
    step = next_step(situation)
    claim = current_claim(request)
    context = {
        "enrolment": enrolment,
        "session": session,
        "meetings": situation.meetings,
        "progress": progress,
        "step": step,
        "steps": steps(situation, step),
        "step_url": _step_url(step, enrolment, situation),
        "has_claim": claim is not None and any(m.pk == claim.meeting for m in situation.meetings),
        "identified_until": local_time(access.identified_until(request)),
    }
    return render(request, "courses/trainee/home.html", context)


def _step_url(step: NextStep, enrolment: Enrolment, situation: Situation) -> str:
    """Where the button leads; the pledge's button is a form, as its first press opens the pledge."""
    if step.kind == NextKind.EXAM and enrolment.candidate:
        return reverse("exams:exam", args=[enrolment.candidate.public_id])
    if step.kind == NextKind.CHECK_IN:
        return reverse("courses:identify")
    completion = situation.progress.completion
    if step.kind == NextKind.PAPER and completion and completion.document:
        return reverse("issuance:document-download", args=[completion.document.public_id])
    return ""


@require_POST
def change_person(request: HttpRequest) -> HttpResponse:
    access.forget(request)
    messages.success(request, _("Ready for the next person."))
    return redirect("courses:identify")


def _form_page(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
