"""Where integrity is taught: schools, communities, villages, parks, publicity bases."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from outreach.enums import PageKind, PlaceKind
from outreach.models.base import BasePage
from outreach.models.blocks import BodyBlock, FigureBlock
from outreach.models.files import SiteImage
from outreach.models.querysets import PublicPageQuerySet
from outreach.sources import activities_at


class PlacePage(BasePage):
    """One place with its contact, its pictures (the consent of the people shown is noted on each picture), what goes on there and what to take along."""

    kind = PageKind.PLACE
    place_kind = models.CharField(_("kind of place"), max_length=12, choices=PlaceKind)
    summary = models.CharField(_("in one line"), max_length=160, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    contact = models.CharField(
        _("contact"), max_length=60, blank=True, help_text=_("An office or post, not a private person.")
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    opening_hours = models.CharField(_("when it is open"), max_length=80, blank=True)
    cover = models.ForeignKey(
        SiteImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover picture")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    photos = StreamField([("photo", FigureBlock())], verbose_name=_("photos"), blank=True, collapsed=True)
    materials = ParentalManyToManyField("outreach.ResourcePage", blank=True, verbose_name=_("materials used here"))

    objects = PageManager.from_queryset(PublicPageQuerySet)()

    search_fields = [*BasePage.search_fields, index.FilterField("place_kind")]
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("place_kind"), FieldPanel("summary")]),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("contact"), FieldPanel("phone"), FieldPanel("opening_hours")]),
            ],
            heading=_("How to reach it"),
        ),
        FieldPanel("cover"),
        FieldPanel("body"),
        FieldPanel("photos"),
        FieldPanel("materials"),
    ]
    parent_page_types = ["outreach.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")

    @property
    def teaser(self) -> str:
        return self.summary or self.address

    @property
    def list_notes(self) -> list[str]:
        return [note for note in (self.get_place_kind_display(), self.address) if note]

    @property
    def list_date(self) -> None:
        return None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["activities"] = activities_at(self)
        context["resources"] = self.materials.all().live().public()
        return context
