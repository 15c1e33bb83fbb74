"""Our page types → transcripts. Each reader follows the order of its template, so that the copies say what the page says."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from accounts.models import OfficeSettings
from outreach.enums import PolicyStatus
from outreach.models import (
    ArticlePage,
    BasePage,
    ExemplarPage,
    GuidePage,
    PlacePage,
    PolicyPage,
    QuestionPage,
    ResourcePage,
    SiteImage,
    StandingPage,
)

from .blocks import Parts, picture_of, read_file, read_files, read_stream
from .parts import (
    Byline,
    Callout,
    Downloads,
    Facts,
    Heading,
    Item,
    Paragraph,
    Picture,
    Run,
    Transcript,
    UnknownContent,
    link,
    walk,
)
from .rich_text import absolute, read_rich_text


def read_page(page: Page) -> Transcript:
    """Read the page as it is in hand. Refuses types that only list other pages."""
    page = page.specific
    reader = READERS.get(type(page))
    if reader is None:
        raise UnknownContent(_("Lists of pages aren't carried to other platforms; please choose one of the pages."))
    published = page.first_published_at
    return Transcript(
        title=page.title,
        parts=reader(page),
        digest=page.teaser or getattr(page, "introduction", ""),
        address=absolute(page.url or ""),
        published_on=timezone.localtime(published).date() if published else None,
    )


def readable_types() -> tuple[type[BasePage], ...]:
    return tuple(READERS)


def check_code(transcript: Transcript) -> str:
    """A SHA-256 over the words and pictures in their order: equal codes, equal content. How it looks doesn't matter."""
    said = [
        [part.file_hash, part.alt, part.caption] if isinstance(part, Picture) else part.lines
        for part in walk(transcript.parts)
    ]
    return hashlib.sha256(json.dumps([transcript.title, said], ensure_ascii=False).encode()).hexdigest()


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def paragraph(text: str) -> Parts:
    """The lines of a plain text as paragraphs; none for an empty one."""
    return tuple(Paragraph((Run(line.strip()),)) for line in text.splitlines() if line.strip())


def byline(*items: str) -> Parts:
    said = tuple(item for item in items if item)
    return (Byline(said),) if said else ()


def cover(image: SiteImage | None, *, caption: str = "") -> Parts:
    if image is None:
        return ()
    alt = image.default_alt_text
    return (replace(picture_of(image, alt=alt, caption=caption), label=alt or image.title),)


def links(title: str, pages: Iterable[Page]) -> Parts:
    items = tuple(Item(link(page.title, absolute(page.url or ""))) for page in pages)
    return (Heading(title), *items) if items else ()


def labelled(*rows: tuple[str, Any]) -> Parts:
    said = tuple((label, chinese_day(value) if isinstance(value, date) else value) for label, value in rows if value)
    return (Facts(said),) if said else ()


def anti_fraud() -> Parts:
    """The office's warning; it goes along wherever restoration is explained."""
    office = OfficeSettings.for_site(Site.objects.get(is_default_site=True))
    text = office.anti_fraud_text or _(
        "Credit restoration costs nothing. If anyone asks money for it, please be alert and verify with the credit office by telephone."
    )
    phone = _("Telephone %(phone)s") % {"phone": office.phone} if office.phone else ""
    return (Callout(_("Please be alert and verify"), paragraph(f"{text} {phone}")),)


def read_written(page: Any) -> Parts:
    """Articles and exemplar stories; the credit code and the consent of the praised stay in the house."""
    published = chinese_day(timezone.localtime(page.first_published_at).date()) if page.first_published_at else ""
    source = _("Source: %(source)s") % {"source": page.source} if page.source else ""
    return (
        *byline(published, source, page.place),
        *honoured(page),
        *cover(page.cover, caption=page.cover.source if page.cover else ""),
        *read_stream(page.body),
    )


def honoured(page: Any) -> Parts:
    if not isinstance(page, ExemplarPage):
        return ()
    return (Paragraph((Run(page.honoree_name, bold=True),)), *paragraph(page.honour))


def read_question(page: Any) -> Parts:
    basis = _("Basis: %(basis)s") % {"basis": page.basis} if page.basis else ""
    return (
        *paragraph(page.short_answer),
        *read_stream(page.body),
        *links(_("Read on"), page.related_pages()),
        *paragraph(basis),
        *anti_fraud(),
    )


