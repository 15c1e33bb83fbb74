from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Listing(models.TextChoices):
    """Which articles a section lists."""

    OWN = "own", _("the articles filed under it")
    AUDIENCE = "audience", _("every article for its audience")
    EVERYTHING = "everything", _("every article of the site")


class CalloutTone(models.TextChoices):
    INFO = "info", _("For your information (blue)")
    WAIT = "wait", _("Attention (amber)")
    OK = "ok", _("Done, good to know (green)")


class MessageCategory(models.TextChoices):
    """What somebody wants of the office; each has a reply period of its own in InboxSettings."""

    CONSULTATION = "consultation", pgettext_lazy("message category", "Question")
    SUGGESTION = "suggestion", _("Complaint or suggestion")
    ERROR = "error", _("Mistake on this site")
    OTHER = "other", pgettext_lazy("message category", "Something else")


class MessageChannel(models.TextChoices):
    WEB = "web", _("This site")
    HOTLINE = "hotline", _("Hotline call")
    TICKET = "ticket", _("12345 ticket")
    VISIT = "visit", pgettext_lazy("message channel", "Visit")
    LETTER = "letter", pgettext_lazy("message channel", "Letter")


class MessageState(models.TextChoices):
    SUSPECTED = "suspected", _("Perhaps spam")
    NEW = "new", _("Not yet assigned")
    ASSIGNED = "assigned", _("Being dealt with")
    FORWARDED = "forwarded", _("Forwarded to another unit")
    ANSWERED = "answered", pgettext_lazy("public message", "Answered")
    CLOSED = "closed", pgettext_lazy("public message", "Dealt with")
    SPAM = "spam", _("Not taken up (spam)")


# Whoever waits for the office in these states waits against the deadline: what is held back as spam does too, or a
# person taken for a machine would wait for ever.
WAITING_STATES = (MessageState.SUSPECTED, MessageState.NEW, MessageState.ASSIGNED)
ANSWERABLE_STATES = (MessageState.NEW, MessageState.ASSIGNED, MessageState.FORWARDED)
REPLIED_STATES = (MessageState.ANSWERED, MessageState.CLOSED)


class SpamSign(models.TextChoices):
    """Why a message waits for a person to look at it first."""

    TRAP = "trap", _("A field that people don't see was filled in")
    FAST = "fast", _("Sent sooner than anybody can type")
    LINKS = "links", _("Many links")
    REPEATED = "repeated", _("The same text came a short while ago")
    FLOOD = "flood", _("Many messages from one place within an hour")


class EntryKind(models.TextChoices):
    """What a line of a message's history tells."""

    RECEIVED = "received", pgettext_lazy("public message", "Received")
    RELEASED = "released", _("Found to be no spam")
    REJECTED = "rejected", _("Found to be spam")
    ASSIGNED = "assigned", pgettext_lazy("public message", "Assigned")
    FORWARDED = "forwarded", pgettext_lazy("public message", "Forwarded")
    ANSWERED = "answered", pgettext_lazy("public message", "Answered")
    REOPENED = "reopened", pgettext_lazy("public message", "Taken up again")
    CLOSED = "closed", pgettext_lazy("public message", "Dealt with")
    NOTE = "note", _("Internal note")
    QUESTION = "question", _("Question page drafted")
    ERASED = "erased", _("Contact erased")
