"""Which entries come first: the title before the text, the words in one piece before words here and there, new before old.

What is rare is fetched through the index and sorted here. What is frequent is met soon when one reads the newest entries
first, so nothing ever sorts tens of thousands of rows. `CAP` is where frequent begins.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from common.models import SearchEntry
from common.search.questions import Node, Phrase, Question, Where, by_index, by_reading, by_tokens

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
    """From the most relevant to the least; the last one is whatever answers the question at all."""
    whole = [Phrase(text) for text in question.whole]
    found = [
        Step(question.narrowed(node), part)
        for part in dict.fromkeys([Where.TITLE, where])
        for node in [*whole, question.node]
    ]
    last = found[-1]
    return [*(step for step in dict.fromkeys(found) if step != last), last]


def matching(
    entries: QuerySet[SearchEntry], question: Question, where: Where = Where.ANYWHERE, *, read: bool = False
) -> QuerySet[SearchEntry]:
    """The entries that answer the question, in no order; where there are only a few anyway, they can be read."""
    leaf = by_reading(where) if read else by_index(where)
    return entries.filter(question.narrowed(question.node).condition(leaf)).order_by()


def count_up_to(rows: QuerySet[Any], limit: int | None = None) -> int:
    """How many rows there are; limit + 1 (CAP + 1) means more than that."""
    return rows.order_by()[: (CAP if limit is None else limit) + 1].count()


def count(entries: QuerySet[SearchEntry], question: Question, where: Where = Where.ANYWHERE) -> int:
    """How many entries answer the question. Beyond CAP the texts aren't read any more: those with all the right pairs count."""
    total = count_up_to(matching(entries, question, where))
    if total <= CAP:
        return total
    return entries.filter(question.narrowed(question.node).condition(by_tokens(where))).order_by().count()


class Ranking:
    """The answers to a question among some entries. One query says whether there are too many to sort."""

    def __init__(
        self, entries: QuerySet[SearchEntry], question: Question, where: Where = Where.ANYWHERE, *, read: bool = False
    ) -> None:
        self.entries = entries
        self.question = question
        self.where = where
        self.read = read
        self.steps = steps(question, where)

    @cached_property
    def total(self) -> int:
        """How many there are; CAP + 1 means more than CAP."""
        return count_up_to(self._found())

    @property
    def is_frequent(self) -> bool:
        return self.total > CAP

    def types(self) -> Counter[int]:
        """How many there are of each content type. Only for what isn't frequent: it looks at each."""
        return Counter(content_type for _object_id, content_type in self._sorted)

    def ids(self, start: int, stop: int | None) -> list[int]:
        """The object ids from `start` up to `stop`, best first."""
        if stop is not None and self.is_frequent:
            return self._walk(stop)[start:]
        return [object_id for object_id, _content_type in self._sorted[start:stop]]

    def _found(self) -> QuerySet[SearchEntry]:
        return matching(self.entries, self.question, self.where, read=self.read)

    @cached_property
    def _sorted(self) -> list[tuple[int, int]]:
        rows = self._found().order_by(*NEWEST_FIRST)
        # The last step is what is left, so nobody reads texts for it.
        cases = [When(step.through_reading(), then=Value(number)) for number, step in enumerate(self.steps[:-1])]
        if cases:
            degree = Case(*cases, default=Value(len(cases)), output_field=IntegerField())
            rows = rows.annotate(degree=degree).order_by("degree", *NEWEST_FIRST)
        return list(rows.values_list("object_id", "content_type_id"))

    def _walk(self, wanted: int) -> list[int]:
        found: dict[int, None] = {}
        for step in self.steps:
            found |= dict.fromkeys(self._newest(step, wanted + len(found)))
            if len(found) >= wanted:
                break
        return list(found)[:wanted]

    def _newest(self, step: Step, wanted: int) -> QuerySet[Any, int]:
        rows = self.entries.filter(step.through_index())
        if count_up_to(rows) > CAP:
            rows = self.entries.filter(step.through_reading())
        return rows.order_by(*NEWEST_FIRST).values_list("object_id", flat=True)[:wanted]
