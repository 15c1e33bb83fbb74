"""The building blocks of a page → parts."""

from collections.abc import Callable
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from outreach.models import SiteDocument, SiteImage

from .parts import (
    Callout,
    Download,
    Downloads,
    Facts,
    Heading,
    Part,
    Picture,
    PictureMissing,
    Quote,
    Step,
    UnknownContent,
)
from .rich_text import absolute, read_rich_text

Parts = tuple[Part, ...]


def read_stream(stream: Any) -> Parts:
    """Every block in its order. Refuses a type nobody has taught us: it would be missing in the copies."""
    return tuple(part for block in stream for part in read_block(block.block_type, block.value))


def read_block(name: str, value: Any) -> Parts:
    reader = READERS.get(name)
    if reader is None:
        told = _("This page holds “%(name)s”, which can't be carried to other platforms. Please take it out first.")
        raise UnknownContent(told % {"name": name})
    return reader(value)


def picture_of(image: SiteImage, *, alt: str = "", caption: str = "") -> Picture:
    """Refuses a picture whose file is gone: its digest is part of what the page says."""
    try:
        return Picture(image.pk, image.get_file_hash(), alt=alt, caption=caption)
    except OSError as error:
        raise picture_missing(caption or alt or image.title) from error


def picture_missing(name: str) -> PictureMissing:
    told = _("The file of picture %(name)s is missing or damaged. Please choose it again on the page.")
    return PictureMissing(told % {"name": name})


def read_figure(value: Any) -> Parts:
    image = value["image"]
    if not image:  # a picture that was deleted from the library
        return ()
    alt = "" if image.decorative else image.contextual_alt_text or image.default_alt_text
    return (picture_of(image, alt=alt, caption=value["caption"] or ""),)


def read_quote(value: Any) -> Parts:
    lines = tuple(line.strip() for line in value["text"].splitlines() if line.strip())
    return (Quote(lines, value["source"] or ""),)


def read_steps(value: Any) -> Parts:
    return tuple(
        Step(number, step["title"], read_rich_text(step["text"].source))
        for number, step in enumerate(value["steps"], start=1)
    )


def read_callout(value: Any) -> Parts:
    return (Callout(value["title"] or "", read_rich_text(value["text"].source)),)


def read_facts(value: Any) -> Parts:
    return (Facts(tuple((row["label"], row["value"]) for row in value["rows"])),)


def read_file(document: SiteDocument, *, note: str = "") -> Download:
    kind = f"{document.file_extension.upper()} · {filesizeformat(document.get_file_size())}"
    return Download(document.title, kind, absolute(document.url), note)


def read_files(values: Any, *, title: str) -> Parts:
    files = tuple(read_file(value["document"], note=value["note"] or "") for value in values if value["document"])
    return (Downloads(title, files),) if files or title else ()


def read_period(value: Any) -> Parts:
    """One class of breach; the labels are those of the guide's table."""
    labels = (_("For example"), _("Shortest"), _("Longest"), _("Basis"))
    values = (value["examples"], value["shortest"], value["longest"], value["basis"])
    return (Heading(value["name"], level=3), Facts(tuple(zip(labels, values, strict=True))))


READERS: dict[str, Callable[[Any], Parts]] = {
    "heading": lambda value: (Heading(value),),
    "paragraph": lambda value: read_rich_text(value.source),
    "figure": read_figure,
    "photo": read_figure,
    "quote": read_quote,
    "steps": read_steps,
    "callout": read_callout,
    "facts": read_facts,
    "downloads": lambda value: read_files(value["files"], title=value["title"] or ""),
    "period": read_period,
}
