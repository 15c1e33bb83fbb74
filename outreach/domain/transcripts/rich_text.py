"""Rich text as the editor stores it → paragraphs and list items."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from .parts import Item, Paragraph, Run, Runs, UnknownContent, address_behind

BLANKS = re.compile(r"[ \t\r\n]+")  # and not the full-width space, which is meant
BOLD = {"b", "strong"}
LISTS = {"ul", "ol"}
KNOWN = {"p", "br", "a", "li", *BOLD, *LISTS}


def absolute(address: str) -> str:
    """An address that works outside our site."""
    return urljoin(f"{settings.PUBLIC_URL}/", address) if address else ""


def read_rich_text(source: str) -> tuple[Paragraph | Item, ...]:
    """Links become absolute; a line break begins a new paragraph. Refuses tags that the block doesn't offer its editors."""
    reader = RichTextReader()
    reader.feed(expand_db_html(source))
    reader.close()
    reader.finish()
    return tuple(reader.parts)


class RichTextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Paragraph | Item] = []
        self.runs: list[Run] = []
        self.bold = 0
        self.href = ""
        self.link_text = ""
        self.counters: list[int | None] = []  # of the open lists: the last number, or None for bullets
        self.entry: int | None = None  # the number of a list entry that hasn't said anything yet

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KNOWN:
            told = _("This page holds “%(name)s”, which can't be carried to other platforms. Please take it out first.")
            raise UnknownContent(told % {"name": tag})
        if tag in BOLD:
            self.bold += 1
        elif tag == "a":
            self.href, self.link_text = absolute(dict(attrs).get("href") or ""), ""
        else:
            self.begin(tag)

    def begin(self, tag: str) -> None:
        self.finish()
        if tag in LISTS:
            self.counters.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.entry = self.next_number()

    def next_number(self) -> int:
        if not self.counters or self.counters[-1] is None:
            return 0
        self.counters[-1] += 1
        return self.counters[-1]

    def handle_endtag(self, tag: str) -> None:
        if tag in BOLD:
            self.bold -= 1
        elif tag == "a":
            self.runs += address_behind(self.link_text, self.href) if self.href else ()
            self.href = ""
        elif tag != "br":
            self.finish()
            if tag in LISTS:
                self.counters.pop()

    def handle_data(self, data: str) -> None:
        text = BLANKS.sub(" ", data)
        self.link_text += text
        self.runs.append(Run(text, bold=self.bold > 0, href=self.href))

    def finish(self) -> None:
        """Close the paragraph or entry that is open, if it says anything; what an entry says after its first line is a paragraph."""
        runs = trimmed(self.runs)
        self.runs = []
        if not runs:
            return
        self.parts.append(Paragraph(runs) if self.entry is None else Item(runs, number=self.entry))
        self.entry = None


def trimmed(runs: list[Run]) -> Runs:
    """Without blanks at the ends."""
    texts = [run.text for run in runs]
    said = [position for position, text in enumerate(texts) if text.strip()]
    if not said:
        return ()
    kept = runs[said[0] : said[-1] + 1]
    kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)
