"""Answers as they arrive from phones: twice, late, out of order. The newest (lease epoch, sequence number) of a slot stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from common.errors import DomainError
from exams.domain.grading import Slots
from exams.enums import QuestionKind
from exams.models import Attempt, QuestionVersion, Response

MAX_SEQ = 1_000_000


class UnknownAnswer(DomainError):
    """An answer that this paper can't have: a foreign slot, an unknown option, two options where one is allowed."""

    code = "unknown_answer"


@dataclass(frozen=True)
class Item:
    """The full value of one slot, as a phone sent it; `ms` is the phone's own opinion of when, kept as evidence only."""

    slot: int
    seq: int
    value: tuple[str, ...]
    ms: int = 0

    def as_json(self, epoch: int) -> dict[str, Any]:
        return {"slot": self.slot, "seq": self.seq, "epoch": epoch, "value": list(self.value), "ms": self.ms}


def check_items(attempt: Attempt, items: Sequence[Item]) -> None:
    """Refuse everything the paper doesn't hold; nothing of such a request is stored."""
    for item in items:
        known = 0 <= item.slot < len(attempt.slots) and 0 < item.seq <= MAX_SEQ
        tokens = attempt.slots[item.slot]["tokens"] if known else []
        if not known or not set(item.value) <= set(tokens) or len(set(item.value)) != len(item.value):
            raise UnknownAnswer(_("This answer doesn't belong to this paper. Please reload the page."))
    several = {item.slot for item in items if len(item.value) > 1}
    if several - _multiple_slots(attempt.slots, several):
        raise UnknownAnswer(_("Only one option can be chosen for this question. Please reload the page."))


def _multiple_slots(slots: Slots, among: set[int]) -> set[int]:
    if not among:
        return set()
    versions = {slots[number]["version"] for number in among}
    multiple = QuestionVersion.objects.filter(pk__in=versions, kind=QuestionKind.MULTIPLE)
    several = set(multiple.values_list("pk", flat=True))
    return {number for number in among if slots[number]["version"] in several}


def store_items(attempt: Attempt, items: Sequence[Item], *, epoch: int, at: datetime) -> None:
    """Keep what is newer than what we have. The caller holds the lock of the attempt's row."""
    held = {response.slot: response for response in attempt.responses.all()}
    newest = {item.slot: item for item in sorted(items, key=lambda item: item.seq)}
    clashes, fresh = [], []
    for item in newest.values():
        before = held.get(item.slot)
        if before and before.lease_epoch != epoch and before.value != list(item.value):
            clashes.append(_clash(before, item, epoch))
        if before is None or (epoch, item.seq) > (before.lease_epoch, before.seq):
            fresh.append(_response(attempt, item, epoch, at))
    if fresh:
        fields = ["value", "lease_epoch", "seq", "saved_at", "late"]
        Response.objects.bulk_create(
            fresh, update_conflicts=True, unique_fields=["attempt", "slot"], update_fields=fields
        )
    if clashes:
        audit.record("exams.answers.differ", target=attempt, area=attempt.sitting.area, clashes=clashes)


def answers_of(attempt: Attempt) -> dict[int, list[str]]:
    """Slot → chosen tokens, only slots with an answer."""
    return {response.slot: response.value for response in attempt.responses.order_by("slot") if response.value}


def saved_items(attempt: Attempt) -> dict[int, dict[str, Any]]:
    return {
        response.slot: {"seq": response.seq, "epoch": response.lease_epoch, "value": response.value}
        for response in attempt.responses.order_by("slot")
    }


def _response(attempt: Attempt, item: Item, epoch: int, at: datetime) -> Response:
    late = attempt.deadline_at is not None and at > attempt.deadline_at
    value = list(item.value)
    return Response(
        attempt=attempt, slot=item.slot, value=value, lease_epoch=epoch, seq=item.seq, saved_at=at, late=late
    )


def _clash(before: Response, item: Item, epoch: int) -> Mapping[str, Any]:
    """Both values of a slot that two devices answered differently; tokens, not personal data."""
    had = {"epoch": before.lease_epoch, "value": before.value}
    return {"slot": item.slot, "had": had, "came": {"epoch": epoch, "value": list(item.value)}}
