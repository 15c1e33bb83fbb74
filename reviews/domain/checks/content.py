"""Everything a reader will see of a page, in its order: texts, headings, pictures, links, each with its place in the editor."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.blocks.struct_block import StructValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from reviews.domain.checks.markup import Anchor, read_markup
from reviews.domain.checks.normalise import letters, normalise, squeeze, visible

# Text fields of a page that no reader sees.
UNSEEN = {"path", "slug", "url_path", "draft_title"}
NOT_PROSE = (models.SlugField, models.EmailField, models.URLField, models.FilePathField)
PAGE_LINK, DOCUMENT_LINK, ADDRESS = "page", "document", "address"
BLOCK_HEADING_LEVEL = 2  # a page's title is the one of level 1


@dataclass(frozen=True)
class Spot:
    """Where in the editor: the content path, and the field's name as the editor knows it."""

    place: str = ""
    label: str = ""

    def inside(self, name: Any, label: Any = "") -> "Spot":
        return Spot(f"{self.place}.{name}" if name else self.place, str(label) or self.label)


@dataclass
class Passage:
    """One stretch of text that is read in one go: a field, a paragraph, a caption."""

    spot: Spot
    source: str
    is_prose: bool = True

    @cached_property
    def raw(self) -> str:
        return visible(self.source)

    @cached_property
    def text(self) -> str:
        return normalise(self.source)

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.text)


@dataclass
class Heading:
    spot: Spot
    level: int
    text: str
    has_text_below: bool = False


@dataclass
class Picture:
    spot: Spot
    image: Any
    alt: str
    is_decorative: bool = False


@dataclass
class Link:
    spot: Spot
    kind: str
    target: str
    text: str = ""


@dataclass
class Content:
    instance: Any = None
    passages: list[Passage] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @cached_property
    def everything(self) -> str:
        """Letters and digits of all passages, for what has to stand somewhere on the page."""
        return letters("\n".join(passage.text for passage in self.passages))

    def add_text(self, spot: Spot, text: Any, *, is_prose: bool = True) -> None:
        if text and str(text).strip():
            self.passages.append(Passage(spot, str(text), is_prose))
            self._fill_heading()

    def add_heading(self, spot: Spot, text: str, level: int) -> None:
        self.headings.append(Heading(spot, level, normalise(text).strip()))
        if text.strip():
            self.passages.append(Passage(spot, text, is_prose=False))

    def add_picture(self, spot: Spot, image: Any) -> None:
        if image is None:
            return
        own = getattr(image, "contextual_alt_text", None)
        decorative = bool(getattr(image, "decorative", False))
        alt = "" if decorative else (own or image.default_alt_text)
        self.pictures.append(Picture(spot, image, alt, decorative))
        self.add_text(spot, alt, is_prose=False)
        self._fill_heading()

    def add_link(self, spot: Spot, kind: str, target: Any, text: str = "") -> None:
        if target:
            self.links.append(Link(spot, kind, str(target), text))

    def add_markup(self, spot: Spot, source: Any) -> None:
        markup = read_markup(str(source or ""))
        for piece in markup.pieces:
            if piece.level:
                self.add_heading(spot, piece.text, piece.level)
            else:
                self.add_text(spot, piece.text)
        for anchor in markup.anchors:
            self._add_anchor(spot, anchor)
        for values in markup.images:
            self._add_embedded(spot, values)

    def _add_anchor(self, spot: Spot, anchor: Anchor) -> None:
        self.add_link(spot, anchor.kind, anchor.target, anchor.text)
        if anchor.target.startswith("tel:"):
            self.add_text(spot, anchor.target.removeprefix("tel:"), is_prose=False)

    def _add_embedded(self, spot: Spot, values: dict[str, str]) -> None:
        self.pictures.append(Picture(spot, values.get("id"), values.get("alt", "").strip()))
        self.add_text(spot, values.get("alt"), is_prose=False)

    def _fill_heading(self) -> None:
        if self.headings:
            self.headings[-1].has_text_below = True


