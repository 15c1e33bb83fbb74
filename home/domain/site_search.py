"""Searching what everyone may read: pages of the site, campaigns, training sessions. Nobody's account widens it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page, Site, get_page_models
from wagtail.search.utils import normalise_query_string

from common.models import SearchEntry
from common.search import ranking
from common.search.backend import entries_for
from common.search.excerpts import excerpt, mark
from common.search.folding import facet
from common.search.questions import Question, Where, ask
from common.search.sources import Source, sources
from common.search.words import words_of
from home.models import HomePage
from outreach.models import Audience, BasePage, QuestionIndexPage

PER_PAGE = 10
BESIDE = 3
SIMILAR = 5


@dataclass(frozen=True)
class Hit:
    title: SafeString
    excerpt: SafeString
    href: str
    kind: str | Promise
    date: datetime | None = None


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


@dataclass(frozen=True)
class SiteSearch:
    """One question asked of one site by anybody."""

    request: HttpRequest
    text: str
    question: Question

    @classmethod
    def of(cls, request: HttpRequest, text: str) -> "SiteSearch":
        return cls(request, text, ask(text))

    def answer(self, *, kind: str = "", audience: str = "", page: int = 1) -> Answer:
        """The page of results for a kind (all of them if it is unknown) and an audience."""
        if self.question.is_empty:
            return Answer()
        question = self._for_audience(audience)
        chosen = next((source for source in sources() if source.code == kind), None)
        rows = chosen.rows() if chosen else self._pages_of(kind)
        entries = entries_for(rows)
        total = ranking.count_up_to(ranking.matching(entries, question))
        shown = Paginator(range(min(total, ranking.CAP)), PER_PAGE).get_page(page)
        ids = ranking.ranked_ids(entries, question, shown.start_index() - 1, shown.end_index()) if total else []
        kinds = self._kinds(question)
        return Answer(
            hits=self._hits(entries, rows, ids, question, chosen.label if chosen else ""),
            page=shown,
            total=total,
            kinds=kinds,
            promoted=self.promoted() if page == 1 else [],
            beside=self._beside(kinds) if page == 1 and not (kind or audience) else [],
        )

    def promoted(self) -> list[SearchPromotion]:
        """What the office wants on top for exactly this question, as far as anyone may read it."""
        query = normalise_query_string(self.text)
        picks = list(SearchPromotion.objects.filter(query__query_string=query).select_related("page"))
        if not picks:
            return []
        readable = set(self._pages().filter(pk__in=[pick.page_id for pick in picks]).values_list("pk", flat=True))
        return [pick for pick in picks if pick.page_id in readable or not pick.page_id]

    def help(self) -> Help:
        """What to offer when nothing was found."""
        words = list(dict.fromkeys(word for term in self.text.split() for word in words_of(term)))
        pages = self._pages()
        near = ask(" ".join(words), operator="or")
        entries = entries_for(pages)
        ids = [] if near.is_empty else ranking.ranked_ids(entries, near, 0, SIMILAR, Where.TITLE)
        questions_page = QuestionIndexPage.objects.in_site(self._site).live().public().first()
        return Help(words if len(words) > 1 else [], self._hits(entries, pages, ids, near, ""), questions_page)

    @property
    def _site(self) -> Site:
        return Site.find_for_request(self.request) or Site.objects.get(is_default_site=True)

    def _pages(self) -> QuerySet[Page]:
        return Page.objects.in_site(self._site).live().public().not_exact_type(HomePage)

    def _pages_of(self, kind: str) -> QuerySet[Page]:
        model = page_kinds().get(kind)
        return self._pages().exact_type(model) if model else self._pages()

    def _for_audience(self, code: str) -> Question:
        audience = Audience.objects.filter(code=code).first() if code else None
        return self.question.only(facet("audience", audience.pk)) if audience else self.question

    def _kinds(self, question: Question) -> list[Kind]:
        """Kinds that have results, counted one by one only where there are too many to count together."""
        models = page_kinds()
        types = {
            ContentType.objects.get_for_model(model).pk: (code, model._meta.verbose_name)
            for code, model in models.items()
        }
        found = ranking.matching(entries_for(self._pages()), question)
        counts = _counts_by_type(found, types)
        kinds = [Kind(*types[pk], count) for pk, count in counts.items()]
        for source in sources():
            matching = ranking.matching(entries_for(source.rows()), question)
            kinds.append(Kind(source.code, source.label, ranking.count_up_to(matching)))
        return [kind for kind in kinds if kind.count]

    def _beside(self, kinds: list[Kind]) -> list[Hit]:
        """The first few campaigns and sessions, so that nobody misses them among the pages."""
        found: list[Hit] = []
        counted = {kind.code for kind in kinds}
        for source in (source for source in sources() if source.code in counted):
            rows = source.rows()
            ids = ranking.ranked_ids(entries_for(rows), self.question, 0, BESIDE)
            found += self._hits(entries_for(rows), rows, ids, self.question, source.label)
        return found

    def _hits(
        self, entries: QuerySet[SearchEntry], rows: QuerySet[Any], ids: list[int], question: Question, label: str | Promise
    ) -> list[Hit]:
        if not ids:
            return []
        objects = rows.in_bulk(ids)
        texts = {entry.object_id: entry for entry in entries.filter(object_id__in=ids)}
        return [self._hit(objects[pk], texts[pk], question, label) for pk in ids if pk in objects and pk in texts]

    def _hit(self, obj: Any, entry: SearchEntry, question: Question, label: str | Promise) -> Hit:
        is_page = isinstance(obj, Page)
        return Hit(
            title=mark(entry.title, question.highlights),
            excerpt=excerpt(entry.body, question.highlights),
            href=(obj.get_url(self.request) or "/") if is_page else obj.get_absolute_url(),
            kind=obj.cached_content_type.model_class()._meta.verbose_name if is_page else label,
            date=obj.first_published_at if is_page else None,
        )


def page_kinds() -> dict[str, type[BasePage]]:
    """The page types a visitor can choose from, by the name in the address."""
    models = [model for model in get_page_models() if issubclass(model, BasePage) and model is not HomePage]
    return {model._meta.model_name or "": model for model in models}


def _counts_by_type(found: QuerySet[SearchEntry], types: Iterable[int]) -> dict[int, int]:
    if ranking.count_up_to(found) <= ranking.CAP:
        return Counter(found.values_list("content_type_id", flat=True))
    return {pk: ranking.count_up_to(found.filter(content_type_id=pk)) for pk in types}
