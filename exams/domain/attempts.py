"""Taking a test: prepare, start, save, hand in. Arrival times come from the caller, taken before anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from common.clock import now
from common.errors import DomainError
from exams.domain import papers
from exams.domain.answers import Item, check_items, store_items
from exams.domain.ending import Receipt, finish, receipt_of
from exams.domain.leases import epoch_of
from exams.domain.standing import refuse_unless_ready, standing_of
from exams.enums import AttemptState, StandingState, SubmittedBy
from exams.models import Attempt, Candidate, Question


class AttemptClosed(DomainError):
    """The attempt takes no more answers; the page leads to its result."""

    code = "closed"

    @classmethod
    def over(cls) -> "AttemptClosed":
        return cls(_("This test has been handed in. Your result is on the next page."))


@dataclass(frozen=True)
class Saved:
    """What a save did: acknowledged sequence numbers, and whether this tab may still write."""

    attempt: Attempt
    acked: dict[int, int]
    lease_ok: bool


@dataclass(frozen=True)
class HandedIn:
    """The receipt, and whether the answers of this very request were counted (they aren't after the grace)."""

    attempt: Attempt
    receipt: Receipt
    counted: bool


@transaction.atomic
def prepare_attempt(candidate: Candidate) -> Attempt:
    """Draw the candidate's next paper ahead of time; the one that is open already is returned as it is."""
    lock_candidate(candidate)
    return _open_attempt(candidate) or _draw(candidate)


def start_attempt(candidate: Candidate, *, at: datetime | None = None) -> Attempt:
    """Begin, or come back to what has begun: two taps and two tabs get one attempt and one deadline.

    Refuses outside the window, without tries left, during the wait between tries, and after a pass.
    """
    at = at or now()
    for attempt in candidate.attempts.filter(state=AttemptState.IN_PROGRESS, accept_until__lt=at):
        end_if_due(attempt, at=at)
    return _start(candidate, at)


@transaction.atomic
def _start(candidate: Candidate, at: datetime) -> Attempt:
    candidate = lock_candidate(candidate)
    standing = standing_of(candidate, at=at)
    if standing.state == StandingState.IN_PROGRESS and standing.current:
        return standing.current
    refuse_unless_ready(standing)
    attempt = _fresh(_open_attempt(candidate), candidate) or _draw(candidate)
    sitting = candidate.sitting
    deadline = min(at + timedelta(minutes=sitting.minutes), sitting.closes_at)
    begun = {
        "state": AttemptState.IN_PROGRESS,
        "started_at": at,
        "pass_percent": sitting.paper.pass_percent,
        "deadline_at": deadline,
        "accept_until": deadline + timedelta(seconds=sitting.grace_seconds),
    }
    if not Attempt.objects.filter(pk=attempt.pk, state=AttemptState.PREPARED).update(**begun):
        # the sweep has just cleared the paper away: the window closed while this request was on its way
        refuse_unless_ready(standing_of(candidate, at=sitting.closes_at))
    attempt.refresh_from_db()
    audit.record("exams.attempt.started", target=attempt, area=sitting.area, number=attempt.number)
    return attempt


def save_answers(attempt: Attempt, *, lease_id: str, items: Sequence[Item], at: datetime | None = None) -> Saved:
    """Store answers that are newer than what we have. Raises AttemptClosed once the attempt is over, UnknownAnswer."""
    at = at or now()
    end_if_due(attempt, at=at)
    with transaction.atomic():
        attempt = lock_attempt(attempt)
        if attempt.state != AttemptState.IN_PROGRESS:
            raise AttemptClosed.over()
        check_items(attempt, items)
        epoch = epoch_of(attempt, lease_id)
        if epoch:
            store_items(attempt, items, epoch=epoch, at=at)
    acked = {item.slot: item.seq for item in items} if epoch else {}
    return Saved(attempt, acked, lease_ok=epoch == attempt.lease_epoch)


def submit_attempt(
    attempt: Attempt, *, lease_id: str, items: Sequence[Item], key: str, at: datetime | None = None
) -> HandedIn:
    """Hand in, with all answers once more, so that lost saves are repaired. Twice is once, with the same receipt.

    After the grace the attempt ends with the answers acknowledged before, and `counted` is false.
    """
    at = at or now()
    end_if_due(attempt, at=at)
    with transaction.atomic():
        attempt = lock_attempt(attempt)
        check_items(attempt, items)
        if attempt.state == AttemptState.IN_PROGRESS:
            store_items(attempt, items, epoch=epoch_of(attempt, lease_id), at=at)
            finish(attempt, by=SubmittedBy.CANDIDATE, submitted_at=at, key=key)
        elif not attempt.receipt:
            raise AttemptClosed(_("This test is no longer open. Please go back to the start page."))
    counted = attempt.submitted_by == SubmittedBy.CANDIDATE
    return HandedIn(attempt, receipt_of(attempt), counted)


def end_if_due(attempt: Attempt, *, at: datetime) -> Attempt:
    """Every read of an attempt checks: past the grace it ends with what was acknowledged."""
    if _is_due(attempt, at):
        with transaction.atomic():
            locked = lock_attempt(attempt)
            if _is_due(locked, at):
                finish(locked, by=SubmittedBy.SYSTEM, submitted_at=locked.deadline_at or at)
        attempt.refresh_from_db()
    return attempt


def lock_attempt(attempt: Attempt) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("sitting__paper", "sitting__area")
    return rows.get(pk=attempt.pk)


def lock_candidate(candidate: Candidate) -> Candidate:
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("sitting__paper", "sitting__area")
    return rows.get(pk=candidate.pk)


def _is_due(attempt: Attempt, at: datetime) -> bool:
    return attempt.state == AttemptState.IN_PROGRESS and attempt.accept_until is not None and at > attempt.accept_until


def _open_attempt(candidate: Candidate) -> Attempt | None:
    return candidate.attempts.open().first()


def _draw(candidate: Candidate) -> Attempt:
    """The candidate is locked, so nobody else draws for them at the same moment."""
    sitting = candidate.sitting
    last = candidate.attempts.aggregate(last=Max("number"))["last"] or 0
    return Attempt.objects.create(
        sitting=sitting,
        candidate=candidate,
        number=last + 1,
        slots=papers.draw_slots(sitting.paper),
        paper_stamp=papers.stamp(sitting.paper),
    )


def _fresh(attempt: Attempt | None, candidate: Candidate) -> Attempt | None:
    """A prepared paper whose rules or questions have changed since is thrown away."""
    if attempt is None:
        return None
    versions = {slot["version"] for slot in attempt.slots}
    in_use = Question.objects.drawable().filter(current__in=versions).count() == len(versions)
    if in_use and attempt.paper_stamp == papers.stamp(candidate.sitting.paper):
        return attempt
    Attempt.objects.filter(pk=attempt.pk, state=AttemptState.PREPARED).delete()
    return None
