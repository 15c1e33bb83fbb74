from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """What a finding of the content checks does to publication."""

    BLOCK = "block", _("Must be changed")
    WARN = "warn", _("Needs a second look")
