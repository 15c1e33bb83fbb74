"""Is this installation ready, and which features wait for a key?"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django_q.status import Stat

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Health:
    """`ready` decides the status code; the rest tells an operator what to look at."""

    ready: bool
    report: dict[str, Any]


def examine() -> Health:
    """Ready means: the database answers, every migration is applied, the cache takes a value."""
    try:
        migrated = _migrated()
    except DatabaseError:
        return Health(ready=False, report={"database": False})
    cached = _cache_works()
    report = {
        "database": True,
        "migrated": migrated,
        "cache": cached,
        "workers": len(Stat.get_all()) if cached else 0,
        "blocked": blocked_features(),
    }
    return Health(ready=migrated and cached, report=report)


def blocked_features() -> dict[str, str]:
    """Feature → the setting it lacks."""
    blocked = {}
    if not settings.FIELD_KEYS:
        blocked["personal data (enrolment, sign-in)"] = "FIELD_KEYS"
    if not settings.BLIND_INDEX_KEY:
        blocked["finding people by phone"] = "BLIND_INDEX_KEY"
    missing = [name for name in ("SEAL_KEY_FILE", "SEAL_CERT_FILE") if not _is_file(getattr(settings, name))]
    if missing:
        blocked["sealing of papers"] = ", ".join(missing)
    return blocked


def _is_file(path: str) -> bool:
    return bool(path) and Path(path).is_file()


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache_works() -> bool:
    try:
        cache.set("healthz", 1, 60)
        return cache.get("healthz") == 1
    except Exception:  # whichever cache it is, it brings errors of its own; all mean the same here
        logger.exception("the cache doesn't answer")
        return False
