from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from outreach.enums import LinkProblem


class DeadLinkQuerySet(models.QuerySet["DeadLink"]):
    def open(self) -> Self:
        return self.filter(gone_at=None, page__live=True).select_related("page")


class DeadLink(models.Model):
    """A link on a live page that leads nowhere, from the night it was found to the check that no longer found it."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(Page, models.CASCADE, related_name="dead_links", verbose_name=_("page"))
    place = models.CharField(_("place"), max_length=80)
    target = models.CharField(_("target"), max_length=300)
    problem = models.CharField(_("problem"), max_length=12, choices=LinkProblem)
    found_at = models.DateTimeField(_("found"))
    gone_at = models.DateTimeField(_("gone"), null=True, blank=True)

    objects = DeadLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("dead link")
        verbose_name_plural = _("dead links")
        ordering = ["page_id", "place", "target"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "place", "target"], condition=Q(gone_at=None), name="dead_link_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.target}"


class LinkCheck(models.Model):
    """One night's walk over all live pages; it goes on where it was interrupted."""

    wagtail_reference_index_ignore = True

    day = models.DateField(unique=True)
    position = models.BigIntegerField(default=0, help_text="the last page that was looked at")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering = ["-day"]
