"""Answers that came after the door was closed: kept with their time, counted only when staff say so."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.errors import DomainError
from exams.domain.answers import Item, check_items, store_items
from exams.domain.attempts import end_if_due, lock_attempt
from exams.domain.ending import regrade_attempt
from exams.domain.leases import epoch_of
from exams.enums import AttemptState, BatchState
from exams.models import Attempt, LateBatch, Sitting

MAX_BATCHES = 20
OVER = (AttemptState.SUBMITTED, AttemptState.GRADED)


class LateRefused(DomainError):
    code = "late_refused"


def quarantine(attempt: Attempt, *, lease_id: str, items: Sequence[Item], at: datetime | None = None) -> LateBatch:
    """Keep answers for an attempt that is over. The same batch twice is one row with the time it was first seen."""
    at = at or now()
    end_if_due(attempt, at=at)
    with transaction.atomic():
        attempt = lock_attempt(attempt)
        if attempt.state not in OVER:
            raise LateRefused(_("This test isn't over. Please save your answers in the usual way."))
        check_items(attempt, items)
        epoch = epoch_of(attempt, lease_id)
        stored = [item.as_json(epoch) for item in sorted(items, key=lambda item: item.slot)]
        digest = hashlib.sha256(json.dumps(stored).encode()).hexdigest()
        known = attempt.late_batches.filter(digest=digest).first()
        if known is None and attempt.late_batches.count() >= MAX_BATCHES:
            raise LateRefused(_("Too many late answers have arrived for this test. Please ask the staff."))
        return known or LateBatch.objects.create(attempt=attempt, digest=digest, items=stored, arrived_at=at)


@transaction.atomic
def accept_late_batch(batch: LateBatch, *, actor: User) -> LateBatch:
    """Count a late batch: its answers join the attempt, and a marked attempt is marked again. Twice is once."""
    attempt = lock_attempt(batch.attempt)
    if not _decide(batch, BatchState.ACCEPTED, actor):
        return batch
    for epoch in sorted({entry["epoch"] for entry in batch.items}):
        items = [
            Item(entry["slot"], entry["seq"], tuple(entry["value"])) for entry in batch.items if entry["epoch"] == epoch
        ]
        store_items(attempt, items, epoch=epoch, at=batch.arrived_at)
    audit.record("exams.late_batch.accepted", actor=actor, target=attempt, area=attempt.sitting.area, batch=batch.pk)
    regrade_attempt(attempt, reason=_("Late answers were accepted"), actor=actor)
    return batch


@transaction.atomic
def reject_late_batch(batch: LateBatch, *, actor: User) -> LateBatch:
    """Leave a late batch uncounted. Twice is once."""
    if _decide(batch, BatchState.REJECTED, actor):
        attempt = batch.attempt
        audit.record(
            "exams.late_batch.rejected", actor=actor, target=attempt, area=attempt.sitting.area, batch=batch.pk
        )
    return batch


def accept_all_late(sitting: Sitting, *, actor: User) -> int:
    """For an outage of the whole room: every batch of the sitting that waits; returns how many."""
    waiting = LateBatch.objects.filter(attempt__sitting=sitting, state=BatchState.WAITING).order_by("arrived_at")
    batches = list(waiting.select_related("attempt"))
    for batch in batches:
        accept_late_batch(batch, actor=actor)
    return len(batches)


def _decide(batch: LateBatch, state: BatchState, actor: User) -> bool:
    waiting = LateBatch.objects.filter(pk=batch.pk, state=BatchState.WAITING)
    won = waiting.update(state=state, decided_by=actor, decided_at=now())
    batch.refresh_from_db()
    return bool(won)
