"""Until when a message has to be answered: working days per category, or what a 12345 ticket says."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.domain.working_days import add_office_days, count_office_days
from common.clock import today
from outreach.models import InboxSettings, PublicMessage


@dataclass(frozen=True)
class Deadline:
    at: datetime
    is_estimated: bool = False


def end_of(day: date) -> datetime:
    """The last moment of a day in the office's time zone."""
    return timezone.make_aware(datetime.combine(day, time.max))


def reply_deadline(category: str, *, received: datetime) -> Deadline:
    """The end of the last working day the office has promised; counting starts the day after receipt."""
    reckoned = add_office_days(timezone.localdate(received), InboxSettings.load().reply_days(category))
    return Deadline(end_of(reckoned.day), reckoned.is_estimated)


def days_taken(received: datetime, answered: datetime) -> int:
    """Working days from receipt to reply; 0 is the same day."""
    return count_office_days(timezone.localdate(received), timezone.localdate(answered))


def soon() -> datetime:
    """What is due before the end of the next working day is due soon."""
    return end_of(add_office_days(today(), 1).day)


@transaction.atomic
def refresh_estimates() -> int:
    """Count again what was estimated while a year's holidays were unknown. Other promises stay as they were given."""
    changed = 0
    for message in PublicMessage.objects.waiting().filter(due_is_estimated=True):
        deadline = reply_deadline(message.category, received=message.received_at)
        rows = PublicMessage.objects.filter(pk=message.pk).exclude(due_at=deadline.at, due_is_estimated=True)
        changed += rows.update(due_at=deadline.at, due_is_estimated=deadline.is_estimated)
    return changed
