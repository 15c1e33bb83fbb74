"""What a check says, and how one recognises that it says the same thing again."""

from dataclasses import dataclass, field

from django.utils.crypto import salted_hmac

from reviews.enums import Severity


@dataclass(frozen=True)
class Finding:
    """One thing to look at: `found` is the text, masked where it is personal data; `place` is the content path in the editor.

    `context` is the whole text around it. It may hold personal data, so it is never shown and never stored; the fingerprint
    is keyed for the same reason.
    """

    code: str
    severity: str
    message: str
    advice: str = ""
    found: str = ""
    place: str = ""
    label: str = ""
    context: str = field(default="", repr=False)

    @property
    def is_blocking(self) -> bool:
        return self.severity == Severity.BLOCK

    @property
    def fingerprint(self) -> str:
        """The same for the same finding in the same text, wherever it was moved; another one once the text has changed."""
        told = "\x1f".join((self.code, self.found, self.context))
        return salted_hmac("reviews.checks", told, algorithm="sha256").hexdigest()
