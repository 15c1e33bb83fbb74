"""The line at the foot of a page: who reviewed what one is reading."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.domain.gate import agreed
from reviews.models import Publication, ReviewRound, Signature

PLACES = {1: gettext_lazy("First review"), 2: gettext_lazy("Second review"), 3: gettext_lazy("Third review")}


@dataclass(frozen=True)
class BylineEntry:
    label: str
    names: str


def byline(page: Any) -> list[BylineEntry]:
    """一审, 二审, 三审 and 校对 of the text that is public now; empty for a draft and for what needed no review."""
    if not page.live or not page.pk:
        return []
    publication = Publication.objects.about(page).select_related("round").first()
    if publication is None or publication.round is None:
        return []
    return entries(signatures_of(publication.round, publication.content_hash))


def entries(signatures: list[Signature]) -> list[BylineEntry]:
    rows = [BylineEntry(str(PLACES[signature.stage.order]), signature.signer) for signature in signatures]
    readers = dict.fromkeys(signature.proof_reader for signature in signatures)
    return [*rows, BylineEntry(_("Proof-reading"), "、".join(readers))] if rows else []


def signatures_so_far(round_: ReviewRound) -> list[Signature]:
    """Who has agreed to the present text already, in the order of the stages."""
    return signatures_of(round_, round_.content_hash)


def signatures_of(round_: ReviewRound, digest: str) -> list[Signature]:
    """The agreeing signatures on exactly this text, in the order of the stages."""
    return sorted(agreed(round_, digest).values(), key=lambda signature: signature.stage.order)
