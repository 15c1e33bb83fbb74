from django.db import models
from django.utils.translation import gettext_lazy as _


class Listing(models.TextChoices):
    """Which articles a section lists."""

    OWN = "own", _("the articles filed under it")
    AUDIENCE = "audience", _("every article for its audience")
    EVERYTHING = "everything", _("every article of the site")


class CalloutTone(models.TextChoices):
    INFO = "info", _("For your information (blue)")
    WAIT = "wait", _("Attention (amber)")
    OK = "ok", _("Done, good to know (green)")
