"""What a paper says, line by line, for screens."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from issuance.domain.rendering import NAME_PLACE, attended_words, chinese_date, chinese_time
from issuance.enums import DocumentKind
from issuance.models import IssuedDocument


class Line(NamedTuple):
    label: str
    value: str

    @property
    def is_code(self) -> bool:
        """Numbers and codes stay on one line."""
        return self.value.isascii() and len(self.value) < 30


def printed_lines(document: IssuedDocument, *, name: str) -> list[Line]:
    """Every printed fact under its label, with the name as the caller may show it (masked, or in full)."""
    lines = _certificate(document, name) if document.kind == DocumentKind.CERTIFICATE else _pledge(document, name)
    return [Line(label, value) for label, value in lines if value]


def _certificate(document: IssuedDocument, name: str) -> list[tuple[str, str]]:
    facts = document.facts
    return [
        (_("Number"), document.number),
        (_("Full name"), name),
        (_("Name of the unit"), facts["unit"]),
        (_("Unified social credit code"), facts.get("uscc", "")),
        (_("Role in the unit"), facts.get("role", "")),
        (_("Training attended"), facts["session_title"]),
        (_("Held by"), facts.get("hosts", "")),
        (_("Date of the training"), attended_words(facts)),
        (_("Contents"), facts["contents"]),
        (_("Also"), facts.get("achievements", "")),
        (_("Issued by"), facts["issuer"]),
        (_("Issued on"), chinese_date(datetime.fromisoformat(facts["issued_on"]).date())),
    ]


def _pledge(document: IssuedDocument, name: str) -> list[tuple[str, str]]:
    facts = document.facts
    return [
        (_("Title"), facts["title"]),
        (_("Signed by"), name),
        (_("Name of the unit"), facts.get("unit", "")),
        (_("Unified social credit code"), facts.get("uscc", "")),
        (_("Role in the unit"), facts.get("role", "")),
        (_("Text"), facts["text"].replace(NAME_PLACE, name)),
        (_("Signed at (server time)"), chinese_time(datetime.fromisoformat(facts["signed_at"]))),
        (_("Identified by"), facts["identified_by"]),
        (_("Version of the text"), facts["template_version"]),
        (_("SHA-256 of the text"), facts["text_hash"]),
        (_("Recorded by"), facts["issuer"]),
    ]
