"""Where a candidate stands: may start, is in the middle, has to wait, is done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from common.errors import DomainError
from exams.domain.sittings import Result, best_result
from exams.enums import TAKEN_STATES, AttemptState, StandingState
from exams.models import Attempt, Candidate


class CannotStart(DomainError):
    """The candidate may not start now; the code is the StandingState."""


@dataclass(frozen=True)
class Standing:
    state: StandingState
    tries_left: int
    current: Attempt | None
    latest: Attempt | None
    best: Result | None
    may_start_at: datetime | None


def standing_of(candidate: Candidate, *, at: datetime) -> Standing:
    """Three queries at most. Void attempts don't count as tries; `latest` is the last one handed in."""
    sitting = candidate.sitting
    taken = list(candidate.attempts.filter(state__in=TAKEN_STATES).order_by("number"))
    current = next((attempt for attempt in taken if attempt.state == AttemptState.IN_PROGRESS), None)
    latest = next((attempt for attempt in reversed(taken) if attempt is not current), None)
    best = best_result(candidate) if latest else None
    may_start_at = None
    if latest and latest.submitted_at and sitting.wait_minutes:
        may_start_at = latest.submitted_at + timedelta(minutes=sitting.wait_minutes)
    tries_left = max(sitting.attempts_allowed - len(taken), 0)
    marking = latest is not None and latest.state == AttemptState.SUBMITTED
    state = _state(candidate, at, current, best, marking, tries_left, may_start_at)
    return Standing(state, tries_left, current, latest, best, may_start_at)


def _state(
    candidate: Candidate,
    at: datetime,
    current: Attempt | None,
    best: Result | None,
    marking: bool,
    tries_left: int,
    may_start_at: datetime | None,
) -> StandingState:
    reasons = [
        (current is not None, StandingState.IN_PROGRESS),
        (best is not None and best.passed, StandingState.PASSED),
        (marking, StandingState.MARKING),
        (at < candidate.sitting.opens_at, StandingState.NOT_YET),
        (at >= candidate.sitting.closes_at, StandingState.CLOSED),
        (tries_left == 0, StandingState.NO_TRIES),
        (may_start_at is not None and at < may_start_at, StandingState.WAIT),
    ]
    return next((state for holds, state in reasons if holds), StandingState.READY)


def refuse_unless_ready(standing: Standing) -> None:
    """Raise CannotStart with words for the candidate."""
    words = {
        StandingState.PASSED: _("You have passed this test. There is no need to take it again."),
        StandingState.MARKING: _("Your last answers are still being marked. Please look again in a few minutes."),
        StandingState.NOT_YET: _("The test has not begun yet. Please come back at the time shown."),
        StandingState.CLOSED: _("The test is over. Please ask the staff for the next one."),
        StandingState.NO_TRIES: _("You have used all your tries. Please ask the staff what to do next."),
        StandingState.WAIT: _("Please wait until the time shown before you try again."),
    }
    if standing.state in words:
        raise CannotStart(words[standing.state], code=standing.state)
