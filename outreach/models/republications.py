from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from common.fields import PublicIdField
from outreach.enums import NAMED_PLATFORMS, CopyState, Platform


class RepublicationQuerySet(models.QuerySet["Republication"]):
    def standing(self) -> Self:
        """Copies that can still be read there."""
        return self.filter(withdrawn_on=None)

    def out_of_step(self) -> Self:
        """Standing copies that say something else than our page, or whose original is gone. What was printed can't be changed any more."""
        changed = ~Q(content_hash=F("current_hash"))
        return self.standing().exclude(url="").filter(changed | Q(page=None) | Q(page__live=False))

    def between(self, first: date | None, last: date | None) -> Self:
        """Published there from the first day to the last, both included; None leaves that end open."""
        rows = self.filter(published_on__gte=first) if first else self
        return rows.filter(published_on__lte=last) if last else rows


class Republication(models.Model):
    """One copy of a page on another platform: where, since when, and which content stands there.

    `content_hash` is what was published there, `current_hash` what our page says now; domain.republications keeps it up.
    """

    public_id = PublicIdField()
    page = models.ForeignKey(
        Page, models.SET_NULL, null=True, related_name="republications", verbose_name=_("page")
    )  # the count of a year outlives the page
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+", editable=False)
    platform = models.CharField(_("platform"), max_length=12, choices=Platform)
    platform_name = models.CharField(
        _("its name"), max_length=60, blank=True, help_text=_("Which paper, which account, which site.")
    )
    url = models.URLField(_("address there"), max_length=500, blank=True)
    published_on = models.DateField(_("published there on"))
    title = models.CharField(_("title there"), max_length=255)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("taken down on"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, editable=False)
    current_hash = models.CharField(max_length=64, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    recorded_at = models.DateTimeField(_("entered at"))

    objects = RepublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy elsewhere")
        verbose_name_plural = _("copies elsewhere")
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "platform", "url"], condition=~Q(url=""), name="republication_address_once"
            ),
            models.UniqueConstraint(
                fields=["page", "platform", "platform_name", "published_on"],
                condition=Q(url=""),
                name="republication_on_paper_once",
            ),
            models.CheckConstraint(
                condition=~Q(url="") | Q(platform__in=NAMED_PLATFORMS), name="republication_has_address"
            ),
            models.CheckConstraint(
                condition=~Q(platform_name="") | ~Q(platform__in=NAMED_PLATFORMS), name="republication_has_name"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("published_on")),
                name="republication_withdrawn_after",
            ),
        ]
        indexes = [models.Index(fields=["published_on", "platform"], name="republication_months")]

    def __str__(self) -> str:
        return f"{self.place}：{self.title}"

    @property
    def place(self) -> str:
        return self.platform_name or str(self.get_platform_display())

    @property
    def state(self) -> CopyState:
        if self.withdrawn_on:
            return CopyState.WITHDRAWN
        if not self.url:
            return CopyState.FIXED
        if self.page is None or not self.page.live:
            return CopyState.ORIGINAL_GONE
        return CopyState.SAME if self.content_hash == self.current_hash else CopyState.CHANGED
