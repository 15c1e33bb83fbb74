from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Severity(TextChoices):
    """What a finding of the content checks does to publication."""

    BLOCK = "block", _("Must be changed")
    WARN = "warn", _("Needs a second look")


class Channel(TextChoices):
    """How a signature was given."""

    ADMIN = "admin", _("signed in the system")
    LINK = "link", _("signed by telephone link")
    PAPER = "paper", _("signed on paper")


class Decision(TextChoices):
    AGREE = "agree", _("Agreed")
    SEND_BACK = "send_back", _("Sent back")


class RoundState(TextChoices):
    OPEN = "open", _("Being reviewed")
    RETURNED = "returned", _("Sent back to the author")
    PUBLISHED = "published", _("Reviewed and published")
    TO_MAKE_UP = "to_make_up", _("Published as urgent, reviews to be made up")
    ENDED = "ended", _("Withdrawn")


UNDER_WAY = (RoundState.OPEN, RoundState.RETURNED)
SIGNABLE = (RoundState.OPEN, RoundState.TO_MAKE_UP)


class Basis(TextChoices):
    """What a publication rests on."""

    NO_CHAIN = "no_chain", _("no review asked for")
    REVIEWED = "reviewed", _("all reviews on record")
    URGENT = "urgent", _("urgent, signed by the final reviewer")
    ALIAS = "alias", _("same text as the reviewed original")
    IMPORTED = "imported", _("taken over with a reason")
    BEFORE_CHAIN = "before_chain", _("public before reviews were asked for")
