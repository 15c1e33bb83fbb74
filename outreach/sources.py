"""What the apps above and beside tell this one, without an import (docs/adr/0002)."""

from collections.abc import Callable, Iterable
from typing import Any

ActivitySource = Callable[[Any], Iterable[Any]]
SheetSource = Callable[[Any], bytes | None]

_sources: list[ActivitySource] = []
_sheets: list[SheetSource] = []


def register_activities(source: ActivitySource) -> None:
    """Call in AppConfig.ready(). The source gets a place page and answers what goes on there, the next thing first."""
    if source not in _sources:
        _sources.append(source)


def activities_at(place: Any) -> list[Any]:
    return [activity for source in _sources for activity in source(place)]


def register_review_sheet(source: SheetSource) -> None:
    """The source gets a published page and answers the review sheet (审批单) of its live revision as a file, or None."""
    if source not in _sheets:
        _sheets.append(source)


def review_sheet_of(page: Any) -> bytes | None:
    return next((sheet for source in _sheets if (sheet := source(page))), None)
