"""What phones send. Only what is named here is read: a score or a verdict of the client's own goes unseen."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from exams.domain.answers import Item

MAX_BYTES = 128 * 1024
MAX_ITEMS = 200
MAX_VALUES = 26
MAX_MS = 30 * 24 * 3600 * 1000


class BadPayload(DomainError):
    code = "bad_payload"

    def __init__(self) -> None:
        super().__init__(_("The answers arrived damaged. Please reload the page."))


@dataclass(frozen=True)
class Payload:
    lease_id: str
    items: list[Item]
    key: str = ""


def parse_items(body: bytes) -> Payload:
    """{lease_id, items: [{slot, seq, value, ms}]}"""
    data = _object(body)
    return Payload(_text(data, "lease_id"), _items(data.get("items")))


def parse_submission(body: bytes) -> Payload:
    """{lease_id, idempotency_key, answers: [{slot, seq, value}], sha256}; the digest is checked where the browser gave one."""
    data = _object(body)
    items = _items(data.get("answers"))
    digest = _text(data, "sha256")
    if digest and digest != answers_digest(items):
        raise BadPayload
    return Payload(_text(data, "lease_id"), items, _text(data, "idempotency_key"))


def answers_digest(items: list[Item]) -> str:
    """SHA-256 of [[slot, [tokens]], …] in order of slots, as compact JSON."""
    pairs = sorted([item.slot, list(item.value)] for item in items)
    return hashlib.sha256(json.dumps(pairs, separators=(",", ":")).encode()).hexdigest()


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BYTES:
        raise BadPayload
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadPayload from error
    if not isinstance(data, dict):
        raise BadPayload
    return data


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str) or len(value) > 64:
        raise BadPayload
    return value


def _items(entries: Any) -> list[Item]:
    if not isinstance(entries, list) or len(entries) > MAX_ITEMS:
        raise BadPayload
    return [_item(entry) for entry in entries]


def _item(entry: Any) -> Item:
    if not isinstance(entry, dict):
        raise BadPayload
    value = entry.get("value")
    numbers = [entry.get("slot"), entry.get("seq"), entry.get("ms", 0)]
    if not isinstance(value, list) or len(value) > MAX_VALUES or not all(isinstance(token, str) for token in value):
        raise BadPayload
    if any(type(number) is not int or abs(number) > MAX_MS for number in numbers):
        raise BadPayload
    return Item(numbers[0], numbers[1], tuple(value), numbers[2])
