"""Sending completion records outside: an outbox, taken row by row under a lease, until a valid receipt is in."""

import random
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.domain.facts import record_fact
from common.errors import DomainError
from common.tasks_queue import enqueue
from subjects.enums import OPEN_DELIVERY_STATES, DeliveryState, SubjectState
from subjects.gateways import Answer, SendFailed, send
from subjects.models import CompletionRecord, Delivery, DeliveryAttempt, Destination

MAX_ATTEMPTS = 24  # with the waits below: about four days
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
JITTER = 0.2
# Longer than a task may run: who holds a lease beyond it was killed.
LEASE = timedelta(seconds=150)


class DeliveryRefused(DomainError):
    code = "delivery_refused"


def create_deliveries(record: CompletionRecord) -> list[Delivery]:
    """One delivery per active destination, in the record's own transaction; none where the office configured none."""
    deliveries = []
    for destination in Destination.objects.receiving(record.area):
        at = now()
        delivery, created = Delivery.objects.get_or_create(
            record=record, destination=destination, defaults={"next_attempt_at": at, "created_at": at}
        )
        if created:
            enqueue("subjects.tasks.deliver", delivery.pk)
        deliveries.append(delivery)
    return deliveries


def due_deliveries() -> QuerySet[Delivery]:
    """Those whose time has come: waiting ones, and ones whose worker was killed.

    A delivery waits while its subject isn't approved, its destination is switched off, or an earlier record of the same
    subject is still on its way there.
    """
    at = now()
    earlier = Delivery.objects.filter(
        destination=OuterRef("destination"),
        record__subject=OuterRef("record__subject"),
        record__seq__lt=OuterRef("record__seq"),
        state__in=OPEN_DELIVERY_STATES,
    )
    return Delivery.objects.filter(
        Q(state=DeliveryState.PENDING, next_attempt_at__lte=at) | Q(state=DeliveryState.SENDING, lease_until__lt=at),
        destination__active=True,
        record__subject__state=SubjectState.ACTIVE,
    ).exclude(Exists(earlier))


def deliver(delivery_id: int) -> bool:
    """Try one delivery; True when its receipt is in. Two workers can't try it together, and a killed one is followed up."""
    taken = due_deliveries().filter(pk=delivery_id)
    if not Delivery.objects.filter(pk__in=taken.values("pk")).update(
        state=DeliveryState.SENDING, lease_until=now() + LEASE, attempts=F("attempts") + 1
    ):
        return Delivery.objects.filter(pk=delivery_id, state=DeliveryState.DELIVERED).exists()
    delivery = Delivery.objects.select_related("record__subject", "record__area", "destination").get(pk=delivery_id)
    try:
        answer = send(delivery.destination, payload=payload_of(delivery.record), key=delivery.idempotency_key)
    except SendFailed as error:
        _note_failure(delivery, error)
        return False
    _note_receipt(delivery, answer)
    return True


def sweep_deliveries(limit: int = 200) -> int:
    """Try what is due and nobody has taken; returns how many receipts came in.

    A destination that fails is left alone until the next sweep: it costs one timeout, not one for every record.
    """
    due = due_deliveries().order_by("next_attempt_at", "pk").values_list("pk", "destination_id")[:limit]
    failing: set[int] = set()
    delivered = 0
    for pk, destination_id in list(due):
        if destination_id in failing:
            continue
        if deliver(pk):
            delivered += 1
        else:
            failing.add(destination_id)
    return delivered


def payload_of(record: CompletionRecord) -> dict[str, str | int]:
    """What leaves the house: never a name, phone or score."""
    old_number = len(record.identifier) == 15
    return {
        "record_id": record.public_id,
        "version": record.version,
        "credit_code": "" if old_number else record.identifier,
        **({"registration_number": record.identifier} if old_number else {}),
        "session_number": record.session_number,
        "completed_on": record.completed_on.isoformat(),
    }


@transaction.atomic
def retry_delivery(delivery: Delivery, *, actor: User) -> Delivery:
    """Staff try again at once what was given up or is waiting for its next attempt."""
    retried = Delivery.objects.filter(pk=delivery.pk, state__in=(DeliveryState.DEAD, DeliveryState.PENDING)).update(
        state=DeliveryState.PENDING, next_attempt_at=now()
    )
    delivery.refresh_from_db()
    if not retried:
        raise DeliveryRefused(_("This delivery is already %(state)s.") % {"state": delivery.get_state_display()})
    audit.record("subjects.delivery.retried", actor=actor, target=delivery, area=delivery.record.area)
    enqueue("subjects.tasks.deliver", delivery.pk)
    return delivery


def wake_deliveries(records: Iterable[CompletionRecord]) -> None:
    """Their subject has been approved: what waited for it can go."""
    for pk in Delivery.objects.open().filter(record__in=records).values_list("pk", flat=True):
        enqueue("subjects.tasks.deliver", pk)


@transaction.atomic
def _note_receipt(delivery: Delivery, answer: Answer) -> None:
    """A receipt counts whoever brought it: the attempt before ours may have arrived too."""
    confirmed = (
        Delivery.objects.filter(pk=delivery.pk)
        .exclude(state=DeliveryState.DELIVERED)
        .update(
            state=DeliveryState.DELIVERED, receipt=answer.receipt, delivered_at=now(), last_error="", lease_until=None
        )
    )
    _note_attempt(delivery, succeeded=True, http_status=answer.http_status)
    if confirmed:
        record = delivery.record
        audit.record(
            "subjects.delivery.confirmed", actor_label="task", target=delivery, area=record.area, seq=record.seq
        )
        record_fact(
            "delivery.confirmed",
            f"{record.public_id}:{delivery.destination_id}",
            {"record": record.pk, "delivery": delivery.pk},
        )


@transaction.atomic
def _note_failure(delivery: Delivery, error: SendFailed) -> None:
    """Wait longer each time; after the last attempt the delivery is dead until staff retry it."""
    last = delivery.attempts % MAX_ATTEMPTS == 0
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts).update(
        state=DeliveryState.DEAD if last else DeliveryState.PENDING,
        next_attempt_at=now() + wait_after(delivery.attempts),
        last_error=str(error)[:300],
        lease_until=None,
    )
    _note_attempt(delivery, succeeded=False, http_status=error.http_status, error=str(error)[:300])
    if last:
        audit.record("subjects.delivery.given_up", actor_label="task", target=delivery, area=delivery.record.area)


def _note_attempt(delivery: Delivery, *, succeeded: bool, http_status: int | None, error: str = "") -> None:
    DeliveryAttempt.objects.create(
        delivery=delivery, number=delivery.attempts, at=now(), succeeded=succeeded, http_status=http_status, error=error
    )


def wait_after(attempts: int) -> timedelta:
    """1, 2, 4 … minutes up to 6 hours, each 20 % shorter or longer so that a thousand don't come back together."""
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 16), LONGEST_WAIT)
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
