"""Wagtail's search interface over our table: explorer, choosers, snippets and the site all search through here."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Count, Model, Q, QuerySet
from django.utils.functional import cached_property
from wagtail.search.backends.base import (
    BaseIndex,
    BaseSearchBackend,
    BaseSearchQueryCompiler,
    BaseSearchResults,
    FilterFieldError,
)
from wagtail.search.index import get_indexed_models

from common.models import SearchEntry
from common.search import ranking
from common.search.documents import TITLES, document_of
from common.search.folding import facet, fold, tokens_of
from common.search.questions import Everything, Question, Where, ask, in_fields

BATCH = 200
GAP = " " * 4  # no question reaches from the title into the text
CHANGING = ["title", "title_folded", "body", "folded", "tokens", "moment"]


def entry_of(obj: Any) -> SearchEntry:
    document = document_of(obj)
    title, body = fold(document.title), fold(document.body)
    content_type = ContentType.objects.get_for_model(obj)
    facets = sorted({*document.facets, facet("type", content_type.pk)})
    return SearchEntry(
        content_type=content_type,
        object_id=obj.pk,
        title=document.title,
        title_folded=title,
        body=document.body,
        folded=GAP.join([title, body, *facets, ""]),
        tokens=tokens_of(title=title, body=body, facets=facets),
        moment=document.moment,
    )


def family(model: type[Model]) -> list[int]:
    """The content types of the model and of those that inherit from it."""
    models = [other for other in get_indexed_models() if issubclass(other, model)]
    return [content_type.pk for content_type in ContentType.objects.get_for_models(model, *models).values()]


def entries_for(queryset: QuerySet[Any]) -> QuerySet[SearchEntry]:
    """The entries of the objects in the queryset, whatever it filters by: it is the same database."""
    entries = SearchEntry.objects.filter(content_type_id__in=family(queryset.model))
    if queryset.query.where:
        entries = entries.filter(object_id__in=queryset.order_by().values("pk"))
    return entries


class SearchIndex(BaseIndex):
    """The one table. Adding what is there already replaces it, so every rebuild may run twice."""

    def add_items(self, model: type[Model], items: Iterable[Any]) -> None:
        SearchEntry.objects.bulk_create(
            [entry_of(item) for item in items],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=CHANGING,
        )

    def delete_item(self, item: Any) -> None:
        SearchEntry.objects.filter(content_type_id__in=family(type(item)), object_id=item.pk).delete()

    def reset(self) -> None:
        SearchEntry.objects.all().delete()

    def delete_stale(self) -> None:
        """Forget what isn't there any more, or isn't of this kind any more."""
        kept = Q(pk__in=())
        for model in get_indexed_models():
            content_type = ContentType.objects.get_for_model(model)
            kept |= Q(content_type=content_type, object_id__in=model.get_indexed_objects().order_by().values("pk"))
        SearchEntry.objects.exclude(kept).delete()

    def settle(self) -> None:
        """After a bulk load, PostgreSQL still has the newest rows in a list that every search would read through."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT gin_clean_pending_list('common_searchentry_tokens'::regclass)")


class Rebuilder:
    """What `update_index` calls before and after it has added everything."""

    def __init__(self, index: SearchIndex) -> None:
        self.index = index

    def start(self) -> SearchIndex:
        with transaction.atomic():
            self.index.delete_stale()
        return self.index

    def finish(self) -> None:
        self.index.settle()


class QueryCompiler(BaseSearchQueryCompiler):
    DEFAULT_OPERATOR = "and"
    HANDLES_ORDER_BY_EXPRESSIONS = True
    question: Question

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = ask(self.query)

    def _get_filters_from_queryset(self, check_only: bool = False) -> None:
        """Any filter will do: unlike an outside index, this one is joined to the filtered rows."""

    def _get_order_by(self) -> list[Any]:
        return []

    @cached_property
    def where(self) -> Where:
        return Where.TITLE if self.fields and set(self.fields) <= set(TITLES) else Where.ANYWHERE

    def entries(self) -> QuerySet[SearchEntry]:
        """The entries of what is searched in, narrowed down if only certain fields count."""
        if not self.fields or self.where is Where.TITLE:
            return entries_for(self.queryset)
        return entries_for(self.queryset.filter(self.question.node.condition(in_fields(self.fields))))

    def matching(self) -> QuerySet[SearchEntry]:
        return ranking.matching(self.entries(), self.question, self.where)


class SearchResults(BaseSearchResults):
    supports_facet = True

    def _do_search(self) -> list[Any]:
        compiler = self.query_compiler
        if isinstance(compiler.question.node, Everything):
            return list(compiler.queryset[self.start : self.stop])
        if not compiler.order_by_relevance:
            return list(self._in_own_order()[self.start : self.stop])
        return self._by_relevance()

    def _found(self) -> QuerySet[Any]:
        compiler = self.query_compiler
        return compiler.queryset.filter(pk__in=compiler.matching().values("object_id"))

    def _in_own_order(self) -> QuerySet[Any]:
        found = self._found()
        return found if found.ordered else found.order_by("-pk")

    def _by_relevance(self) -> list[Any]:
        compiler = self.query_compiler
        ids = ranking.Ranking(compiler.entries(), compiler.question, compiler.where).ids(self.start, self.stop)
        objects = {obj.pk: obj for obj in compiler.queryset.order_by().filter(pk__in=ids)}
        found = [objects[pk] for pk in ids if pk in objects]
        if self._score_field:
            for place, obj in enumerate(found, start=self.start + 1):
                setattr(obj, self._score_field, 1 / place)
        return found

    def _do_count(self) -> int:
        compiler = self.query_compiler
        if isinstance(compiler.question.node, Everything):
            total = compiler.queryset.count()
        else:
            total = ranking.count(compiler.entries(), compiler.question, compiler.where)
        return max(0, (total if self.stop is None else min(total, self.stop)) - self.start)

    def facet(self, field_name: str) -> "OrderedDict[Any, int]":
        if self.query_compiler._get_filterable_field(field_name) is None:
            model = self.query_compiler.queryset.model.__name__
            raise FilterFieldError(f"{model} has no FilterField {field_name}", field_name=field_name)
        rows = self._found().order_by().values(field_name).annotate(count=Count("pk")).order_by("-count")
        return OrderedDict((row[field_name], row["count"]) for row in rows)


class SearchBackend(BaseSearchBackend):
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = QueryCompiler  # parts of words are found anyhow
    index_class = SearchIndex
    results_class = SearchResults
    rebuilder_class = Rebuilder
