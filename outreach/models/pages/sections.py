"""Columns (栏目) and the landing pages of audiences."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page, PageManager, PageQuerySet

from outreach.enums import Listing, PageKind
from outreach.models.audiences import Audience
from outreach.models.base import BasePage
from outreach.models.querysets import PER_PAGE, PublicPageQuerySet, attach_covers

from .places import PlacePage
from .policies import PolicyPage
from .questions import QUESTIONS_BESIDE, QuestionPage
from .resources import ResourcePage
from .stories import ArticlePage, ExemplarPage

# What sections list; questions have an index of their own.
LISTED: dict[str, type[BasePage]] = {
    PageKind.ARTICLE: ArticlePage,
    PageKind.EXEMPLAR: ExemplarPage,
    PageKind.POLICY: PolicyPage,
    PageKind.RESOURCE: ResourcePage,
    PageKind.PLACE: PlacePage,
}
NEWS = (ArticlePage, ExemplarPage)


class SectionPage(BasePage):
    """A column (栏目), and the landing page of an audience when it has one: an introduction and a paged, filtered list."""

    introduction = models.CharField(_("introduction"), max_length=120, blank=True)
    listing = models.CharField(_("lists"), max_length=12, choices=Listing, default=Listing.OWN)
    audience = models.OneToOneField(
        Audience,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="landing_page",
        verbose_name=_("landing page of"),
        help_text=_("Only for the page of an audience."),
    )

    has_feed = True
    objects = PageManager.from_queryset(PublicPageQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldRowPanel([FieldPanel("listing"), FieldPanel("audience")]),
    ]
    parent_page_types = ["home.HomePage", "outreach.SectionPage"]
    subpage_types = [
        "outreach.ArticlePage",
        "outreach.ExemplarPage",
        "outreach.PolicyPage",
        "outreach.ResourcePage",
        "outreach.PlacePage",
        "outreach.SectionPage",
    ]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def listed_pages(self) -> PageQuerySet:
        """Everything this section lists, newest first, of whatever type."""
        pages = PublicPageQuerySet(Page).published()
        if self.listing == Listing.EVERYTHING:
            return pages.type(*NEWS)
        if self.listing == Listing.AUDIENCE and self.audience:
            return pages.type(*LISTED.values()).filter(is_for(self.audience))
        return pages.type(*LISTED.values()).child_of(self)

    def feed_pages(self) -> PageQuerySet:
        return self.listed_pages()

    def kinds(self) -> list[PageKind]:
        """The kinds of pages there are in this section, in their fixed order."""
        there = set(self.listed_pages().order_by().values_list("content_type__model", flat=True).distinct())
        return [PageKind(kind) for kind, model in LISTED.items() if model._meta.model_name in there]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        kinds = self.kinds()
        kind = request.GET.get("kind", "")
        chosen = PageKind(kind) if kind in LISTED and kind in kinds else None
        code = request.GET.get("audience", "")[:20]
        audience = Audience.objects.filter(code=code).first() if code else None
        pages = self.listed_pages()
        if chosen:
            pages = pages.type(LISTED[chosen])
        if audience and not self.audience:
            pages = pages.filter(is_for(audience))
        page = Paginator(pages.with_section(), PER_PAGE).get_page(request.GET.get("page"))
        rows: Any = page.object_list
        page.object_list = attach_covers(rows.specific())
        context |= {"page_of_items": page, "kinds": kinds, "kind": chosen, "chosen_audience": audience}
        if self.audience:
            context["questions"] = QuestionPage.objects.published().for_audience(self.audience)[:QUESTIONS_BESIDE]
        else:
            context["audiences"] = Audience.objects.all()
        return context


def is_for(audience: Audience) -> models.Q:
    """Pages of any listed type that are for this audience."""
    found = models.Q()
    for model in LISTED.values():
        links = model.audiences.through.objects.filter(audience=audience)
        found |= models.Q(pk__in=links.values(f"{model._meta.model_name}_id"))
    return found
