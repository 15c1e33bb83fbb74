"""News from below, and the sweep: each ends in the same idempotent decision."""

from __future__ import annotations

from typing import Any

from courses.domain.completion import adopt_replacement, decide_completion, sweep_completions
from courses.models import Enrolment


def on_check_in_accepted(payload: dict[str, Any]) -> None:
    _decide(pk=payload["enrolment"])


def on_attempt_graded(payload: dict[str, Any]) -> None:
    _decide(candidate_id=payload["candidate"])


def on_pledge_signed(payload: dict[str, Any]) -> None:
    _decide(pledge__public_id=payload["pledge"])


def on_document_replaced(payload: dict[str, Any]) -> None:
    adopt_replacement(payload["document"], replacement_id=payload["replacement"])


def _decide(**lookup: int | str) -> None:
    for enrolment in Enrolment.objects.filter(**lookup):
        decide_completion(enrolment)


def sweep_completions_task() -> int:
    return sweep_completions()
