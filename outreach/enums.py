from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Listing(models.TextChoices):
    """Which pages a section lists."""

    OWN = "own", _("the pages filed under it")
    AUDIENCE = "audience", _("every page for its audience")
    EVERYTHING = "everything", _("every article and story of the site")


class PageKind(models.TextChoices):
    """What a listed page is; also the value of `?kind=` in a section's filter."""

    ARTICLE = "article", _("News")
    EXEMPLAR = "exemplar", _("Exemplar stories")
    POLICY = "policy", _("Policies")
    RESOURCE = "resource", _("Materials")
    PLACE = "place", _("Places")


class CalloutTone(models.TextChoices):
    INFO = "info", _("For your information (blue)")
    WAIT = "wait", _("Attention (amber)")
    OK = "ok", _("Done, good to know (green)")


class FigureSize(models.TextChoices):
    FULL = "full", _("full width")
    HALF = "half", _("half width, for upright pictures")


class PolicyStatus(models.TextChoices):
    """Follows from the dates; nobody sets it by hand."""

    NOT_YET = "not_yet", _("not yet in force")
    IN_FORCE = "in_force", _("in force")
    REPEALED = "repealed", _("no longer in force")
    UNDATED = "undated", _("date of effect not stated")


class PlaceKind(models.TextChoices):
    CAMPUS = "campus", _("Campus")
    COMMUNITY = "community", _("Community")
    VILLAGE = "village", _("Village")
    PARK = "park", _("Park")
    BASE = "base", _("Publicity base")


class ResourceKind(models.TextChoices):
    HANDBOOK = "handbook", _("Handbook")
    POSTER = "poster", _("Poster")
    LEAFLET = "leaflet", _("Leaflet")
    SLIDES = "slides", _("Slides for a class meeting")
    LESSON_PLAN = "lesson_plan", _("Lesson plan")
    LOUDSPEAKER = "loudspeaker", _("Text for the loudspeaker")
    VIDEO = "video", _("Video")


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


class AlarmState(models.TextChoices):
    OPEN = "open", _("To be decided")
    HANDLED = "handled", _("Settled")
    KEPT = "kept", _("Kept with a reason")


class LinkProblem(models.TextChoices):
    MISSING = "missing", _("what it points to was deleted")
    NOT_LIVE = "not_live", _("the page isn't published")
    NO_FILE = "no_file", _("the file is missing")
    NO_ADDRESS = "no_address", _("there is nothing at this address")


class Platform(models.TextChoices):
    """Where else a page is published."""

    HOST = "host", _("Shared government platform (jiyuehua pingtai)")
    WECHAT = "wechat", _("WeChat official account")
    PRESS = "press", _("Newspaper, radio, television")
    SUPERIOR = "superior", _("Credit portal of the city or province")
    OTHER = "other", _("Another place")


# A paper or a broadcast may have no address, but it has a name.
NAMED_PLATFORMS = (Platform.PRESS, Platform.OTHER)


class CopyState(models.TextChoices):
    """How a copy elsewhere stands to our page; follows from the row, nobody sets it by hand."""

    SAME = "same", _("says the same")
    CHANGED = "changed", _("Content was updated, please bring it up to date there")
    ORIGINAL_GONE = "gone", _("The original is no longer published, please take it down there")
    FIXED = "fixed", _("printed or broadcast")
    WITHDRAWN = "withdrawn", _("taken down")