def gather(instance: models.Model) -> Content:
    """Read a page, a snippet or any model, saved or not."""
    content = Content(instance)
    for model_field in _fields(instance):
        spot = Spot(model_field.name, str(model_field.verbose_name))
        if isinstance(model_field, models.ForeignKey):
            _add_relation(content, spot, model_field, instance)
        else:
            _add_field(content, spot, model_field, getattr(instance, model_field.name))
    _load_embedded(content)
    return content


def _load_embedded(content: Content) -> None:
    """Pictures inside rich text are named by their id: load them all with one query."""
    embedded = [picture for picture in content.pictures if not isinstance(picture.image, AbstractImage)]
    if embedded:
        found = get_image_model().objects.in_bulk([int(pic.image) for pic in embedded if str(pic.image).isdigit()])
        for picture in embedded:
            picture.image = found.get(int(picture.image)) if str(picture.image).isdigit() else None


def _fields(instance: models.Model) -> Iterator[Any]:
    """What an editor fills in and a reader sees: no choices, no addresses of the tree, nothing technical."""
    for model_field in instance._meta.concrete_fields:
        technical = model_field.name in UNSEEN or getattr(model_field.remote_field, "parent_link", False)
        if model_field.editable and not model_field.choices and not technical:
            yield model_field


def _add_field(content: Content, spot: Spot, model_field: models.Field, value: Any) -> None:
    if isinstance(model_field, StreamField):
        _walk(content, spot, model_field.stream_block, value)
    elif isinstance(model_field, RichTextField):
        content.add_markup(spot, value)
    elif isinstance(model_field, models.URLField):
        content.add_link(spot, ADDRESS, value)
    elif isinstance(model_field, models.CharField | models.TextField) and not isinstance(model_field, NOT_PROSE):
        content.add_text(spot, value, is_prose=isinstance(model_field, models.TextField))


def _add_relation(content: Content, spot: Spot, model_field: models.ForeignKey, instance: models.Model) -> None:
    related: Any = model_field.related_model
    if issubclass(related, AbstractImage):
        content.add_picture(spot, getattr(instance, model_field.name))
    elif issubclass(related, AbstractDocument):
        _add_document(content, spot, getattr(instance, model_field.name))
    elif issubclass(related, Page):
        content.add_link(spot, PAGE_LINK, getattr(instance, model_field.attname))


def _add_document(content: Content, spot: Spot, document: Any) -> None:
    if document is not None:
        content.add_text(spot, document.title, is_prose=False)


def _walk(content: Content, spot: Spot, block: Any, value: Any) -> None:
    if isinstance(value, StreamValue):
        for child in value:
            label = child.block.label
            if child.block_type == "heading" and isinstance(child.block, blocks.CharBlock):
                content.add_heading(spot.inside(child.id, label), str(child.value or ""), BLOCK_HEADING_LEVEL)
            else:
                _walk(content, spot.inside(child.id, label), child.block, child.value)
    elif isinstance(value, ListValue):
        for item in value.bound_blocks:
            _walk(content, spot.inside(item.id), item.block, item.value)
    elif isinstance(value, StructValue):
        for name, child_block in block.child_blocks.items():
            _walk(content, spot.inside(name, child_block.label), child_block, value[name])
    else:
        _add_leaf(content, spot, block, value)


def _add_leaf(content: Content, spot: Spot, block: Any, value: Any) -> None:
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        content.add_text(spot, value, is_prose=isinstance(block, blocks.TextBlock))
    elif isinstance(block, blocks.RichTextBlock | blocks.RawHTMLBlock):
        content.add_markup(spot, getattr(value, "source", value))
    elif isinstance(block, ImageBlock | ImageChooserBlock):
        content.add_picture(spot, value)
    elif isinstance(block, DocumentChooserBlock):
        _add_document(content, spot, value)
    elif isinstance(block, blocks.PageChooserBlock):
        content.add_link(spot, PAGE_LINK, value and value.pk)
    elif isinstance(block, blocks.URLBlock):
        content.add_link(spot, ADDRESS, value)
