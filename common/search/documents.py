"""What the search table keeps of an object: read from the `search_fields` that Wagtail's models declare."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Manager, Model
from wagtail.search import index

LONGEST_BODY = 100_000
TITLES = ("title", "name")
MOMENTS = ("first_published_at", "latest_revision_created_at", "created_at")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Document:
    title: str
    body: str
    moment: datetime
    facets: frozenset[str]


def document_of(obj: Any) -> Document:
    """The field called title or name is the title, every other searchable text the body; its date makes it new or old.

    A model may add `get_search_facets()`, tokens made with common.search.folding.facet.
    """
    texts = dict.fromkeys(_texts(obj, obj.get_search_fields()))
    title = next((text for name in TITLES for field, text in texts if field == name), "") or str(obj)
    body = "\n".join(dict.fromkeys(text for field, text in texts if field not in TITLES and text != title))
    facets: Iterable[str] = obj.get_search_facets() if hasattr(obj, "get_search_facets") else ()
    body = body.removeprefix(title).lstrip("\n")[:LONGEST_BODY].replace("\0", " ")
    return Document(title.replace("\0", " "), body, _moment(obj), frozenset(facets))


def _texts(obj: Any, fields: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for field in fields:
        if isinstance(field, index.RelatedFields):
            for related in _related(field.get_value(obj)):
                yield from _texts(related, field.fields, f"{prefix}{field.field_name}.")
        elif isinstance(field, index.SearchField | index.AutocompleteField):
            yield prefix + field.field_name, "\n".join(_flat(field.get_value(obj)))


def _related(value: Any) -> Iterable[Model]:
    if value is None:
        return []
    return value.all() if isinstance(value, Manager) else [value]


def _flat(value: Any) -> Iterator[str]:
    """The texts in a value; rich text and stream fields give lists."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _flat(part)
    elif value is not None and str(value).strip():
        yield str(value).strip()


def _moment(obj: Any) -> datetime:
    return next((moment for name in MOMENTS if (moment := getattr(obj, name, None))), LONG_AGO)
