"""The content checks: everything that is said about a text while it is written and before it is published."""

from collections.abc import Callable, Iterable

from django.db import models
from wagtail.models import Page

from reviews.domain.checks.campaigns import check_campaigns
from reviews.domain.checks.content import Content, Passage, Spot, gather
from reviews.domain.checks.dates import check_dates
from reviews.domain.checks.findings import Finding
from reviews.domain.checks.links import check_links
from reviews.domain.checks.personal import check_personal
from reviews.domain.checks.structure import check_alt_texts, check_headings, check_minors
from reviews.domain.checks.style import check_markup, check_punctuation, check_readability
from reviews.domain.checks.wording import check_absolute, check_condition, check_secrecy
from reviews.domain.checks.words import check_words
from reviews.models import CheckConfirmation

CHECKS: tuple[Callable[[Content], Iterable[Finding]], ...] = (
    check_secrecy,
    check_personal,
    check_condition,
    check_words,
    check_alt_texts,
    check_headings,
    check_links,
    check_minors,
    check_absolute,
    check_campaigns,
    check_dates,
    check_punctuation,
    check_markup,
    check_readability,
)


def examine(instance: models.Model) -> list[Finding]:
    """What is to be said about a page or anything else with text, saved or not; what blocks comes first, each thing once."""
    return _examine(gather(instance))


def examine_text(text: str) -> list[Finding]:
    """The same for a text from anywhere, paragraph by paragraph."""
    return _examine(Content(passages=[Passage(Spot(), line) for line in text.splitlines() if line.strip()]))


def blocking_problems(page: Page) -> list[Finding]:
    """Why this page can't be published as it is: what blocks, and warnings nobody has confirmed for this text. For a draft,
    give the page as its revision has it."""
    findings = examine(page)
    confirmed = confirmed_fingerprints(page)
    return [finding for finding in findings if finding.is_blocking or finding.fingerprint not in confirmed]


def objections(version: models.Model) -> list[str]:
    """The same in sentences, for the gate before publication. Only pages are written with the checks beside them."""
    if not isinstance(version, Page):
        return []
    return [
        f"{finding.label}：{finding.message}" if finding.label else finding.message
        for finding in blocking_problems(version)
    ]


def confirmed_fingerprints(page: Page) -> set[str]:
    return set(CheckConfirmation.objects.filter(page=page.pk).values_list("fingerprint", flat=True))


def _examine(content: Content) -> list[Finding]:
    findings = dict.fromkeys(finding for check in CHECKS for finding in check(content))
    return sorted(findings, key=lambda finding: not finding.is_blocking)
