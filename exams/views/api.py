"""What the exam page asks for. The time of arrival is taken before anything else."""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from common.clock import now
from common.errors import DomainError
from exams import access
from exams.domain.answers import UnknownAnswer
from exams.domain.attempts import AttemptClosed, end_if_due, save_answers, submit_attempt
from exams.domain.late_batches import quarantine
from exams.domain.leases import open_lease
from exams.enums import AttemptState
from exams.interfaces.answer_json import BadPayload, parse_items, parse_submission
from exams.interfaces.paper_json import lease_payload, paper_payload, state_payload
from exams.models import Attempt

logger = logging.getLogger(__name__)
Answer = dict[str, Any] | HttpResponse


def attempt_view(method: str) -> Callable[[Callable[..., Answer]], Callable[..., HttpResponse]]:
    """A JSON view on the visitor's own attempt; refusals become 4xx with a message and the address of what to see next."""

    def decorate(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
        @require_http_methods([method])
        @wraps(view)
        def guarded(request: HttpRequest, candidate_id: str, attempt_id: str) -> HttpResponse:
            at = now()
            attempt = _own_attempt(request, candidate_id, attempt_id)
            try:
                answer = view(request, attempt, at)
            except (BadPayload, UnknownAnswer) as refusal:
                logger.warning("%s refused for attempt %s: %s", view.__name__, attempt.public_id, refusal.code)
                answer = _refusal(attempt, refusal, 400)
            except DomainError as refusal:
                answer = _refusal(attempt, refusal, 409)
            response = answer if isinstance(answer, HttpResponse) else JsonResponse(answer)
            if not response.has_header("ETag"):
                patch_cache_control(response, no_store=True, private=True)
            return response

        return guarded

    return decorate


@attempt_view("GET")
def paper(request: HttpRequest, attempt: Attempt, at: datetime) -> Answer:
    """The questions, once; unchanged as long as the attempt is open."""
    _require_open(attempt, at)
    body = json.dumps(paper_payload(attempt), ensure_ascii=False, separators=(",", ":"))
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    fresh = request.headers.get("If-None-Match") == etag
    response = HttpResponseNotModified() if fresh else HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


@attempt_view("POST")
def lease(request: HttpRequest, attempt: Attempt, at: datetime) -> Answer:
    """This tab takes the paper; it gets what is saved so far."""
    _require_open(attempt, at)
    return lease_payload(attempt, open_lease(attempt), at=at)


@attempt_view("PUT")
def answers(request: HttpRequest, attempt: Attempt, at: datetime) -> Answer:
    sent = parse_items(request.body)
    saved = save_answers(attempt, lease_id=sent.lease_id, items=sent.items, at=at)
    return {**state_payload(saved.attempt, at=at), "acked": saved.acked, "lease_ok": saved.lease_ok}


@attempt_view("POST")
def submit(request: HttpRequest, attempt: Attempt, at: datetime) -> Answer:
    sent = parse_submission(request.body)
    done = submit_attempt(attempt, lease_id=sent.lease_id, items=sent.items, key=sent.key, at=at)
    told = {**state_payload(done.attempt, at=at), "by": done.attempt.submitted_by, "counted": done.counted}
    receipt = {"receipt": done.receipt.code, "result": _result_url(attempt)}
    return JsonResponse({**told, **receipt}, status=200 if done.counted else 409)


@attempt_view("POST")
def late(request: HttpRequest, attempt: Attempt, at: datetime) -> Answer:
    sent = parse_items(request.body)
    quarantine(attempt, lease_id=sent.lease_id, items=sent.items, at=at)
    return {"kept": True, "result": _result_url(attempt)}


def _own_attempt(request: HttpRequest, candidate_id: str, attempt_id: str) -> Attempt:
    found = access.find(request, candidate_id)
    attempts = Attempt.objects.select_related("sitting__area", "candidate")
    attempt = found and attempts.filter(candidate=found[0], public_id=attempt_id).first()
    if not attempt:
        raise Http404
    return attempt


def _require_open(attempt: Attempt, at: datetime) -> None:
    if end_if_due(attempt, at=at).state != AttemptState.IN_PROGRESS:
        raise AttemptClosed.over()


def _refusal(attempt: Attempt, refusal: DomainError, status: int) -> JsonResponse:
    attempt.refresh_from_db(fields=["state", "submitted_by"])
    told = {"message": str(refusal), "code": refusal.code, "state": attempt.state, "by": attempt.submitted_by}
    return JsonResponse({**told, "result": _result_url(attempt)}, status=status)


def _result_url(attempt: Attempt) -> str:
    return reverse("exams:result", args=[attempt.candidate.public_id])
