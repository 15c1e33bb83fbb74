from datetime import date, datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class FreshnessRuleQuerySet(models.QuerySet["FreshnessRule"]):
    def live(self) -> Self:
        return self.filter(page__live=True).select_related("page")


class FreshnessRule(models.Model):
    """How often a column must get something new (国办秘函〔2019〕19号: home page and news 2 weeks, notices and policies 6 months),
    and when it last did. Rules come by themselves; the office changes the days."""

    wagtail_reference_index_ignore = True

    page = models.OneToOneField(Page, models.CASCADE, related_name="freshness_rule", verbose_name=_("section"))
    update_every_days = models.PositiveSmallIntegerField(
        _("something new every … days"),
        null=True,
        blank=True,
        help_text=_("Empty: 14 days for the home page and for news, 180 for everything else. 0: never asked for."),
    )
    default_days = models.PositiveSmallIntegerField(editable=False, default=180)
    newest_at = models.DateTimeField(_("newest"), null=True, editable=False)

    objects = FreshnessRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("update interval")
        verbose_name_plural = _("update intervals")
        ordering = ["page__path"]

    def __str__(self) -> str:
        return str(self.page)

    @property
    def days(self) -> int:
        """The days that count: the office's, else the default for what the section lists. 0 means no limit."""
        return self.default_days if self.update_every_days is None else self.update_every_days

    def days_left(self, day: date) -> int | None:
        """Until the section counts as stale; zero or less when it does. None where nothing is asked or nothing there."""
        if not self.days or self.newest_at is None:
            return None
        return self.days - (day - local_day(self.newest_at)).days


def local_day(at: datetime) -> date:
    return timezone.localtime(at).date()
