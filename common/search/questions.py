"""What somebody asks, as a tree: phrases, all of, any of, not. Each node says which entries of the search table it means."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Self

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from wagtail.search import query as wagtail_query

from common.search.folding import FACET_MARK, TITLE_MARK, fold, is_proved_by_probe, probe
from common.search.words import words_of

LONGEST_QUESTION = 100
MOST_TERMS = 10
# A quoted phrase, in either kind of quotation marks, or what stands between blanks.
PIECES = re.compile(r"[\"“”「](?P<phrase>[^\"“”「」]+)[\"“”」]|(?P<term>[^\s\"“”「」]+)")
EVERY_ENTRY = Q(pk__isnull=False)

Synonyms = Mapping[str, frozenset[str]]


Leaf = Callable[[str], Q]


class Where(Enum):
    TITLE = "title_folded"
    ANYWHERE = "folded"


def by_tokens(where: Where) -> Leaf:
    """Entries that have all pieces of the phrase, perhaps not in one place."""
    mark = TITLE_MARK if where is Where.TITLE else ""

    def leaf(phrase: str) -> Q:
        is_token = phrase.startswith(FACET_MARK)
        return Q(tokens__all=[phrase] if is_token else [mark + gram for gram in probe(phrase)])

    return leaf


def by_index(where: Where) -> Leaf:
    """Entries that have the phrase, found through the index: for what is rare."""
    pieces, whole = by_tokens(where), by_reading(where)

    def leaf(phrase: str) -> Q:
        return pieces(phrase) if is_proved_by_probe(phrase) else pieces(phrase) & whole(phrase)

    return leaf


def by_reading(where: Where) -> Leaf:
    """The same entries, found by looking into each text: for what is frequent, and for entries already found."""

    def leaf(phrase: str) -> Q:
        if phrase.startswith(FACET_MARK):
            return Q(folded__has=f"{phrase} ")
        return Q(**{f"{where.value}__has": phrase})

    return leaf


def in_fields(names: Iterable[str]) -> Leaf:
    """Objects that have the phrase in one of their own fields."""
    return lambda phrase: join(Q.OR, [Q(**{f"{name}__icontains": phrase}) for name in names])


@dataclass(frozen=True)
class Phrase:
    """These characters one after the other."""

    text: str

    def condition(self, leaf: Leaf) -> Q:
        return leaf(self.text)

    def phrases(self) -> Iterator[str]:
        yield self.text


@dataclass(frozen=True)
class All:
    parts: tuple["Node", ...]

    def condition(self, leaf: Leaf) -> Q:
        return join(Q.AND, [part.condition(leaf) for part in self.parts])

    def phrases(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.phrases()


@dataclass(frozen=True)
class OneOf(All):
    def condition(self, leaf: Leaf) -> Q:
        return join(Q.OR, [part.condition(leaf) for part in self.parts])


@dataclass(frozen=True)
class Not:
    part: "Node"

    def condition(self, leaf: Leaf) -> Q:
        return ~self.part.condition(leaf)

    def phrases(self) -> Iterator[str]:
        return iter(())


@dataclass(frozen=True)
class Everything:
    def condition(self, leaf: Leaf) -> Q:
        return EVERY_ENTRY

    def phrases(self) -> Iterator[str]:
        return iter(())


Node = Phrase | All | Not | Everything
NOTHING = OneOf(())


def join(connector: str, conditions: Iterable[Q]) -> Q:
    """All or any of the conditions; without any, what no row fulfils."""
    joined = Q()
    for condition in conditions:
        joined = joined._combine(condition, connector)  # type: ignore[attr-defined]
    return joined or ~EVERY_ENTRY


@dataclass(frozen=True)
class Question:
    """A compiled question: what matches, and the texts whose appearance in one piece counts most."""

    node: Node
    whole: tuple[str, ...] = ()
    highlights: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.node == NOTHING

    def only(self, *facets: str) -> Self:
        """The same question, asked of entries with these facets (common.search.folding.facet)."""
        return replace(self, facets=facets)

    def narrowed(self, node: Node) -> Node:
        return All((node, *map(Phrase, self.facets))) if self.facets else node


def ask(query: Any, *, operator: str = "and") -> Question:
    """Compile what was typed, or one of Wagtail's query objects. Nothing in it can break: signs are just blanks."""
    if isinstance(query, str):
        query = wagtail_query.PlainText(query, operator=operator)
    compiler = _Compiler(load_synonyms())
    node = compiler.node(query)
    terms = compiler.terms
    whole = tuple(dict.fromkeys([" ".join(terms), "".join(terms)])) if terms else ()
    highlights = sorted({*whole, *node.phrases()}, key=len, reverse=True)
    return Question(node, whole, tuple(highlights))


def load_synonyms() -> Synonyms:
    """Folded word → the folded words that mean the same, from the app that the settings name."""
    loader: Callable[[], Synonyms] = import_string(settings.SEARCH_SYNONYMS)
    return loader()


class _Compiler:
    def __init__(self, synonyms: Synonyms) -> None:
        self.synonyms = synonyms
        self.terms: list[str] = []

    def node(self, query: Any) -> Node:
        if isinstance(query, wagtail_query.PlainText | wagtail_query.Fuzzy):
            return self.typed(query.query_string, operator=query.operator)
        if isinstance(query, wagtail_query.Phrase):
            return self.quoted(query.query_string)
        if isinstance(query, wagtail_query.Boost):
            return self.node(query.subquery)
        if isinstance(query, wagtail_query.And | wagtail_query.Or):
            return _group(isinstance(query, wagtail_query.Or), [self.node(part) for part in query.subqueries])
        if isinstance(query, wagtail_query.Not):
            return self.negated(query.subquery)
        if isinstance(query, wagtail_query.MatchAll):
            return Everything()
        raise NotImplementedError(f"{type(query).__name__} is not a query that this search understands")

    def negated(self, query: Any) -> Node:
        node = _Compiler({}).node(query)
        return NOTHING if node == Everything() else Not(node)

    def typed(self, text: str, *, operator: str) -> Node:
        pieces = list(PIECES.finditer(text[:LONGEST_QUESTION]))[:MOST_TERMS]
        nodes = [self.quoted(piece["phrase"]) if piece["phrase"] else self.term(piece["term"]) for piece in pieces]
        return _group(operator == "or", [node for node in nodes if node != NOTHING])

    def quoted(self, text: str) -> Node:
        return self.phrase(fold(text[:LONGEST_QUESTION]).strip())

    def phrase(self, phrase: str) -> Node:
        if not phrase:
            return NOTHING
        self.terms.append(phrase)
        return Phrase(phrase)

    def term(self, text: str) -> Node:
        term = fold(text).strip()
        if term in self.synonyms:
            self.terms.append(term)
            return self.word(term)
        words = words_of(term, self.synonyms)
        if words == [term]:
            return self.phrase(term)
        self.terms.append(term)
        return _group(False, [self.word(word) for word in words])

    def word(self, word: str) -> Node:
        same = sorted(self.synonyms.get(word, ()))
        return OneOf((Phrase(word), *map(Phrase, same))) if same else Phrase(word)


def _group(any_of: bool, nodes: list[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    return (OneOf if any_of or not nodes else All)(tuple(nodes))
