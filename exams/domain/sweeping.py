"""What time does by itself: ends attempts, marks them, clears papers nobody took, draws papers ahead."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef

from common.clock import now
from common.errors import DomainError
from exams.domain.attempts import end_if_due, prepare_attempt
from exams.domain.ending import grade_attempt
from exams.enums import AttemptState
from exams.models import Attempt, Candidate

T = TypeVar("T")
logger = logging.getLogger(__name__)
# A request that arrived in time may still be on its way through the server.
IN_FLIGHT = timedelta(seconds=15)
AHEAD = timedelta(hours=1)
BATCH = 500


def sweep(*, at: datetime | None = None) -> int:
    """One round; returns how many attempts it moved. Attempts end at most two minutes after their grace."""
    at = at or now()
    return sum([_end(at), _grade(at), _clear(at), _prepare(at)])


def _end(at: datetime) -> int:
    due = Attempt.objects.filter(state=AttemptState.IN_PROGRESS, accept_until__lt=at - IN_FLIGHT)
    return _each(due.select_related("sitting")[:BATCH], lambda attempt: end_if_due(attempt, at=at))


def _grade(at: datetime) -> int:
    waiting = Attempt.objects.filter(state=AttemptState.SUBMITTED, accept_until__lt=at)
    attempts = waiting.select_related("sitting__paper")[:BATCH]
    due = [attempt for attempt in attempts if marks_at(attempt) < at]
    return _each(due, grade_attempt)


def marks_at(attempt: Attempt) -> datetime:
    """When an attempt the system handed in is marked."""
    ended = attempt.accept_until or now()
    return ended + timedelta(minutes=attempt.sitting.marking_delay_minutes)


def _clear(at: datetime) -> int:
    prepared = Attempt.objects.filter(state=AttemptState.PREPARED, sitting__closes_at__lt=at - IN_FLIGHT)
    return Attempt.objects.filter(pk__in=prepared.values("pk"), state=AttemptState.PREPARED).update(
        state=AttemptState.UNUSED
    )


def _prepare(at: datetime) -> int:
    begun = Attempt.objects.filter(candidate=OuterRef("pk"))
    soon = Candidate.objects.filter(sitting__opens_at__lt=at + AHEAD, sitting__closes_at__gt=at)
    candidates = soon.filter(~Exists(begun)).select_related("sitting__paper")
    return _each(candidates[:BATCH], prepare_attempt)


def _each(rows: Iterable[T], step: Callable[[T], object]) -> int:
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                step(row)
            done += 1
        except DomainError as refusal:
            logger.warning("sweep of %r: %s", row, refusal)
        except Exception:  # one broken attempt must not hold up the others
            logger.exception("sweep of %r failed", row)
    return done
