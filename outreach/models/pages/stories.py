"""What an office writes about: news, and the people and firms that keep their word."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from outreach.enums import PageKind
from outreach.models.base import BasePage
from outreach.models.blocks import BodyBlock
from outreach.models.files import SiteImage
from outreach.models.querysets import PublicPageQuerySet
from subjects.validators import compact_code, validate_uscc

MORE = 3


class WrittenPage(BasePage):
    """A text with a summary for lists and a cover. Its date is the moment of first publication, so nobody can date it back."""

    summary = models.CharField(_("summary"), max_length=160, blank=True, help_text=_("One or two sentences for lists."))
    place = models.CharField(_("place"), max_length=40, blank=True, help_text=_("Street, village, school or firm."))
    source = models.CharField(_("source"), max_length=60, blank=True)
    cover = models.ForeignKey(
        SiteImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover picture")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    parent_page_types = ["outreach.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    @property
    def teaser(self) -> str:
        return self.summary

    @property
    def list_notes(self) -> list[str]:
        return [self.place] if self.place else []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["more_articles"] = type(self).objects.published().sibling_of(self, inclusive=False)[:MORE]
        return context


class ArticlePage(WrittenPage):
    """News, notices, lectures to read."""

    kind = PageKind.ARTICLE
    objects = PageManager.from_queryset(PublicPageQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("source"), FieldPanel("place")]),
        FieldPanel("cover"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


class ExemplarPage(WrittenPage):
    """An exemplar story (诚信典型). The credit code of a praised firm is kept so that a later breach record is noticed; it isn't shown.

    Publication wants the consent of whoever is praised on record (个人信息保护法 art. 13).
    """

    kind = PageKind.EXEMPLAR
    honoree_name = models.CharField(_("who is praised"), max_length=60, help_text=_("Person, firm, village or shop."))
    credit_code = models.CharField(
        _("credit code of the firm"),
        max_length=30,
        blank=True,
        validators=[validate_uscc],
        help_text=_("For firms: the office is told when a breach record turns up. Never shown to the public."),
    )
    honour = models.CharField(
        _("honour"), max_length=120, blank=True, help_text=_("Which honour, by whom, in which year.")
    )
    consent_note = models.CharField(
        _("consent to publication"),
        max_length=200,
        help_text=_("Who agreed, when and how. Kept on file, never shown."),
    )

    objects = PageManager.from_queryset(PublicPageQuerySet)()

    search_fields = [*BasePage.search_fields, index.FilterField("credit_code")]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("honoree_name"), FieldPanel("credit_code")]),
                FieldPanel("honour"),
                FieldPanel("consent_note"),
            ],
            heading=_("Who is praised"),
        ),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("source"), FieldPanel("place")]),
        FieldPanel("cover"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("exemplar story")
        verbose_name_plural = _("exemplar stories")

    def clean_fields(self, exclude: Any = None) -> None:
        self.credit_code = compact_code(self.credit_code)
        super().clean_fields(exclude=exclude)

    @property
    def list_notes(self) -> list[str]:
        return [note for note in (self.honoree_name, self.place) if note]
