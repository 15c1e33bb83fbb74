"""Periods in the working days of this office: the published calendar, corrected by the office's own table."""

from datetime import date

from django.db import transaction

from accounts.domain import audit
from accounts.models import HolidayOverride, User
from common import working_days
from common.working_days import Reckoned


def add_office_days(day: date, count: int) -> Reckoned:
    """The last of `count` working days after `day`; counting starts on the next one (民法典 art. 201)."""
    return working_days.add_working_days(day, count, overrides=HolidayOverride.objects.as_overrides())


def count_office_days(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`."""
    return working_days.count_working_days(first, last, overrides=HolidayOverride.objects.as_overrides())


@transaction.atomic
def save_override(override: HolidayOverride, *, actor: User) -> HolidayOverride:
    """Enter or change one day. Dates already promised stay; only those marked as estimated are counted again."""
    override.save()
    day, is_working = override.day.isoformat(), override.is_working
    audit.record("accounts.holiday.saved", actor=actor, target=override, day=day, is_working=is_working)
    return override


@transaction.atomic
def delete_override(override: HolidayOverride, *, actor: User) -> None:
    """Take a day out of the table again: the published calendar counts."""
    audit.record("accounts.holiday.deleted", actor=actor, target=override, day=override.day.isoformat())
    override.delete()
