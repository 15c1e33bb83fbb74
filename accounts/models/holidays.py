from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class HolidayQuerySet(models.QuerySet["HolidayOverride"]):
    def as_overrides(self) -> dict[date, bool]:
        """Day → does the office work, as common.working_days wants it."""
        return dict(self.values_list("day", "is_working"))


class HolidayOverride(models.Model):
    """A day on which this office works, or doesn't, whatever the published calendar says: a new year's holidays, a local day off."""

    day = models.DateField(_("calendar day"), unique=True)
    is_working = models.BooleanField(_("a working day"), default=False)
    note = models.CharField(_("note"), max_length=80, blank=True, help_text=_("For example the notice that says so."))

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday or working day")
        verbose_name_plural = _("holidays and working days")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
