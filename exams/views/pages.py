"""The pages of a test: what awaits one, the paper, the result."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from common.clock import now
from common.errors import DomainError
from exams import access
from exams.domain.attempts import end_if_due, start_attempt
from exams.domain.ending import latest_grade, receipt_of
from exams.domain.papers import questions_on
from exams.domain.review import review_of
from exams.domain.standing import standing_of
from exams.domain.sweeping import marks_at
from exams.enums import AttemptState, BatchState
from exams.models import Attempt, Candidate

Page = Callable[..., HttpResponse]


def candidate_page(view: Page) -> Page:
    """A page for the candidate alone; nobody else learns that it exists. What has run out ends before it is shown."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, candidate_id: str) -> HttpResponse:
        at = now()
        found = access.find(request, candidate_id)
        if found is None:
            raise Http404
        candidate, door = found
        for attempt in candidate.attempts.filter(state=AttemptState.IN_PROGRESS, accept_until__lt=at):
            end_if_due(attempt, at=at)
        home = reverse(door.home) if door.home else ""
        return view(request, candidate, {"candidate": candidate, "sitting": candidate.sitting, "home": home, "at": at})

    return guarded


@require_GET
@candidate_page
def exam(request: HttpRequest, candidate: Candidate, context: dict[str, Any]) -> HttpResponse:
    standing = standing_of(candidate, at=context["at"])
    questions, marks = questions_on(candidate.sitting.paper)
    return render(request, "exams/exam.html", {**context, "standing": standing, "questions": questions, "marks": marks})


@require_POST
@candidate_page
def start(request: HttpRequest, candidate: Candidate, context: dict[str, Any]) -> HttpResponse:
    try:
        start_attempt(candidate, at=context["at"])
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("exams:exam", candidate.public_id)
    return redirect("exams:paper", candidate.public_id)


@require_GET
@candidate_page
def paper(request: HttpRequest, candidate: Candidate, context: dict[str, Any]) -> HttpResponse:
    attempt = candidate.attempts.filter(state=AttemptState.IN_PROGRESS).first()
    if attempt is None:
        handed_in = _last_handed_in(candidate)
        return redirect("exams:result" if handed_in else "exams:exam", candidate.public_id)
    return render(request, "exams/paper.html", {**context, "attempt": attempt, "count": len(attempt.slots)})


@require_GET
@candidate_page
def result(request: HttpRequest, candidate: Candidate, context: dict[str, Any]) -> HttpResponse:
    attempt = _last_handed_in(candidate)
    if attempt is None:
        return redirect("exams:exam", candidate.public_id)
    standing = standing_of(candidate, at=context["at"])
    grade = latest_grade(attempt)
    shown = {
        "attempt": attempt,
        "receipt": receipt_of(attempt),
        "standing": standing,
        "grade": grade,
        "marks_at": marks_at(attempt),
        "late_waiting": attempt.late_batches.filter(state=BatchState.WAITING).exists(),
        # Answers with their keys stay away while another try is open.
        "review": review_of(attempt, grade) if grade and not standing.current else [],
    }
    return render(request, "exams/result.html", {**context, **shown})


def _last_handed_in(candidate: Candidate) -> Attempt | None:
    done = candidate.attempts.filter(state__in=[AttemptState.SUBMITTED, AttemptState.GRADED])
    return done.select_related("sitting").order_by("number").last()
