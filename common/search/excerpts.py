"""Showing where an answer stands: the words asked for are marked, everything else is escaped."""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.search.folding import fold

BEFORE = 24
SENTENCE_ENDS = "。！？；\n"
Span = tuple[int, int]


def spans(text: str, phrases: Iterable[str]) -> list[Span]:
    """Where the folded phrases stand in the text; longer ones first where they overlap."""
    wanted = [re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True) if phrase]
    return [match.span() for match in re.finditer("|".join(wanted), fold(text))] if wanted else []


def mark(text: str, phrases: Iterable[str]) -> SafeString:
    """The text as HTML with the phrases in <mark>."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text, spans(text, phrases))))


def excerpt(text: str, phrases: Iterable[str], *, length: int = 90) -> SafeString:
    """The part of the text where the first phrase that it has stands, with all of them marked."""
    phrases = list(phrases)
    start = _beginning(text, _first(text, phrases))
    cut = " ".join(text[start : start + length].split())
    before, after = ("…" if start else ""), ("…" if len(text) > start + length else "")
    return format_html("{}{}{}", before, mark(cut, phrases), after)


def _first(text: str, phrases: list[str]) -> int:
    """The place of the most telling phrase: the order of the phrases says which that is."""
    folded = fold(text)
    return next((place for phrase in phrases if (place := folded.find(phrase)) >= 0), 0)


def _beginning(text: str, place: int) -> int:
    """The start of the sentence the place is in, or a little before the place."""
    earliest = max(0, place - BEFORE)
    ends = [text.rfind(end, earliest, place) for end in SENTENCE_ENDS]
    return max(ends) + 1 if max(ends) >= 0 else earliest


def _pieces(text: str, places: list[Span]) -> Iterator[str]:
    done = 0
    for start, stop in places:
        yield text[done:start]
        yield format_html("<mark>{}</mark>", text[start:stop])
        done = stop
    yield text[done:]
