"""Punctuation and readability: what makes a text harder to read than it has to be."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from reviews.domain.checks.content import Content, Passage
from reviews.domain.checks.findings import Finding
from reviews.enums import Severity

HAN = "\u3400-\u9fff"
HALF_WIDTH = re.compile(
    rf"[{HAN}][,;:?!()](?=[{HAN}])|[{HAN}][,;?!](?=\s|$)|\([^()]*[{HAN}][^()]*\)|\"[^\"]*[{HAN}][^\"]*\""
)
MIXED_BRACKETS = re.compile(r"（[^（）()]*\)|\([^（）()]*）")
DOUBLED = re.compile("，，|。。|、、|；；|：：|，。|。，|、，|，、|！！|？？")
DOTS = re.compile(rf"(?<=[{HAN}])\.{{2,}}")
FULL_WIDTH_DIGITS = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
LEFTOVER = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|mdash);|</?[a-z][a-z0-9:]*(?:\s[^<>]*)?/?>|\bmso-[a-z-]+|MsoNormal",
    re.IGNORECASE,
)
PAIRS = (("“", "”"), ("《", "》"), ("「", "」"))
CHECKED_MARKS = (HALF_WIDTH, MIXED_BRACKETS, DOUBLED, DOTS, FULL_WIDTH_DIGITS)
# A decimal point, a time and an address are no ends; a line is.
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?[”』」]?")
CLAUSE = re.compile("[，,、：:]")
LONGEST_SENTENCE = 80
LONGEST_PARAGRAPH = 300
MOST_CLAUSES = 8
SHOWN = 24


def check_punctuation(content: Content) -> Iterator[Finding]:
    """Half-width marks inside Chinese, doubled and unpaired marks, full-width digits: one finding for a paragraph."""
    for passage in content.passages:
        found = next((match.group() for mark in CHECKED_MARKS if (match := mark.search(passage.raw))), "")
        found = found or next((opening for opening, closing in PAIRS if _unpaired(passage.raw, opening, closing)), "")
        if found:
            told = _("Punctuation that doesn't belong in Chinese text, is doubled, or lacks its other half.")
            yield _finding("punctuation", told, _("Please use full-width marks, each once."), found[:SHOWN], passage)


def check_markup(content: Content) -> Iterator[Finding]:
    for passage in content.passages:
        match = LEFTOVER.search(passage.raw)
        if match:
            told = _("Leftovers of another program's formatting.")
            yield _finding("leftover_markup", told, _("Please delete them."), match.group()[:SHOWN], passage)


def check_readability(content: Content) -> Iterator[Finding]:
    """Sentences up to 80 characters with at most 8 breaks, paragraphs up to 300. Titles and captions aren't sentences."""
    for passage in content.passages:
        if passage.is_prose:
            yield from _sentences(passage)
            yield from _paragraphs(passage)


def _sentences(passage: Passage) -> Iterator[Finding]:
    for match in SENTENCE.finditer(passage.raw):
        sentence = match.group().strip()
        if len(sentence) > LONGEST_SENTENCE:
            told = _("A sentence of %(count)s characters.") % {"count": len(sentence)}
            yield _finding("long_sentence", told, _("Please make two of it."), sentence[:SHOWN] + "…", passage)
        elif len(CLAUSE.findall(sentence)) > MOST_CLAUSES:
            told = _("A sentence of many parts.")
            yield _finding("many_clauses", told, _("A list would be easier to read."), sentence[:SHOWN] + "…", passage)


def _paragraphs(passage: Passage) -> Iterator[Finding]:
    for paragraph in map(str.strip, passage.raw.split("\n")):
        if len(paragraph) > LONGEST_PARAGRAPH:
            told = _("A paragraph of %(count)s characters.") % {"count": len(paragraph)}
            yield _finding("long_paragraph", told, _("Please divide it."), paragraph[:SHOWN] + "…", passage)


def _unpaired(text: str, opening: str, closing: str) -> bool:
    return text.count(opening) != text.count(closing)


def _finding(code: str, message: str, advice: str, found: str, passage: Passage) -> Finding:
    spot = passage.spot
    return Finding(code, Severity.WARN, message, advice, found, spot.place, spot.label, passage.text)
