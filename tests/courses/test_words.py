"""Times in messages are local and complete."""

from datetime import UTC, datetime

from courses.domain.words import local_period, local_time, short_time

AT = datetime(2026, 3, 18, 6, 0, tzinfo=UTC)


def test_local_time():
    assert local_time(AT) == "2026年3月18日 14:00"
    assert short_time(AT) == "3月18日 14:00"


def test_period_on_one_day_and_over_two():
    assert local_period(AT, AT.replace(hour=9)) == "2026年3月18日 14:00—17:00"
    assert local_period(AT, AT.replace(day=19)) == "2026年3月18日 14:00—2026年3月19日 14:00"
