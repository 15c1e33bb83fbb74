"""Chinese working days: the State Council's holidays and the Saturdays worked for them (调休), as far as they are published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

SATURDAY = 5
NO_OVERRIDES: Mapping[date, bool] = {}


@dataclass(frozen=True)
class Reckoned:
    """A day that was counted out. Estimated: a year on the way has no published holidays yet (暂按周末推算)."""

    day: date
    is_estimated: bool = False


def is_published(day: date) -> bool:
    """Are the holidays of this day's year known?"""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date, *, overrides: Mapping[date, bool] = NO_OVERRIDES) -> bool:
    """Does the office work? Its own table decides first, then the published holidays, then the weekend."""
    if day in overrides:
        return overrides[day]
    if is_published(day):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def add_working_days(day: date, count: int, *, overrides: Mapping[date, bool] = NO_OVERRIDES) -> Reckoned:
    """The last of `count` working days, the first of which is the one after `day`. Zero or less gives the day itself."""
    estimated = False
    while count > 0:
        day += timedelta(days=1)
        estimated = estimated or not (day in overrides or is_published(day))
        count -= is_working_day(day, overrides=overrides)
    return Reckoned(day, estimated)


def count_working_days(first: date, last: date, *, overrides: Mapping[date, bool] = NO_OVERRIDES) -> int:
    """How many working days lie after `first` up to and with `last`: the number that add_working_days would take."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day, overrides=overrides) for day in days)
