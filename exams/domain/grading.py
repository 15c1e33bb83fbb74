"""Marking: a pure function of frozen answers, keys and one scoring rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from exams.enums import QuestionState
from exams.models import QuestionVersion

# The lock that a correction of keys takes alone, and every marking shares from reading the keys until its grade is in.
KEYS = "exams.keys"
Slots = Sequence[Mapping[str, Any]]
Answers = Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Key:
    """The right options of a version. `waived`: the question was withdrawn, everybody gets its marks."""

    right: frozenset[int]
    waived: bool = False


@dataclass(frozen=True)
class Marking:
    score: Decimal
    max_score: Decimal
    detail: list[dict[str, Any]]

    def passes(self, percent: int) -> bool:
        """A paper without marks can't be passed."""
        return self.max_score > 0 and self.score * 100 >= self.max_score * percent


def chosen_options(slot: Mapping[str, Any], tokens: Sequence[str]) -> frozenset[int]:
    """Which options of the version the tokens stand for."""
    place = {token: slot["options"][index] for index, token in enumerate(slot["tokens"])}
    return frozenset(place[token] for token in tokens if token in place)


def mark(slots: Slots, answers: Answers, keys: Mapping[int, Key]) -> Marking:
    """Full marks for exactly the right options, otherwise none; also for multiple choice."""
    detail = []
    for number, slot in enumerate(slots):
        key = keys[slot["version"]]
        right = key.waived or chosen_options(slot, answers.get(number, ())) == key.right
        detail.append({"marks": slot["marks"] if right else 0, "right": right, "waived": key.waived})
    score = sum(entry["marks"] for entry in detail)
    return Marking(Decimal(score), Decimal(sum(slot["marks"] for slot in slots)), detail)


def keys_of(slots: Slots) -> dict[int, Key]:
    """The keys to mark by: of a corrected version the correction's, of a withdrawn question none."""
    versions = QuestionVersion.objects.filter(pk__in={slot["version"] for slot in slots})
    keys = {}
    for version in versions.select_related("question", "corrected_by"):
        valid = version
        while valid.corrected_by is not None:
            valid = valid.corrected_by
        keys[version.pk] = Key(frozenset(valid.key), version.question.state == QuestionState.RETIRED)
    return keys
