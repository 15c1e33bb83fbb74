from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.clock import now


class SiteState(models.Model):
    """Two switches over the whole public site, each with its end and its reason: grey on days of mourning, and a freeze
    (重保) during which there are no public forms and no scheduled posts. One row; both end by themselves."""

    wagtail_reference_index_ignore = True

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveIntegerField(default=0, help_text="counts the switchings, for cache keys")
    grey_until = models.DateTimeField(_("grey until"), null=True, blank=True)
    grey_reason = models.CharField(_("reason"), max_length=120, blank=True)
    freeze_until = models.DateTimeField(_("frozen until"), null=True, blank=True)
    freeze_reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("state of the site")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_site_state"),
            models.CheckConstraint(condition=Q(grey_until=None) | ~Q(grey_reason=""), name="grey_has_reason"),
            models.CheckConstraint(condition=Q(freeze_until=None) | ~Q(freeze_reason=""), name="freeze_has_reason"),
        ]

    @property
    def is_grey(self) -> bool:
        return _ahead(self.grey_until)

    @property
    def is_frozen(self) -> bool:
        return _ahead(self.freeze_until)


def _ahead(until: datetime | None) -> bool:
    return until is not None and until > now()
