"""Which questions of the banks stand on a paper: chance within the rules."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.public_ids import random_id
from exams.enums import QuestionKind
from exams.models import PaperRule, QuestionVersion

# "All of the above" says something about the options before it, so it stays last.
STAYS_LAST = re.compile(r"^(以上|上述|前述|都|均)")
TOKEN_LENGTH = 6


@dataclass(frozen=True)
class Shortage:
    """A rule that can't be met: it wants `wanted` questions and gets at most `found`."""

    rule: PaperRule
    wanted: int
    found: int


def fits(rule: PaperRule, version: QuestionVersion) -> bool:
    return (
        version.question.bank_id == rule.bank_id
        and rule.kind in ("", version.kind)
        and rule.topic in ("", version.topic)
        and rule.difficulty in ("", version.difficulty)
    )


def draw(
    rules: Sequence[PaperRule], pool: Sequence[QuestionVersion], *, chance: random.Random
) -> tuple[list[tuple[PaperRule, QuestionVersion]], list[Shortage]]:
    """Give every place of every rule a question of its own, at random; rules that overlap never take it from each other.

    A matching with augmenting paths: it finds a full paper whenever there is one.
    """
    places = [rule for rule in rules for _place in range(rule.count)]
    shuffled = list(pool)
    chance.shuffle(shuffled)
    holder: dict[int, int] = {}
    for place in range(len(places)):
        _seat(place, places, shuffled, holder, set())
    taken = {place: shuffled[index] for index, place in holder.items()}
    drawn = [(rule, taken[place]) for place, rule in enumerate(places) if place in taken]
    return drawn, _shortages(rules, drawn)


def _seat(
    place: int, places: list[PaperRule], pool: list[QuestionVersion], holder: dict[int, int], tried: set[int]
) -> bool:
    for index, version in enumerate(pool):
        if index in tried or not fits(places[place], version):
            continue
        tried.add(index)
        if index not in holder or _seat(holder[index], places, pool, holder, tried):
            holder[index] = place
            return True
    return False


def _shortages(rules: Sequence[PaperRule], drawn: list[tuple[PaperRule, QuestionVersion]]) -> list[Shortage]:
    counts = {id(rule): sum(given is rule for given, _version in drawn) for rule in rules}
    return [Shortage(rule, rule.count, counts[id(rule)]) for rule in rules if counts[id(rule)] < rule.count]


def lay_out(
    drawn: list[tuple[PaperRule, QuestionVersion]],
    *,
    shuffle_questions: bool,
    shuffle_options: bool,
    chance: random.Random,
) -> list[dict[str, Any]]:
    """The slots of an attempt: version, marks, order of the options, and a meaningless token for each option.

    Questions are shuffled within their kind, kinds follow each other as the rules say: single, multiple, judge stay together.
    """
    order = list(drawn)
    if shuffle_questions:
        kinds = list(dict.fromkeys(version.kind for _rule, version in order))
        chance.shuffle(order)
        order.sort(key=lambda pair: kinds.index(pair[1].kind))
    return [_slot(rule.marks, version, shuffle_options, chance) for rule, version in order]


def _slot(marks: int, version: QuestionVersion, shuffle: bool, chance: random.Random) -> dict[str, Any]:
    options = list(range(len(version.options)))
    if shuffle and version.kind != QuestionKind.JUDGE:
        chance.shuffle(options)
        options.sort(key=lambda index: bool(STAYS_LAST.match(version.options[index])))
    tokens: list[str] = []
    while len(tokens) < len(options):
        token = random_id(TOKEN_LENGTH)
        if token not in tokens:
            tokens.append(token)
    return {"version": version.pk, "marks": marks, "options": options, "tokens": tokens}
