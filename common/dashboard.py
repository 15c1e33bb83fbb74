"""What waits for a member of staff: each app registers its sections in AppConfig.ready(); the dashboard and the daily message read them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise


class Entry(NamedTuple):
    """One thing to look at. `urgent` is said in colour and in the tag's words."""

    title: str
    href: str = ""
    tag: str = ""
    note: str = ""
    at: datetime | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Section:
    """Some kind of thing that waits. `entries(user)` asks a constant number of queries and gives the most urgent first.

    `in_message`: counted in the daily message. `is_work`: something to do; without it merely good to know.
    """

    key: str
    title: "str | Promise"
    order: int
    entries: Callable[[Any], list[Entry]]
    in_message: bool = False
    is_work: bool = True


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    _sections[section.key] = section


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda section: section.order)


def filled_sections(user: Any) -> list[tuple[Section, list[Entry]]]:
    """The sections that hold something for this person."""
    found = [(section, section.entries(user)) for section in sections()]
    return [(section, entries) for section, entries in found if entries]
