from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PledgeKind(TextChoices):
    """Never mixed up with the official commitment letter that belongs to an application for restoration."""

    TRAINING = "training", _("Training pledge")


class TemplateState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class PledgeState(TextChoices):
    OPEN = "open", _("Waiting for the signature")
    SIGNED = "signed", _("Signed")
    REFUSED = "refused", _("Refused")


class IdentifiedBy(TextChoices):
    """How we know who holds the phone; printed on the audit page."""

    SEAT_SLIP = "seat_slip", _("code of the seat slip handed out by staff")
    PERSONAL_LINK = "personal_link", _("personal link")
    PHONE_CODE = "phone_code", _("one-time code by text message")
    STAFF = "staff", _("staff member on site")
    UNKNOWN = "unknown", _("not recorded")
