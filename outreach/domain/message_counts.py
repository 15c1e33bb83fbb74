"""What is open: live counts for the dashboard, a line per day for the trend, and the end of what was kept long enough."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from accounts.domain import audit
from accounts.models import User
from common.clock import now, today
from outreach.domain.message_deadlines import soon
from outreach.domain.message_steps import NO_CONTACT
from outreach.enums import WAITING_STATES, MessageState
from outreach.models import InboxSettings, MessageEntry, MessageSummary, PublicMessage

WAITING = Q(state__in=WAITING_STATES)
SUSPECTED = Q(state=MessageState.SUSPECTED)
BATCH = 500
ERASED = {**NO_CONTACT, "body": "", "body_digest": "", "page_address": "", "reply": ""}


@dataclass(frozen=True)
class OpenMessages:
    """waiting counts everything the office owes an answer; the others are parts of it."""

    waiting: int
    unassigned: int
    overdue: int
    due_soon: int
    suspected: int
    mine: int


def open_message_counts(user: User) -> OpenMessages:
    """What waits in the user's area, at this moment, for the dashboard and the head of the list."""
    moment = now()
    counts = PublicMessage.objects.for_user(user).aggregate(
        waiting=Count("pk", filter=WAITING),
        unassigned=Count("pk", filter=Q(state=MessageState.NEW)),
        overdue=Count("pk", filter=WAITING & Q(due_at__lt=moment)),
        due_soon=Count("pk", filter=WAITING & Q(due_at__gte=moment, due_at__lte=soon())),
        suspected=Count("pk", filter=SUSPECTED),
        mine=Count("pk", filter=Q(state=MessageState.ASSIGNED, assignee=user)),
    )
    return OpenMessages(**counts)


@transaction.atomic
def write_summaries() -> int:
    """Write today's line for every area that ever had a message; later on the same day it is brought up to date."""
    rows: Any = (
        PublicMessage.objects.order_by()
        .values("area")
        .annotate(
            waiting=Count("pk", filter=WAITING),
            overdue=Count("pk", filter=WAITING & Q(due_at__lt=now())),
            suspected=Count("pk", filter=SUSPECTED),
        )
    )
    for row in rows:
        area_id = row.pop("area")
        MessageSummary.objects.update_or_create(day=today(), area_id=area_id, defaults=row)
    return len(rows)


@transaction.atomic
def purge_messages() -> int:
    """Erase the words and the people of what was finished long enough ago (个人信息保护法 art. 19, 47); the row stays for
    the statistics. Returns how many."""
    before = now() - timedelta(days=InboxSettings.load().retention_days)
    old = list(PublicMessage.objects.kept().filter(settled_at__lt=before).values_list("pk", flat=True)[:BATCH])
    if not old:
        return 0
    MessageEntry.objects.filter(message__in=old).update(text="")
    PublicMessage.objects.filter(pk__in=old).update(**ERASED, purged_at=now())
    audit.record("outreach.message.purged", count=len(old), settled_before=before.date().isoformat())
    return len(old)
