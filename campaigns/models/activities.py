from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet
from campaigns.enums import ActivityKind, ActivityState, CampaignState
from common.fields import PublicIdField
from outreach.models import Audience, PlacePage

from .campaigns import Campaign


class ActivityQuerySet(AreaScopedQuerySet["Activity"]):
    area_field = "campaign__area"

    def public(self) -> Self:
        """Activities of campaigns that are published."""
        return self.filter(campaign__state=CampaignState.PUBLISHED)


class Activity(models.Model):
    """One thing that happens at one place and time in a campaign."""

    public_id = PublicIdField()
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="activities", verbose_name=_("campaign"))
    state = models.CharField(_("state"), max_length=12, choices=ActivityState, default=ActivityState.PLANNED)
    kind = models.CharField(_("kind"), max_length=12, choices=ActivityKind, default=ActivityKind.DESK)
    title = models.CharField(_("title"), max_length=60)
    place = models.CharField(_("place"), max_length=80)
    place_page = models.ForeignKey(
        PlacePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("page of the place"),
        help_text=_("The activity is then announced there too."),
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    audience = models.ForeignKey(
        Audience, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("for whom")
    )
    description = models.TextField(_("description"), max_length=500, blank=True)
    staff_contact = models.CharField(
        _("contact"),
        max_length=60,
        blank=True,
        help_text=_("Shown on the site: an office telephone, no private number."),
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="activity_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["campaign", "title", "starts_at"],
                name="activity_once",
                violation_error_message=_("This activity is already in the plan: same title, same time."),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="activity_start")]

    def __str__(self) -> str:
        return self.title

    @property
    def area(self) -> Area:
        return self.campaign.area

    @property
    def is_cancelled(self) -> bool:
        return self.state == ActivityState.CANCELLED
