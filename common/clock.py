"""The one clock. Tests and drills replace it through settings.CLOCK; nothing else asks the operating system for the time."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string


def system_now() -> datetime:
    return timezone.now()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return import_string(settings.CLOCK)()


def today() -> date:
    """The present date in the office's time zone."""
    return timezone.localdate(now())
