"""Which entries come first: the title before the text, the words in one piece before words here and there, new before old.

What is rare is fetched through the index and sorted. What is frequent is met soon when one reads the newest entries first,
so nothing ever sorts tens of thousands of rows. `CAP` is where frequent begins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from common.models import SearchEntry
from common.search.questions import Node, Phrase, Question, Where, by_index, by_reading, join

CAP = 1000
NEWEST_FIRST = ("-moment", "-id")


@dataclass(frozen=True)
class Step:
    """One degree of relevance."""

    node: Node
    where: Where

    def through_index(self) -> Q:
        return self.node.condition(by_index(self.where))

    def through_reading(self) -> Q:
        return self.node.condition(by_reading(self.where))


def steps(question: Question, where: Where = Where.ANYWHERE) -> list[Step]:
    """From the most relevant to the least; each takes what the earlier ones left."""
    whole = [question.narrowed(Phrase(text)) for text in question.whole]
    found = []
    for part in dict.fromkeys([Where.TITLE, where]):
        found += [Step(phrase, part) for phrase in whole]
        found.append(Step(question.narrowed(question.node), part))
    return list(dict.fromkeys(found))


def matching(
    entries: QuerySet[SearchEntry], question: Question, where: Where = Where.ANYWHERE
) -> QuerySet[SearchEntry]:
    """The entries that answer the question, in no order."""
    return entries.filter(question.narrowed(question.node).condition(by_index(where))).order_by()


def count_up_to(rows: QuerySet[Any], limit: int = CAP) -> int:
    """How many rows there are; limit + 1 means more than that."""
    return rows.order_by()[: limit + 1].count()


def ranked_ids(
    entries: QuerySet[SearchEntry], question: Question, start: int, stop: int | None, where: Where = Where.ANYWHERE
) -> list[int]:
    """The object ids of the entries that answer the question, best first, from `start` up to `stop`."""
    found, degrees = matching(entries, question, where), steps(question, where)
    if stop is None or count_up_to(found) <= CAP:
        return list(_sorted(found, degrees).values_list("object_id", flat=True)[start:stop])
    return list(islice(_walk(entries, degrees, stop), start, stop))


def _sorted(found: QuerySet[SearchEntry], degrees: list[Step]) -> QuerySet[SearchEntry]:
    cases = [When(step.through_reading(), then=Value(number)) for number, step in enumerate(degrees)]
    degree = Case(*cases, default=Value(len(degrees)), output_field=IntegerField())
    return found.annotate(degree=degree).order_by("degree", *NEWEST_FIRST)


def _walk(entries: QuerySet[SearchEntry], degrees: list[Step], wanted: int) -> Iterator[int]:
    earlier: list[Q] = []
    for step in degrees:
        rows = entries.filter(step.through_index())
        if count_up_to(rows) > CAP:
            rows = entries.filter(step.through_reading())
        left = rows.exclude(join(Q.OR, earlier)) if earlier else rows
        yield from left.order_by(*NEWEST_FIRST).values_list("object_id", flat=True)[:wanted]
        earlier.append(step.through_reading())
