from django.db import models
from django.utils.translation import gettext_lazy as _


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


class AlarmState(models.TextChoices):
    OPEN = "open", _("To be decided")
    HANDLED = "handled", _("Settled")
    KEPT = "kept", _("Kept with a reason")


class LinkProblem(models.TextChoices):
    MISSING = "missing", _("what it points to was deleted")
    NOT_LIVE = "not_live", _("the page isn't published")
    NO_FILE = "no_file", _("the file is missing")
    NO_ADDRESS = "no_address", _("there is nothing at this address")
