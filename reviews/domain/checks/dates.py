"""Dates that can't be, days of the week that don't fit, and things told as done in the future."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from common.clock import today
from reviews.domain.checks.content import Content, Passage
from reviews.domain.checks.findings import Finding
from reviews.domain.checks.normalise import sentences
from reviews.enums import Severity

CHINESE = re.compile(
    r"(?:(?<!\d)(?P<year>\d{4})年)?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"(?:[ ]?\(?(?:星期|周)(?P<weekday>[一二三四五六日天]))?"
)
PLAIN = re.compile(
    r"(?<![\d.\-/])(?P<year>(?:19|20|21)\d{2})(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d.\-/])"
)
WEEKDAYS = "一二三四五六日"
LEAP_YEAR = 2000
YEARS_AHEAD = 20
DONE = re.compile(
    "(?:举办|召开|开展|举行|完成|组织|发布|签订|签署|印发|收到|走进|来到|获得|荣获|参加)了|已经?(?:举办|召开|完成|结束|印发|公布)|圆满"
)


def check_dates(content: Content) -> Iterator[Finding]:
    """Dates of the calendar as written 2026年2月30日 or 2026-02-30; without a year, 29 February is allowed."""
    for passage in content.passages:
        for sentence in sentences(passage.text):
            for match in (*CHINESE.finditer(sentence), *PLAIN.finditer(sentence)):
                told = _trouble(match.groupdict(), sentence)
                if told[0]:
                    yield _finding(told, match.group(), passage)


def _trouble(parts: dict[str, str | None], sentence: str) -> tuple[str, str]:
    """Code and message, or two empty texts."""
    year = int(parts["year"] or 0)
    try:
        day = date(year or LEAP_YEAR, int(parts["month"] or 0), int(parts["day"] or 0))
    except ValueError:
        return "impossible_date", _("There is no such day.")
    weekday = (parts.get("weekday") or "").replace("天", "日")
    if weekday and not _fits(day, weekday, bool(year)):
        return "weekday", _("The day of the week doesn't fit the date.")
    if year and day > today() and (DONE.search(sentence) or year > today().year + YEARS_AHEAD):
        return "future_date", _("This date lies in the future.")
    return "", ""


def _fits(day: date, weekday: str, has_year: bool) -> bool:
    """Without a year, this one and its neighbours will do."""
    this_year = today().year
    years = [day.year] if has_year else [this_year - 1, this_year, this_year + 1]
    return any(WEEKDAYS[_in_year(day, year).weekday()] == weekday for year in years)


def _in_year(day: date, year: int) -> date:
    """29 February of a year without one is the day after the 28th."""
    return date.fromordinal(date(year, day.month, 1).toordinal() + day.day - 1)


def _finding(told: tuple[str, str], found: str, passage: Passage) -> Finding:
    code, message = told
    spot = passage.spot
    return Finding(
        code,
        Severity.WARN,
        message,
        _("Please compare it with the calendar."),
        found,
        spot.place,
        spot.label,
        passage.text,
    )
