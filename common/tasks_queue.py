"""Handing work to the queue: only after the transaction is in, and only by dotted path."""

from typing import Any

from django.db import transaction
from django_q.tasks import async_task


def enqueue(path: str, *args: Any) -> None:
    """Queue a task on commit. Tasks may run twice or never: each is idempotent and has a sweep."""
    transaction.on_commit(lambda: async_task(path, *args))
