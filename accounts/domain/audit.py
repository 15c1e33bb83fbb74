"""The audit log: one line per state change, chained in batches by a task."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.db import models, transaction

from accounts.models import Area, AuditBatch, AuditEntry, User
from common import public_content
from common.clock import now

GENESIS = "0" * 64
# An id can become visible after a higher one (its transaction took longer): look back this far, and leave the newest alone.
LOOK_BACK = timedelta(days=1)
SETTLE = timedelta(seconds=30)
BATCH_SIZE = 1000


def record(
    action: str,
    *,
    actor: User | None = None,
    actor_label: str = "",
    target: models.Model | None = None,
    area: Area | None = None,
    **detail: Any,
) -> AuditEntry:
    """Write one line in the caller's transaction. The detail must be JSON and never personal data."""
    public_content.action_recorded(action)
    return AuditEntry.objects.create(
        at=now(),
        actor=actor,
        actor_label=actor_label or (actor.username if actor else "system"),
        action=action,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(getattr(target, "public_id", "") or target.pk) if target is not None else "",
        area=area or getattr(target, "area", None),
        detail=detail,
    )


def chain_batch() -> AuditBatch | None:
    """Close one batch over the entries no batch names yet; two workers can't both extend the chain (prev_hash is unique)."""
    last = AuditBatch.objects.order_by("-id").first()
    entries = _unchained()[:BATCH_SIZE]
    if not entries:
        return None
    prev_hash = last.hash if last else GENESIS
    with transaction.atomic():  # a loser's IntegrityError leaves the caller's transaction usable
        return AuditBatch.objects.create(
            entry_ids=[entry.pk for entry in entries],
            closed_at=now(),
            prev_hash=prev_hash,
            hash=_digest(prev_hash, entries),
        )


def first_broken_batch() -> AuditBatch | None:
    """Recompute the whole chain; the first batch that doesn't match its entries or its predecessor, or None."""
    prev_hash = GENESIS
    for batch in AuditBatch.objects.order_by("id").iterator():
        entries = list(AuditEntry.objects.filter(pk__in=batch.entry_ids).order_by("id"))
        intact = len(entries) == len(batch.entry_ids) and batch.prev_hash == prev_hash
        if not intact or batch.hash != _digest(prev_hash, entries):
            return batch
        prev_hash = batch.hash
    return None


def _unchained() -> list[AuditEntry]:
    horizon = now() - 2 * LOOK_BACK
    recent = AuditBatch.objects.filter(closed_at__gte=horizon).values_list("entry_ids", flat=True)
    chained = {entry_id for ids in recent for entry_id in ids}
    before = AuditBatch.objects.filter(closed_at__lt=horizon).order_by("-id").first()
    floor = max(before.entry_ids) if before else 0
    settled = AuditEntry.objects.filter(pk__gt=floor, at__lte=now() - SETTLE).order_by("id")
    return [entry for entry in settled if entry.pk not in chained][:BATCH_SIZE]


def _digest(prev_hash: str, entries: list[AuditEntry]) -> str:
    digest = hashlib.sha256(prev_hash.encode())
    for entry in entries:
        row = [
            entry.pk,
            entry.at.isoformat(),
            entry.actor_id,
            entry.actor_label,
            entry.action,
            entry.target_type,
            entry.target_id,
            entry.area_id,
            entry.detail,
        ]
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()
