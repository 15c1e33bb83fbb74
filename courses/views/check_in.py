"""The fast lane: a trainee scans the projector's code. The GET only notes when; the POST checks in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.clock import now
from common.errors import DomainError
from courses.access import current_enrolment
from courses.domain.check_in import record_check_in
from courses.domain.claims import Claim, CodeNotShown, claimed_meeting, device_of, make_claim, read_claim, sign_claim
from courses.interfaces.check_in_words import trainee_answer
from courses.models import Enrolment, Meeting

CLAIM_COOKIE = "claim"
COOKIE_SECONDS = 24 * 60 * 60  # the claim itself ends sooner; the phone's random name in it is kept for the day


def phone_name(request: HttpRequest) -> str:
    return device_of(request.COOKIES.get(CLAIM_COOKIE, ""))


def keep_claim(request: HttpRequest, response: HttpResponse, claim: Claim) -> HttpResponse:
    response.set_cookie(
        CLAIM_COOKIE,
        sign_claim(claim),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def current_claim(request: HttpRequest) -> Claim | None:
    return read_claim(request.COOKIES.get(CLAIM_COOKIE, ""), at=now())


@never_cache
@require_safe
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """A link preview or a prefetch may come here too: nothing is stored, and nobody is checked in."""
    try:
        claim = make_claim(code, at=now(), device=phone_name(request))
    except CodeNotShown as error:
        return _scan_again(request, error)
    return keep_claim(request, redirect("courses:check-in"), claim)


@never_cache
def check_in(request: HttpRequest) -> HttpResponse:
    """GET asks “is it you?”, POST checks in with the time of the scan."""
    claim = current_claim(request)
    meeting = claimed_meeting(claim) if claim else None
    if claim is None or meeting is None:
        return _scan_again(request, None)
    enrolment = current_enrolment(request)
    if enrolment is None:
        return redirect("courses:identify")
    if request.method == "POST":
        return _checked_in(request, claim, meeting, enrolment)
    context = {"enrolment": enrolment, "meeting": meeting, "session": meeting.session, "scanned_at": claim.at}
    return render(request, "courses/trainee/check_in.html", context)


def _checked_in(request: HttpRequest, claim: Claim, meeting: Meeting, enrolment: Enrolment) -> HttpResponse:
    row = record_check_in(
        meeting,
        enrolment=enrolment,
        nonce=claim.nonce_for(enrolment),
        evidence_level=claim.evidence_level,
        happened_at=claim.at,
        device_key=claim.device,
    )
    answer = trainee_answer(row)
    context = {"answer": answer, "session": meeting.session, "is_in": answer.status == 200}
    return render(request, "courses/trainee/checked_in.html", context, status=answer.status)


def _scan_again(request: HttpRequest, error: DomainError | None) -> HttpResponse:
    return render(request, "courses/trainee/scan_again.html", {"error": error}, status=410)