def read_policy(page: Any) -> Parts:
    official = link(_("Official text on the issuing body's site"), page.official_url)
    replaced = PolicyPage.objects.published().filter(replaced_by=page)
    return (
        *byline(str(page.status.label), page.document_number),
        *succession(page),
        Heading(_("In plain words")),
        *paragraph(page.plain_summary),
        Heading(_("The document")),
        *labelled(
            (_("issued by"), page.issuing_body),
            (_("Document number"), page.document_number),
            (_("issued on"), page.issued_on),
            (_("In force from"), page.effective_on),
            (_("No longer in force from"), page.repealed_on),
        ),
        *([Paragraph(official)] if page.official_url else []),
        *read_stream(page.body),
        *attachments(page),
        *links(_("It replaces"), replaced),
        *paragraph(_("The plain words are the office's own; the official text prevails.")),
        *anti_fraud(),
    )


def succession(page: Any) -> Parts:
    """That a document no longer holds, or that there is a newer one."""
    newer = PolicyPage.objects.published().filter(pk=page.replaced_by_id).first()
    here = (Paragraph(link(newer.title, absolute(newer.url or ""))),) if newer else ()
    if page.status == PolicyStatus.REPEALED:
        since = _("Since") + chinese_day(page.repealed_on) + _(", this document no longer applies.")
        by = paragraph(_("It was replaced by:")) if newer else ()
        return (Callout(_("No longer in force"), (*paragraph(since), *by, *here)),)
    return (Callout(_("There is a newer document"), here),) if newer else ()


def attachments(page: Any) -> Parts:
    files = read_files([block.value for block in page.attachments], title="")
    return (Heading(_("Attachments")), *files) if files else ()


def read_guide(page: Any) -> Parts:
    return (
        *paragraph(page.introduction),
        *anti_fraud(),
        *classes(page),
        *read_stream(page.body),
        *([Heading(_("Court debtors: another road")), *read_rich_text(page.court_note)] if page.court_note else []),
        Callout(
            _("About training"),
            paragraph(
                _(
                    "Training is free and voluntary. It is not on the list of papers for an application and no condition of restoration; whoever doesn't come can apply just the same."
                )
            ),
        ),
    )


def classes(page: Any) -> Parts:
    if not page.periods:
        return ()
    since = chinese_day(page.rule_in_force_on) if page.rule_in_force_on else ""
    rule = _("Rule: %(rule)s") % {"rule": page.rule_name} + (_(", in force since") + since if since else "")
    return (
        Heading(_("Which class, and how long is it published")),
        *paragraph(_("The class is the one the deciding authority published; this site only repeats it.")),
        *read_stream(page.periods),
        *paragraph(
            _("Periods are worked out from published rules; the deciding authority and the publication page prevail.")
        ),
        *paragraph(rule if page.rule_name else ""),
    )


def read_place(page: Any) -> Parts:
    """What goes on there changes by itself and isn't part of the copy."""
    reach = labelled(
        (_("Address"), page.address),
        (_("Opening hours"), page.opening_hours),
        (_("Contact"), page.contact),
        (_("Telephone"), page.phone),
    )
    photos = read_stream(page.photos)
    return (
        *byline(page.get_place_kind_display()),
        *paragraph(page.summary),
        *cover(page.cover),
        *read_stream(page.body),
        *((Heading(_("Pictures")), *photos) if photos else ()),
        *((Heading(_("How to reach it")), *reach) if reach else ()),
        *links(_("Materials used here"), page.materials.all().live().public()),
    )


def read_resource(page: Any) -> Parts:
    shows_cover = page.cover and not page.is_film and not page.is_sound
    return (
        *byline(*page.list_notes),
        *paragraph(page.summary),
        *([Downloads("", (read_file(page.file),))] if page.file else []),
        *(cover(page.cover) if shows_cover else ()),
        *read_stream(page.body),
        Callout(
            _("Free to use"),
            paragraph(_("Schools, villages, communities and parks may print, read out and pass on this material.")),
        ),
    )


def read_standing(page: Any) -> Parts:
    return (*paragraph(page.introduction), *read_stream(page.body))


READERS: dict[type[BasePage], Callable[[Any], Parts]] = {
    ArticlePage: read_written,
    ExemplarPage: read_written,
    GuidePage: read_guide,
    PlacePage: read_place,
    PolicyPage: read_policy,
    QuestionPage: read_question,
    ResourcePage: read_resource,
    StandingPage: read_standing,
}
