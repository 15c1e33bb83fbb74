"""Official themes stand word for word, and whoever hosts or assists a campaign is named."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from reviews.domain.checks.content import Content, Passage
from reviews.domain.checks.findings import Finding
from reviews.domain.checks.normalise import letters, normalise
from reviews.domain.checks.sources import Theme, official_themes
from reviews.enums import Severity

BETWEEN_UNITS = re.compile(r"[、，,；;/\s]+")
SHORTEST_THEME = 6
CHARACTERS_PER_MISTAKE = 6
MOST_MISTAKES = 3
TITLE_LENGTH = 4


def check_campaigns(content: Content) -> Iterator[Finding]:
    themes = official_themes()
    exact = [letters(normalise(theme.theme)) for theme in themes]
    for passage in content.passages:
        text = _without(letters(passage.text), exact)
        for theme, wanted in zip(themes, exact, strict=True):
            if len(wanted) >= SHORTEST_THEME and (found := nearly(wanted, text)):
                yield _misquoted(theme, found, passage)
    for theme in themes:
        yield from _unnamed_units(theme, content)


def nearly(wanted: str, text: str) -> str:
    """The stretch of the text that differs least from the wanted one, if in a few characters only. Exact quotes are cut out before."""
    allowed = min(MOST_MISTAKES, max(1, len(wanted) // CHARACTERS_PER_MISTAKE))
    lengths = range(len(wanted) - allowed, len(wanted) + allowed + 1)
    pieces = {text[start : start + length] for start in _starts(wanted, text, allowed) for length in lengths}
    distances = {piece: _distance(wanted, piece, allowed) for piece in pieces}
    close = [piece for piece, distance in distances.items() if distance <= allowed]
    return min(close, key=lambda piece: (distances[piece], abs(len(piece) - len(wanted)), piece), default="")


def _starts(wanted: str, text: str, allowed: int) -> Iterator[int]:
    """Where the stretch may begin: with few mistakes, one of allowed + 1 pieces of the wanted text stands there unchanged."""
    size = len(wanted) // (allowed + 1)
    seen = set()
    for offset in range(0, size * (allowed + 1), size):
        at = text.find(wanted[offset : offset + size])
        while at >= 0:
            for start in range(max(0, at - offset - allowed), max(0, at - offset + allowed) + 1):
                if start not in seen:
                    seen.add(start)
                    yield start
            at = text.find(wanted[offset : offset + size], at + 1)


def _distance(wanted: str, piece: str, limit: int) -> int:
    """How many characters have to be changed, left out or put in; stops counting above the limit."""
    row = list(range(len(piece) + 1))
    for count, char in enumerate(wanted, start=1):
        above, row[0] = row[0], count
        for place, other in enumerate(piece, start=1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (char != other))
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _without(text: str, quotes: list[str]) -> str:
    for quote in filter(None, quotes):
        text = text.replace(quote, "\n")
    return text


def _misquoted(theme: Theme, found: str, passage: Passage) -> Finding:
    told = _("Nearly the official theme of “%(campaign)s”, but not word for word.") % {"campaign": theme.campaign}
    advice = _("It reads: %(theme)s") % {"theme": theme.theme}
    spot = passage.spot
    return Finding("theme_misquoted", Severity.WARN, told, advice, found, spot.place, spot.label, passage.text)


def _unnamed_units(theme: Theme, content: Content) -> Iterator[Finding]:
    names = [letters(normalise(name)) for name in (theme.campaign, theme.theme)]
    if not any(len(name) >= TITLE_LENGTH and name in content.everything for name in names):
        return
    for role, units in ((_("Host unit"), theme.lead_units), (_("Assisting unit"), theme.assisting_units)):
        missing = [unit for unit in BETWEEN_UNITS.split(units) if letters(normalise(unit)) not in content.everything]
        if missing:
            told = _("“%(campaign)s” is spoken of, but not every unit is named.") % {"campaign": theme.campaign}
            found = f"{role}：{'、'.join(missing)}"
            yield Finding("units_unnamed", Severity.WARN, told, _("Please name them."), found, context=theme.campaign)
