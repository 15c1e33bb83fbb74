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
