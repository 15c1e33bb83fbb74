"""Searching what everyone may read: pages of the site, campaigns, training sessions. Nobody's account widens it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page, Site, get_page_models
from wagtail.search.utils import normalise_query_string

from common.models import SearchEntry
from common.search import ranking
from common.search.backend import entries_for, family
from common.search.excerpts import excerpt, mark
from common.search.folding import facet
from common.search.questions import Question, Where, ask
from common.search.sources import sources
from common.search.words import words_of
from home.models import HomePage
from outreach.models import Audience, BasePage, QuestionIndexPage

PER_PAGE = 10
BESIDE = 3
SIMILAR = 5
# Seconds. What is frequent today is frequent in ten minutes.
REMEMBERED = 600


@dataclass(frozen=True)
class Hit:
    title: SafeString
    excerpt: SafeString
    href: str
    kind: str | Promise
    date: datetime | None = None
    page_id: int | None = None


@dataclass(frozen=True)
class Kind:
    """What a result is, and how many there are: `ranking.CAP` + 1 means more than that."""

    code: str
    label: str | Promise
    count: int

    @property
    def is_many(self) -> bool:
        return self.count > ranking.CAP


@dataclass(frozen=True)
class Answer:
    """What the search page shows. `total` counts as Kind.count does."""

    hits: list[Hit] = field(default_factory=list)
    page: "PageOfResults[int] | None" = None
    total: int = 0
    kinds: list[Kind] = field(default_factory=list)
    promoted: list[SearchPromotion] = field(default_factory=list)
    beside: list[Hit] = field(default_factory=list)

    @property
    def is_many(self) -> bool:
        return self.total > ranking.CAP

    @property
    def is_empty(self) -> bool:
        return not (self.hits or self.promoted or self.beside)


@dataclass(frozen=True)
class Help:
    """For who found nothing: the words one by one, titles that are near, where questions are answered."""

    words: list[str]
    similar: list[Hit]
    questions_page: Page | None


class Part:
    """The answers among the rows of one kind, all of them rows that anyone may read."""

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        question: Question,
        label: str | Promise = "",
        is_small: bool = False,
    ) -> None:
        self.request = request
        self.rows = rows
        self.label = label
        self.question = question
        self.ranking = ranking.Ranking(entries_for(rows), question, read=is_small)

    def hits(self, start: int, stop: int) -> list[Hit]:
        """The hits from `start` up to `stop`. What was hidden after it was indexed is left out."""
        ids = self.ranking.ids(start, stop) if self.ranking.total else []
        return hits_of(self.request, self.rows, ids, self.question, self.label)

    def question_of_type(self, content_type: int) -> Question:
        return self.question.only(*self.question.facets, facet("type", content_type))

    def count_types(self, types: Iterable[int]) -> dict[int, int]:
        """How many there are of each content type: together while they are few, else one by one and remembered."""
        if not self.ranking.is_frequent:
            return dict(self.ranking.types())
        asked = repr((self.question.node, self.question.facets, self.request.get_host()))
        key = f"search-kinds:{sha256(asked.encode()).hexdigest()}"
        counted = cache.get_or_set(key, lambda: [(pk, self._count_type(pk)) for pk in types], REMEMBERED)
        return dict(counted or [])

    def _count_type(self, content_type: int) -> int:
        return ranking.count_up_to(ranking.matching(self.ranking.entries, self.question_of_type(content_type)))


class SiteSearch:
    """One question asked of one site by anybody."""

    def __init__(self, request: HttpRequest, text: str) -> None:
        self.request = request
        self.text = text
        self.question = ask(text)

    def answer(self, *, kind: str = "", audience: str = "", page: int = 1) -> Answer:
        """The page of results for a kind (all pages of the site if it is unknown) and an audience."""
        if self.question.is_empty:
            return Answer()
        question = self._for_audience(audience)
        pages = Part(self.request, self.pages, question)
        others = {
            source.code: Part(self.request, source.rows(), question, source.label, is_small=True)
            for source in sources()
        }
        chosen = others.get(kind) or self._of_kind(kind, pages)
        total = chosen.ranking.total
        shown = Paginator(range(min(total, ranking.CAP)), PER_PAGE).get_page(page)
        is_start = page == 1 and not (kind or audience)
        promoted = self.promoted() if is_start else []
        on_top = {pick.page_id for pick in promoted if pick.page_id}
        hits = chosen.hits(max(shown.start_index() - 1, 0), shown.end_index())
        return Answer(
            hits=[hit for hit in hits if hit.page_id not in on_top],
            page=shown,
            total=total,
            kinds=[kind for kind in [*_kinds_of_pages(pages), *_kinds_of_others(others)] if kind.count],
            promoted=promoted,
            beside=[hit for part in others.values() for hit in part.hits(0, BESIDE)] if is_start else [],
        )

    def promoted(self) -> list[SearchPromotion]:
        """What the office wants on top for exactly this question, as far as anyone may read it."""
        query = normalise_query_string(self.text)
        picks = list(SearchPromotion.objects.filter(query__query_string=query).select_related("page"))
        if not picks:
            return []
        readable = set(self.pages.filter(pk__in=[pick.page_id for pick in picks]).values_list("pk", flat=True))
        return [pick for pick in picks if pick.page_id in readable or not pick.page_id]

    def help(self) -> Help:
        """What to offer when nothing was found."""
        words = list(dict.fromkeys(word for term in self.text.split() for word in words_of(term)))
        near = ask(" ".join(words), operator="or")
        titles = ranking.Ranking(entries_for(self.pages), near, Where.TITLE)
        similar = hits_of(self.request, self.pages, titles.ids(0, SIMILAR), near)
        questions_page = QuestionIndexPage.objects.descendant_of(self._root).live().public().first()
        return Help(words if len(words) > 1 else [], similar, questions_page)

    @cached_property
    def _root(self) -> Page:
        site = Site.find_for_request(self.request) or Site.objects.get(is_default_site=True)
        return site.root_page

    @cached_property
    def pages(self) -> QuerySet[Page]:
        """Below the front page; it is a way to the others and no answer itself."""
        return Page.objects.descendant_of(self._root).live().public()

    def _of_kind(self, kind: str, pages: Part) -> Part:
        model = page_kinds().get(kind)
        return Part(self.request, pages.rows, pages.question_of_type(type_of(model))) if model else pages

    def _for_audience(self, code: str) -> Question:
        audience = Audience.objects.filter(code=code).first() if code else None
        return self.question.only(facet("audience", audience.pk)) if audience else self.question


def page_kinds() -> dict[str, type[BasePage]]:
    """The page types a visitor can choose from, by the name in the address."""
    models = [model for model in get_page_models() if issubclass(model, BasePage) and model is not HomePage]
    return {model._meta.model_name or "": model for model in models}


def _kinds_of_pages(pages: Part) -> list[Kind]:
    kinds = page_kinds()
    counts = pages.count_types(map(type_of, kinds.values()))
    return [
        Kind(code, model._meta.verbose_name or code, counts.get(type_of(model), 0)) for code, model in kinds.items()
    ]


def type_of(model: type[BasePage]) -> int:
    return ContentType.objects.get_for_model(model).pk


def _kinds_of_others(others: dict[str, Part]) -> list[Kind]:
    return [Kind(code, part.label, part.ranking.total) for code, part in others.items()]


def hits_of(
    request: HttpRequest, rows: QuerySet[Any], ids: list[int], question: Question, label: str | Promise = ""
) -> list[Hit]:
    """What to show of these rows; three queries at most."""
    if not ids:
        return []
    objects = rows.in_bulk(ids)
    entries = SearchEntry.objects.filter(content_type_id__in=family(rows.model), object_id__in=ids)
    texts = {entry.object_id: entry for entry in entries.only("object_id", "title", "body")}
    return [_hit(request, objects[pk], texts[pk], question, label) for pk in ids if pk in objects and pk in texts]


def _hit(request: HttpRequest, obj: Any, entry: SearchEntry, question: Question, label: str | Promise) -> Hit:
    is_page = isinstance(obj, Page)
    return Hit(
        title=mark(entry.title, question.highlights),
        excerpt=excerpt(entry.body, question.highlights),
        href=(obj.get_url(request) or "/") if is_page else obj.get_absolute_url(),
        kind=obj.cached_content_type.model_class()._meta.verbose_name if is_page else label,
        date=obj.first_published_at if is_page else None,
        page_id=obj.pk if is_page else None,
    )
