"""The office's word list against a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from reviews.domain.checks.content import Content, Passage
from reviews.domain.checks.findings import Finding
from reviews.domain.checks.normalise import SENTENCE_END, as_printed, normalise, squeeze
from reviews.models import WordRule

ANY_TITLE = "《》"
TITLES = re.compile("《[^》]*》")
WILDCARD = "*"
GAP = f"[^{re.escape(SENTENCE_END)}]{{0,12}}?"
Span = tuple[int, int]


@dataclass(frozen=True)
class CompiledRule:
    rule: WordRule
    pattern: re.Pattern[str]
    seed: str  # the longest plain piece: a text without it can't match
    exceptions: tuple[str, ...]
    fine_in_titles: bool

    def hits(self, text: str) -> Iterator[str]:
        if self.seed not in text:
            return
        fine = list(self._fine_spans(text))
        for match in self.pattern.finditer(text):
            if not any(start <= match.start() and match.end() <= end for start, end in fine):
                yield match.group()

    def _fine_spans(self, text: str) -> Iterator[Span]:
        if self.fine_in_titles:
            yield from (match.span() for match in TITLES.finditer(text))
        for expression in self.exceptions:
            yield from (match.span() for match in re.finditer(re.escape(expression), text))


def check_words(content: Content) -> Iterator[Finding]:
    """Words in use on the list, also where somebody has put blanks, marks or invisible characters between their letters."""
    rules = compiled_rules(WordRule.objects.version())
    for passage in content.passages:
        for compiled in rules:
            for found in dict.fromkeys(compiled.hits(passage.squeezed)):
                yield _finding(compiled.rule, found, passage)


@lru_cache(maxsize=2)
def compiled_rules(version: tuple[int, ...]) -> tuple[CompiledRule, ...]:
    """Loaded and compiled once per change of the list: every change of the table is another version, in every process."""
    return tuple(map(compile_rule, WordRule.objects.active()))


def compile_rule(rule: WordRule) -> CompiledRule:
    pieces = [_plain(piece) for piece in normalise(rule.word).split(WILDCARD)]
    lines = [line.strip() for line in rule.except_in.splitlines() if line.strip()]
    return CompiledRule(
        rule=rule,
        pattern=re.compile(GAP.join(map(re.escape, pieces))),
        seed=max(pieces, key=len),
        exceptions=tuple(_plain(line) for line in lines if line != ANY_TITLE),
        fine_in_titles=ANY_TITLE in lines,
    )


def _plain(text: str) -> str:
    return squeeze(normalise(text)).strip()


def _finding(rule: WordRule, found: str, passage: Passage) -> Finding:
    told = _("On the list of words to avoid.")
    spot = passage.spot
    return Finding(
        f"word-{rule.pk}", rule.severity, told, rule.advice, as_printed(found), spot.place, spot.label, passage.text
    )
