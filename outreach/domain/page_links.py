"""Where a page points to: links and files in its texts, blocks and fields, as they are stored."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple

from django.db import models
from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page


class Link(NamedTuple):
    """`place` is the field's name for people; `kind` page, document, image or address; `ref` an id or the address."""

    place: str
    kind: str
    ref: int | str


def links_of(page: Page) -> set[Link]:
    """Every link of this specific page, as its live row has them. Links that were deleted meanwhile are still there."""
    found = set()
    for field in page._meta.concrete_fields:
        if field.model is Page or (field.remote_field and field.remote_field.parent_link):
            continue
        place = str(field.verbose_name)
        found |= {Link(place, kind, ref) for kind, ref in _in_field(field, page)}
    return found


def _in_field(field: models.Field, page: Page) -> Iterator[tuple[str, Any]]:
    value = field.value_from_object(page)
    if isinstance(field, RichTextField):
        yield from links_in_html(value or "")
    elif isinstance(field, StreamField):
        yield from _in_block(field.stream_block, list(value.raw_data))
    elif isinstance(field, models.URLField) and value:
        yield "address", value
    elif isinstance(field, models.ForeignKey) and value and (kind := _kind(field.related_model)):
        yield kind, value


def _kind(model: Any) -> str:
    kinds = {"page": Page, "document": get_document_model(), "image": get_image_model()}
    return next((name for name, of in kinds.items() if issubclass(model, of)), "")


def _in_block(block: Any, raw: Any) -> Iterator[tuple[str, Any]]:
    if not raw:
        return
    if isinstance(block, BaseStreamBlock | ListBlock | BaseStructBlock):
        for child_block, child in _children(block, raw):
            yield from _in_block(child_block, child)
    else:
        yield from _in_leaf(block, raw)


def _children(block: Any, raw: Any) -> list[tuple[Any, Any]]:
    """The blocks inside a block with their raw values. What doesn't look like this block any longer has none."""
    if isinstance(block, BaseStructBlock):
        known = raw if isinstance(raw, dict) else {}
        return [(child, known.get(name)) for name, child in block.child_blocks.items()]
    if isinstance(block, ListBlock):
        return [(block.child_block, row.get("value", row) if isinstance(row, dict) else row) for row in raw]
    return [(block.child_blocks[row["type"]], row["value"]) for row in raw if row["type"] in block.child_blocks]


def _in_leaf(block: Any, raw: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(block, blocks.RichTextBlock):
        yield from links_in_html(raw)
    elif isinstance(block, blocks.URLBlock):
        yield "address", raw
    elif isinstance(block, blocks.ChooserBlock) and (kind := _kind(block.model_class)):
        yield kind, int(raw)


class _Anchors(HTMLParser):
    """Rich text as Wagtail stores it: <a linktype="page" id="5">, <a href="…">, <embed embedtype="image" id="5"/>."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        kind = values.get("linktype") or values.get("embedtype")
        ref = values.get("id") or ""
        if tag in ("a", "embed") and kind in ("page", "document", "image") and ref.isdigit():
            self.found.append((kind, int(ref)))
        elif tag == "a" and values.get("href"):
            self.found.append(("address", values["href"]))


def links_in_html(html: str) -> list[tuple[str, Any]]:
    parser = _Anchors()
    parser.feed(html)
    parser.close()
    return parser.found
