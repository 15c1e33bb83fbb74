"""The 审校单 of a publication as a Word file, for the archive and for other platforms."""

from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx import Document

from reviews.domain.byline import signatures_of
from reviews.enums import Channel
from reviews.models import Publication, Signature


def record_of(page: Any) -> bytes | None:
    """Who reviewed the text that is public now; None for what needed no review or is not public."""
    publication = Publication.objects.about(page).select_related("round__submitted_by").first() if page.live else None
    if publication is None or publication.round is None:
        return None
    document = Document()
    document.add_heading(_("Record of reviews and proof-reading (审校单)"), level=1)
    _fill(document, [[label, value] for label, value in _facts(publication)])
    document.add_paragraph()
    _fill(
        document,
        [_head(), *(_row(signature) for signature in signatures_of(publication.round, publication.content_hash))],
    )
    document.add_paragraph(f"SHA-256 {publication.content_hash}")
    document.core_properties.created = document.core_properties.modified = publication.published_at
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _facts(publication: Publication) -> list[tuple[str, str]]:
    round_ = publication.round
    reason = f"：{publication.reason}" if publication.reason else ""
    author = round_.submitted_by.get_full_name() if round_ and round_.submitted_by else ""
    return [
        (pgettext("content", "title"), publication.title),
        (_("drafted by"), author),
        (_("public since"), _moment(publication.published_at)),
        (_("rests on"), f"{publication.get_basis_display()}{reason}"),
    ]


def _head() -> list[str]:
    return [
        pgettext("review", "stage"),
        _("signer"),
        pgettext("review", "how"),
        pgettext("review", "when"),
        _("proof-reader"),
        _("no secrets"),
    ]


def _row(signature: Signature) -> list[str]:
    on_paper = signature.channel == Channel.PAPER
    signed = f"{timezone.localtime(signature.signed_at):%Y-%m-%d}" if on_paper else _moment(signature.signed_at)
    duty = f"（{signature.signer_duty}）" if signature.signer_duty else ""
    how = str(signature.get_channel_display())
    return [signature.stage_name, f"{signature.signer}{duty}", how, signed, signature.proof_reader, "✓"]


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _fill(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for cells, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(cells.cells, values, strict=True):
            cell.text = value
