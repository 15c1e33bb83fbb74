"""Sittings, who may take them, and how each did. exams knows no course: apps above keep the links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.domain import audit
from exams.domain.papers import check_bank_suffices
from exams.enums import TAKEN_STATES, AttemptState
from exams.models import Candidate, Grade, Paper, Sitting

if TYPE_CHECKING:
    from accounts.models import Area, User


@dataclass(frozen=True)
class Result:
    """The best marking of a candidate: a pass before a fail, then the higher score."""

    score: Decimal
    max_score: Decimal
    passed: bool
    graded_at: datetime


@transaction.atomic
def create_sitting(
    *,
    area: Area,
    title: str,
    paper: Paper,
    opens_at: datetime,
    closes_at: datetime,
    actor: User | None = None,
    **rules: Any,
) -> Sitting:
    """A sitting of the paper in this window; `rules` are minutes, attempts and so on where they differ from the usual.

    Refuses a paper that its banks can't fill today, naming what is missing (BankTooSmall).
    """
    check_bank_suffices(paper)
    sitting = Sitting.objects.create(
        area=area, title=title, paper=paper, opens_at=opens_at, closes_at=closes_at, **rules
    )
    audit.record("exams.sitting.created", actor=actor, target=sitting)
    return sitting


@transaction.atomic
def update_sitting(
    sitting: Sitting,
    *,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    actor: User | None = None,
    **rules: Any,
) -> Sitting:
    """Rename the sitting, move its window or change its rules; the same again changes nothing.

    Attempts under way keep their deadline and their pass mark.
    """
    changes = {"title": title, "opens_at": opens_at, "closes_at": closes_at, **rules}
    if any(getattr(sitting, name) != value for name, value in changes.items()):
        Sitting.objects.filter(pk=sitting.pk).update(**changes)
        sitting.refresh_from_db()
        audit.record("exams.sitting.changed", actor=actor, target=sitting)
    return sitting


def add_candidate(sitting: Sitting, *, key: str, display_name: str) -> Candidate:
    """Somebody who may take the sitting; the same key again is the candidate already there, under the name given now."""
    candidate, _created = Candidate.objects.get_or_create(
        sitting=sitting, key=key, defaults={"display_name": display_name}
    )
    if candidate.display_name != display_name:
        candidate.display_name = display_name
        candidate.save(update_fields=["display_name"])
    return candidate


def tries_left(candidate: Candidate) -> int:
    """How many attempts the candidate may still begin; void ones don't count."""
    used = candidate.attempts.filter(state__in=TAKEN_STATES).count()
    return max(candidate.sitting.attempts_allowed - used, 0)


def best_result(candidate: Candidate) -> Result | None:
    return best_results([candidate.pk]).get(candidate.pk)


def best_results(candidate_ids: Iterable[int]) -> dict[int, Result]:
    """The best result of each candidate who has one, in one query. Of an attempt only the newest marking counts, of a void one none."""
    counted = Grade.objects.filter(attempt__state=AttemptState.GRADED)
    grades = counted.filter(attempt__candidate__in=list(candidate_ids)).order_by("revision")
    newest = {grade.attempt_id: grade for grade in grades.select_related("attempt")}
    best: dict[int, Result] = {}
    for grade in newest.values():
        result = Result(grade.score, grade.max_score, grade.passed, grade.graded_at)
        known = best.get(grade.attempt.candidate_id)
        if known is None or (result.passed, result.score) > (known.passed, known.score):
            best[grade.attempt.candidate_id] = result
    return best
