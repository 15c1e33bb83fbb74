"""Working days over the real calendars of 2024–2026: 春节, 国庆, 调休, year ends, and years nobody has published yet."""

from datetime import date

import pytest

from common.working_days import Reckoned, add_working_days, count_working_days, is_published, is_working_day


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        (date(2026, 2, 14), True, "调休: the Saturday before 春节 2026"),
        (date(2026, 2, 17), False, "春节 2026, a Tuesday"),
        (date(2026, 2, 28), True, "调休: the Saturday after 春节 2026"),
        (date(2025, 1, 26), True, "调休: a Sunday before 春节 2025"),
        (date(2026, 10, 1), False, "国庆, a Thursday"),
        (date(2026, 10, 10), True, "调休 for 国庆 2026, a Saturday"),
        (date(2026, 9, 20), True, "调休 for 国庆 2026, a Sunday"),
        (date(2024, 4, 4), False, "清明, a Thursday"),
        (date(2026, 11, 28), False, "an ordinary Saturday"),
        (date(2026, 11, 24), True, "an ordinary Tuesday"),
        (date(2099, 10, 1), True, "unpublished: only the weekend is known"),
        (date(2099, 10, 3), False, "unpublished, a Saturday"),
    ],
)
def test_is_working_day(day, works, why):
    assert is_working_day(day) is works, why


@pytest.mark.parametrize(
    ("start", "count", "expected", "estimated", "why"),
    [
        (date(2026, 11, 24), 5, date(2026, 12, 1), False, "over an ordinary weekend"),
        (date(2026, 11, 27), 1, date(2026, 11, 30), False, "from Friday to Monday"),
        (date(2026, 11, 28), 1, date(2026, 11, 30), False, "received on Saturday"),
        (date(2026, 2, 13), 1, date(2026, 2, 14), False, "the worked Saturday counts"),
        (date(2026, 2, 13), 2, date(2026, 2, 24), False, "over the nine days of 春节"),
        (date(2026, 2, 18), 5, date(2026, 2, 28), False, "received during 春节, ends on a worked Saturday"),
        (date(2025, 9, 26), 5, date(2025, 10, 10), False, "a worked Sunday, then 国庆 and 中秋 together"),
        (date(2026, 9, 30), 3, date(2026, 10, 10), False, "over 国庆 to a worked Saturday"),
        (date(2025, 12, 30), 3, date(2026, 1, 5), False, "over 元旦; Sunday the 4th is worked"),
        (date(2026, 12, 29), 2, date(2026, 12, 31), False, "to the last published day"),
        (date(2099, 1, 1), 15, date(2099, 1, 22), True, "three weeks of an unpublished year"),
        (date(2026, 11, 28), 0, date(2026, 11, 28), False, "no days at all"),
    ],
)
def test_add_working_days(start, count, expected, estimated, why):
    assert add_working_days(start, count) == Reckoned(expected, estimated), why


def test_the_offices_table_decides_before_the_calendar():
    storm, new_year = date(2026, 11, 25), date(2099, 1, 1)
    assert not is_working_day(storm, overrides={storm: False})
    assert add_working_days(date(2026, 11, 24), 1, overrides={storm: False}) == Reckoned(date(2026, 11, 26))
    known = {new_year: False, date(2099, 1, 2): False, date(2099, 1, 3): False, date(2099, 1, 4): True}
    assert add_working_days(date(2098, 12, 31), 1, overrides=known) == Reckoned(date(2099, 1, 4), is_estimated=False)


@pytest.mark.parametrize("count", [1, 2, 5, 15])
@pytest.mark.parametrize("start", [date(2026, 2, 13), date(2026, 9, 30), date(2026, 11, 28), date(2026, 12, 29)])
def test_counting_is_the_inverse_of_adding(start, count):
    assert count_working_days(start, add_working_days(start, count).day) == count


def test_nothing_lies_between_a_day_and_itself_or_an_earlier_one():
    assert count_working_days(date(2026, 11, 24), date(2026, 11, 24)) == 0
    assert count_working_days(date(2026, 11, 24), date(2026, 11, 1)) == 0


def test_published_years_are_told_from_others():
    assert is_published(date(2026, 12, 31))
    assert not is_published(date(2099, 1, 1))


def test_a_period_into_a_year_without_published_holidays_is_marked():
    last = max(year for year in range(2026, 2098) if is_published(date(year, 12, 31)))
    assert not add_working_days(date(last, 12, 20), 3).is_estimated
    assert add_working_days(date(last, 12, 31), 3).is_estimated
