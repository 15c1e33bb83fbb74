"""What the apps above tell this one, without an import (docs/adr/0002)."""

from collections.abc import Callable, Iterable
from typing import Any

ActivitySource = Callable[[Any], Iterable[Any]]

_sources: list[ActivitySource] = []


def register_activities(source: ActivitySource) -> None:
    """Call in AppConfig.ready(). The source gets a place page and answers what goes on there, the next thing first."""
    if source not in _sources:
        _sources.append(source)


def activities_at(place: Any) -> list[Any]:
    return [activity for source in _sources for activity in source(place)]
