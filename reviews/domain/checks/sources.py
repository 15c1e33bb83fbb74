"""What the checks ask apps above, without importing them: each registers its answer in AppConfig.ready()."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Theme:
    """A campaign as its notice has it: the official theme word for word, who hosts (主办) and who assists (协办)."""

    campaign: str
    theme: str = ""
    lead_units: str = ""
    assisting_units: str = ""


Themes = Callable[[], Iterable[Theme]]
Phones = Callable[[], Iterable[str]]
Predicate = Callable[[Any], bool]

_themes: list[Themes] = []
_phones: list[Phones] = []
_minors: list[Predicate] = []


def register_themes(provider: Themes) -> None:
    """The official themes that a text should quote without a mistake."""
    _add(_themes, provider)


def register_phones(provider: Phones) -> None:
    """Telephone numbers that the office has published itself."""
    _add(_phones, provider)


def register_minors(predicate: Predicate) -> None:
    """Is this page for pupils or about them?"""
    _add(_minors, predicate)


def official_themes() -> list[Theme]:
    return [theme for provider in _themes for theme in provider()]


def published_phones() -> list[str]:
    return [phone for provider in _phones for phone in provider()]


def is_for_minors(instance: Any) -> bool:
    return any(predicate(instance) for predicate in _minors)


def _add(registry: list[Any], entry: Any) -> None:
    if entry not in registry:
        registry.append(entry)
