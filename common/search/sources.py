"""What the site's search covers besides pages: the apps above name their public rows in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class Source:
    """Indexed rows anyone may read. Their model has get_absolute_url()."""

    code: str
    label: str | Promise
    rows: Callable[[], QuerySet[Any]]


_sources: dict[str, Source] = {}


def register(code: str, label: str | Promise | None, rows: Callable[[], QuerySet[Any]]) -> None:
    _sources[code] = Source(code, label or code, rows)


def sources() -> list[Source]:
    return list(_sources.values())
