"""Times in the words of messages: always local, always complete enough to act on."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext


def local_time(at: datetime) -> str:
    return format_date(timezone.localtime(at), pgettext("date format", "F j, Y, H:i"))


def local_period(starts_at: datetime, ends_at: datetime) -> str:
    """2026年3月18日 14:00—17:00, or both ends in full when they lie on different days."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    until = end.strftime("%H:%M") if start.date() == end.date() else local_time(ends_at)
    return f"{local_time(starts_at)}—{until}"


def short_time(at: datetime) -> str:
    """Day and hour where the year goes without saying."""
    return format_date(timezone.localtime(at), pgettext("date format", "F j, H:i"))


def local_day(at: datetime) -> str:
    return format_date(timezone.localtime(at), pgettext("date format", "F j, Y"))


def clock_time(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")
