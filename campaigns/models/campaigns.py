from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.search import index

from accounts.models import Area, AreaScopedQuerySet
from campaigns.enums import CampaignState
from common.fields import PublicIdField
from outreach.models import SiteImage

TEXT_FEATURES = ["bold", "link", "document-link", "ol", "ul"]


class CampaignQuerySet(AreaScopedQuerySet["Campaign"]):
    def public(self) -> Self:
        return self.filter(state=CampaignState.PUBLISHED)

    def on(self, day: date) -> Self:
        """Campaigns the day falls into, the one that began last first."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).order_by("-starts_on", "ends_on", "pk")

    def after(self, day: date) -> Self:
        return self.filter(starts_on__gt=day).order_by("starts_on", "pk")

    def before(self, day: date) -> Self:
        return self.filter(ends_on__lt=day).order_by("-ends_on", "-pk")


class Campaign(index.Indexed, models.Model):
    """A publicity campaign of one year: 3·15, 6·14, 诚信兴商宣传月. Its theme is the official one of that year, word for word."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="campaigns", verbose_name=_("area"))
    state = models.CharField(_("state"), max_length=12, choices=CampaignState, default=CampaignState.DRAFT)
    title = models.CharField(_("title"), max_length=60)
    mark = models.CharField(
        _("mark"),
        max_length=8,
        blank=True,
        help_text=_("A few large figures for the poster, like 3·15; empty shows the start date."),
    )
    theme = models.CharField(
        _("official theme"), max_length=80, blank=True, help_text=_("Word for word as this year's notice has it.")
    )
    lead_units = models.CharField(_("host units (zhuban)"), max_length=160, blank=True)
    assisting_units = models.CharField(_("assisting units (xieban)"), max_length=160, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    summary = models.CharField(
        _("in one line"), max_length=120, blank=True, help_text=_("Where and what, for the poster.")
    )
    body = RichTextField(_("text"), features=TEXT_FEATURES, blank=True)
    cover = models.ForeignKey(
        SiteImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover picture")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = CampaignQuerySet.as_manager()

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        *map(index.SearchField, ["mark", "theme", "lead_units", "assisting_units", "summary", "body"]),
    ]

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_start"),
            models.UniqueConstraint(
                fields=["area", "title", "starts_on"],
                name="campaign_once",
                violation_error_message=_(
                    "A campaign with this title and first day is already there. Please edit that one."
                ),
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_on", "ends_on"], name="campaign_dates")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:campaign-detail", args=[self.public_id])

    @property
    def poster_mark(self) -> str:
        return self.mark or f"{self.starts_on.month}·{self.starts_on.day}"

    @property
    def is_mark_a_date(self) -> bool:
        """Figures are set larger than words."""
        return all(ch.isdigit() or ch in "·.—-" for ch in self.poster_mark)

    def when(self, day: date) -> str:
        """now, coming or over, seen from that day."""
        if self.starts_on > day:
            return "coming"
        return "over" if self.ends_on < day else "now"
