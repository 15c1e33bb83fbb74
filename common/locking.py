"""Locks that stand for something else than a row, held until the transaction ends.

Many may share a lock; who takes it alone waits for them, and they for it. On SQLite there is nothing to do: a
transaction that writes is the only one (BEGIN IMMEDIATE).
"""

from django.db import connection, transaction


def share_lock(name: str) -> None:
    """Go on together with others who share it, never while somebody holds it alone."""
    _lock("pg_advisory_xact_lock_shared", name)


def take_lock(name: str) -> None:
    """Hold it alone: wait for everybody who has it, make everybody wait who wants it."""
    _lock("pg_advisory_xact_lock", name)


def _lock(function: str, name: str) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A lock ends with its transaction, and there is none.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name])
