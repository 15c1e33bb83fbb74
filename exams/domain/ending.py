"""The end of an attempt: handed in, marked, marked again, void. Each step is a guarded update; who loses changes nothing."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.domain.facts import record_fact
from common.errors import DomainError
from common.locking import share_lock
from common.public_ids import CODE_ALPHABET
from exams.domain.answers import answers_of
from exams.domain.grading import KEYS, Marking, keys_of, mark
from exams.enums import AttemptState, SubmittedBy
from exams.models import Attempt, Grade

RECEIPT_LENGTH = 8


class CannotVoid(DomainError):
    """Only an attempt that has begun can be void, and only with a reason."""


@dataclass(frozen=True)
class Receipt:
    """What the candidate can show: a short code, when, and how many questions are answered."""

    code: str
    submitted_at: datetime
    answered: int
    questions: int
    digest: str


def finish(attempt: Attempt, *, by: SubmittedBy, submitted_at: datetime, key: str = "") -> bool:
    """IN_PROGRESS → SUBMITTED with a receipt, in the caller's transaction; what a candidate hands in is marked at once.

    What the system hands in is marked later, so that staff can still grant time. False when it was over already.
    """
    answers = answers_of(attempt)
    digest = hashlib.sha256(json.dumps([attempt.public_id, sorted(answers.items())]).encode()).hexdigest()
    handed_in = {
        "state": AttemptState.SUBMITTED,
        "submitted_at": submitted_at,
        "submitted_by": by,
        "idempotency_key": key[:64],
        "answers_hash": digest,
        "receipt": _short_code(digest, submitted_at),
    }
    won = Attempt.objects.filter(pk=attempt.pk, state=AttemptState.IN_PROGRESS).update(**handed_in)
    attempt.refresh_from_db()
    if won:
        area = attempt.sitting.area
        audit.record("exams.attempt.submitted", target=attempt, area=area, answered=len(answers), by=str(by))
        if by == SubmittedBy.CANDIDATE:
            grade_attempt(attempt)
    return bool(won)


def receipt_of(attempt: Attempt) -> Receipt:
    answered = sum(bool(value) for value in attempt.responses.values_list("value", flat=True))
    submitted_at = attempt.submitted_at or now()
    return Receipt(attempt.receipt, submitted_at, answered, len(attempt.slots), attempt.answers_hash)


@transaction.atomic
def grade_attempt(attempt: Attempt) -> Grade | None:
    """SUBMITTED → GRADED with the first grade. None when somebody else was first or there is nothing to mark."""
    won = Attempt.objects.filter(pk=attempt.pk, state=AttemptState.SUBMITTED).update(state=AttemptState.GRADED)
    attempt.refresh_from_db(fields=["state"])
    return _add_grade(attempt, mark_attempt(attempt)) if won else None


@transaction.atomic
def regrade_attempt(attempt: Attempt, *, reason: str, actor: User | None) -> Grade | None:
    """Another revision when marking by today's keys and answers gives another result; else None. Never touches open ones."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("sitting__paper").get(pk=attempt.pk)
    last = latest_grade(attempt)
    if attempt.state != AttemptState.GRADED or last is None:
        return None
    marking = mark_attempt(attempt)
    if (marking.score, marking.detail) == (last.score, last.detail):
        return None
    grade = _add_grade(attempt, marking, before=last, reason=reason, actor=actor)
    scores: dict[str, Any] = {"before": str(last.score), "after": str(grade.score), "revision": grade.revision}
    audit.record(
        "exams.attempt.regraded", actor=actor, target=attempt, area=attempt.sitting.area, reason=reason, **scores
    )
    return grade


@transaction.atomic
def void_attempt(attempt: Attempt, *, reason: str, actor: User) -> Attempt:
    """Take an attempt out of the count. Its try comes back; grades stay on file."""
    if not reason.strip():
        raise CannotVoid(_("Please say why this attempt is void."))
    states = [AttemptState.IN_PROGRESS, AttemptState.SUBMITTED, AttemptState.GRADED]
    won = Attempt.objects.filter(pk=attempt.pk, state__in=states).update(state=AttemptState.VOID)
    attempt.refresh_from_db()
    if won:
        audit.record("exams.attempt.voided", actor=actor, target=attempt, area=attempt.sitting.area, reason=reason)
        record_fact("attempt.graded", f"{attempt.public_id}:void", {"candidate": attempt.candidate_id})
    elif attempt.state != AttemptState.VOID:
        raise CannotVoid(_("Only an attempt that has begun can be declared void."))
    return attempt


def mark_attempt(attempt: Attempt) -> Marking:
    """Mark by today's answers and keys, inside the transaction that writes the grade: no key changes before it is in."""
    share_lock(KEYS)
    return mark(attempt.slots, answers_of(attempt), keys_of(attempt.slots))


def latest_grade(attempt: Attempt) -> Grade | None:
    return attempt.grades.order_by("-revision").first()


def _add_grade(
    attempt: Attempt, marking: Marking, *, before: Grade | None = None, reason: str = "", actor: User | None = None
) -> Grade:
    grade = Grade.objects.create(
        attempt=attempt,
        revision=before.revision + 1 if before else 1,
        score=marking.score,
        max_score=marking.max_score,
        passed=marking.passes(attempt.pass_percent),
        detail=marking.detail,
        score_before=before.score if before else None,
        reason=reason[:200],
        graded_by=actor,
        graded_at=now(),
    )
    payload = {"candidate": attempt.candidate_id}
    record_fact("attempt.graded", f"{attempt.public_id}:{grade.revision}", payload)
    return grade


def _short_code(digest: str, submitted_at: datetime) -> str:
    raw = hashlib.sha256(f"{digest}{submitted_at.isoformat()}".encode()).digest()
    return "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in raw[:RECEIPT_LENGTH])
