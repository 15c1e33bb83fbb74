from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyNotice(models.Model):
    """What one member of staff was told one morning: once a day, however often the task runs. Nothing due is a row, too."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="daily_notices")
    day = models.DateField(_("day"))
    counts = models.JSONField(_("what was due"), default=dict)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("daily notice")
        verbose_name_plural = _("daily notices")
        ordering = ["-day", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="daily_notice_once")]
