"""Public messages in figures: how many, of what kind, by which way, answered in time, after how many working days."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from common.clock import now
from outreach.enums import WAITING_STATES, MessageCategory, MessageChannel
from outreach.models.messages import PublicMessageQuerySet

ANSWERED = Q(first_answered_at__isnull=False)


@dataclass(frozen=True)
class Line:
    """One row of a table: received, answered, of these in time, and what is overdue without a reply."""

    label: Any
    received: int
    answered: int
    on_time: int
    overdue: int

    @property
    def share(self) -> int | None:
        """Per cent in time of what was answered or should have been; None where there is nothing to judge yet."""
        judged = self.answered + self.overdue
        return round(100 * self.on_time / judged) if judged else None


@dataclass(frozen=True)
class Statistics:
    total: Line
    months: list[Line]
    categories: list[Line]
    channels: list[Line]
    median_days: float | None


def message_statistics(messages: PublicMessageQuerySet) -> Statistics:
    """Figures over the given messages, spam left out. They are counted by the month in which they came in."""
    rows = messages.genuine().order_by()
    counts = {
        "received": Count("pk"),
        "answered": Count("pk", filter=ANSWERED),
        "on_time": Count("pk", filter=Q(on_time=True)),
        "overdue": Count("pk", filter=~ANSWERED & Q(state__in=WAITING_STATES, due_at__lt=now())),
    }
    months: Any = rows.annotate(month=TruncMonth("received_at")).values("month").annotate(**counts).order_by("month")
    days = [days for days in rows.filter(ANSWERED).values_list("reply_days", flat=True) if days is not None]
    return Statistics(
        total=Line(label="", **rows.aggregate(**counts)),
        months=[Line(label=row.pop("month"), **row) for row in months],
        categories=_named(rows.values("category").annotate(**counts), "category", MessageCategory),
        channels=_named(rows.values("channel").annotate(**counts), "channel", MessageChannel),
        median_days=median(days) if days else None,
    )


def _named(rows: Any, field: str, names: Any) -> list[Line]:
    """In the order of the choices, those without a message left out."""
    found = {row.pop(field): row for row in rows}
    return [Line(label=name.label, **found[name.value]) for name in names if name.value in found]
