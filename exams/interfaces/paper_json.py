"""A paper for the phone: wording, options and meaningless tokens. No key, no marks, no explanation."""

from datetime import datetime
from typing import Any

from exams.domain.answers import saved_items
from exams.domain.leases import Lease
from exams.enums import QuestionKind
from exams.models import Attempt, QuestionVersion


def paper_payload(attempt: Attempt) -> dict[str, Any]:
    ids = [slot["version"] for slot in attempt.slots]
    versions = QuestionVersion.objects.only("kind", "stem", "options").in_bulk(ids)
    return {"attempt": attempt.public_id, "questions": [_question(slot, versions) for slot in attempt.slots]}


def state_payload(attempt: Attempt, *, at: datetime) -> dict[str, Any]:
    """What every answer to the phone carries: how the attempt stands and what time it is here."""
    return {
        "state": attempt.state,
        "server_now": _milliseconds(at),
        "deadline_at": _milliseconds(attempt.deadline_at) if attempt.deadline_at else None,
    }


def lease_payload(attempt: Attempt, lease: Lease, *, at: datetime) -> dict[str, Any]:
    return {
        **state_payload(attempt, at=at),
        "lease_id": lease.id,
        "epoch": lease.epoch,
        "saved": saved_items(attempt),
    }


def _question(slot: dict[str, Any], versions: dict[int, QuestionVersion]) -> dict[str, Any]:
    version = versions[slot["version"]]
    options = [
        {"token": token, "text": version.options[index]}
        for token, index in zip(slot["tokens"], slot["options"], strict=True)
    ]
    return {
        "kind": version.kind,
        "label": str(QuestionKind(version.kind).label),
        "stem": version.stem,
        "options": options,
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
