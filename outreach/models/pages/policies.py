"""Rules and notices of the authorities, with what they mean in plain words."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from common.clock import today
from outreach.enums import PageKind, PolicyStatus
from outreach.models.base import BasePage
from outreach.models.blocks import BodyBlock, DownloadBlock
from outreach.models.querysets import PublicPageQuerySet


class PolicyPage(BasePage):
    """A rule: who issued it, its number, from when until when it holds, what it says in plain words, and what replaced it."""

    kind = PageKind.POLICY
    issuing_body = models.CharField(_("issued by"), max_length=120)
    document_number = models.CharField(
        _("document number"), max_length=60, blank=True, help_text=_("As printed, for example 发改办财金〔2019〕527号.")
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    repealed_on = models.DateField(
        _("no longer in force from"), null=True, blank=True, help_text=_("The first day on which it no longer holds.")
    )
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )
    plain_summary = models.TextField(
        _("in plain words"), max_length=400, help_text=_("What it means for a firm or a family, in a few sentences.")
    )
    official_url = models.URLField(_("official text"), blank=True, help_text=_("Address on the issuing body's site."))
    attachments = StreamField([("file", DownloadBlock())], verbose_name=_("attachments"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(PublicPageQuerySet)()

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("document_number"),
        index.FilterField("effective_on"),
        index.FilterField("repealed_on"),
    ]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("issuing_body"), FieldPanel("document_number")]),
                FieldRowPanel([FieldPanel("issued_on"), FieldPanel("effective_on"), FieldPanel("repealed_on")]),
                PageChooserPanel("replaced_by"),
                FieldPanel("official_url"),
            ],
            heading=_("The document"),
        ),
        FieldPanel("plain_summary"),
        FieldPanel("attachments"),
        FieldPanel("body"),
    ]
    parent_page_types = ["outreach.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [
            models.CheckConstraint(
                condition=Q(repealed_on=None) | Q(effective_on=None) | Q(repealed_on__gte=F("effective_on")),
                name="policy_repealed_after_effect",
                violation_error_message=_("It can't end before it comes into force. Please check the dates."),
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.replaced_by_id and self.replaced_by_id == self.pk:
            raise ValidationError({"replaced_by": _("A policy can't be replaced by itself.")})

    @property
    def teaser(self) -> str:
        return self.plain_summary

    @property
    def list_notes(self) -> list[str]:
        return [note for note in (self.document_number, str(self.status.label)) if note]

    @property
    def list_date(self) -> date | datetime | None:
        return self.issued_on or self.first_published_at

    @property
    def status(self) -> PolicyStatus:
        return self.status_on(today())

    def status_on(self, day: date) -> PolicyStatus:
        """What the dates say for that day; without a date of effect nothing is claimed."""
        if self.repealed_on and self.repealed_on <= day:
            return PolicyStatus.REPEALED
        if self.effective_on is None:
            return PolicyStatus.UNDATED
        return PolicyStatus.IN_FORCE if self.effective_on <= day else PolicyStatus.NOT_YET

    @property
    def status_tone(self) -> str:
        return {PolicyStatus.IN_FORCE: "ok", PolicyStatus.REPEALED: "wait"}.get(self.status, "plain")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.replaced_by_id:
            context["replacement"] = PolicyPage.objects.published().filter(pk=self.replaced_by_id).first()
        context["replaced"] = PolicyPage.objects.published().filter(replaced_by=self)
        return context
