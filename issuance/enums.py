from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentKind(TextChoices):
    CERTIFICATE = "certificate", _("Training certificate")
    PLEDGE = "pledge", _("Signed pledge")


class DocumentState(TextChoices):
    """SEALING → VALID → REVOKED or REPLACED; SEALING → FAILED → SEALING again when the cause is gone."""

    SEALING = "sealing", _("Being sealed")
    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced")
    FAILED = "failed", _("Can't be issued")


class VerdictKind(TextChoices):
    """What an uploaded file turned out to be."""

    AUTHENTIC = "authentic", _("Authentic and in force")
    REVOKED = "revoked", _("Authentic, but revoked")
    REPLACED = "replaced", _("Authentic, but replaced by a newer paper")
    ALTERED = "altered", _("This file was altered")
    UNREGISTERED = "unregistered", _("Sealed by us, but not in our register")
    OTHER_SIGNER = "other_signer", _("Signed by somebody else")
    UNKNOWN = "unknown", _("Not a paper of this office")
    UNREADABLE = "unreadable", _("This file can't be verified")
    ENCRYPTED = "encrypted", _("This file is encrypted")
    EMPTY = "empty", _("This file is empty")
    TOO_LARGE = "too_large", _("This file is too large")
    NOT_PDF = "not_pdf", _("This is not a PDF file")


# A paper in one of these states was handed out, and its file can be checked against the register.
ISSUED_STATES = frozenset({DocumentState.VALID, DocumentState.REVOKED, DocumentState.REPLACED})
