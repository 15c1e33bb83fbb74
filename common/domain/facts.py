"""Facts: news that travels up without imports. At least once: a handler may see the same fact again."""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction

from common.clock import now
from common.models import Fact
from common.tasks_queue import enqueue

logger = logging.getLogger(__name__)
Handler = Callable[[dict[str, Any]], None]
MAX_ERROR = 2000

_handlers: defaultdict[str, list[Handler]] = defaultdict(list)


def register(kind: str, handler: Handler) -> None:
    """Call in AppConfig.ready(). The handler gets the payload, runs in a transaction of its own and must be idempotent."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def record_fact(kind: str, key: str, payload: dict[str, Any] | None = None) -> Fact:
    """Write a fact in the caller's transaction; the same kind and key is one fact however often it is told."""
    fact, created = Fact.objects.get_or_create(
        kind=kind, key=key, defaults={"payload": payload or {}, "recorded_at": now()}
    )
    if created:
        enqueue("common.tasks.drain_facts_task")
    return fact


def record_new_fact(kind: str, key: str, payload: dict[str, Any]) -> Fact:
    """Write a fact whose key can't exist yet: one INSERT and no task, for paths where every query counts. The sweep drains it."""
    return Fact.objects.create(kind=kind, key=key, payload=payload, recorded_at=now())


def drain_facts(limit: int = 200) -> int:
    """Give undrained facts to their handlers, oldest first; returns how many were settled. One that fails waits for the next sweep."""
    done = 0
    for fact in Fact.objects.undrained().order_by("attempts", "id")[:limit]:
        done += _drain(fact)
    return done


def _drain(fact: Fact) -> int:
    try:
        with transaction.atomic():
            for handler in _handlers[fact.kind]:
                handler(fact.payload)
            return Fact.objects.undrained().filter(pk=fact.pk).update(drained_at=now(), last_error="")
    except Exception as error:  # a broken handler must not hold up the other facts
        logger.exception("fact %s failed", fact)
        Fact.objects.filter(pk=fact.pk).update(attempts=fact.attempts + 1, last_error=repr(error)[:MAX_ERROR])
        return 0
