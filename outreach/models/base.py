from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page, PageQuerySet
from wagtail.search import index

from common.public_pages import mark_public
from common.search.folding import facet
from reviews.models import ReviewedMixin

from .audiences import Audience


class BasePage(ReviewedMixin, Page):
    """What every page of ours carries: whom it is for, when somebody last checked it and must check it again, its text for searching."""

    audiences = ParentalManyToManyField(Audience, blank=True, verbose_name=_("for whom"))
    last_reviewed_on = models.DateField(_("last checked on"), null=True, blank=True)
    next_review_on = models.DateField(_("check again on"), null=True, blank=True)
    search_text = models.TextField(
        editable=False, default="", help_text="filled by outreach.domain.search_text on publishing"
    )

    same_for_everyone = True  # a type with a form or with anything personal on it says False: it is never stored
    has_feed = False  # True for a page that lists others: `feed_pages` names them
    kind = ""  # a PageKind for the types that sections list
    search_fields = [*Page.search_fields, index.SearchField("search_text")]
    review_panels = [
        MultiFieldPanel(
            [
                FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
                FieldRowPanel([FieldPanel("last_reviewed_on"), FieldPanel("next_review_on")]),
            ],
            heading=_("For whom, and checked when"),
        )
    ]
    promote_panels = [*review_panels, *Page.promote_panels]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        return mark_public(response) if self.same_for_everyone else response

    def feed_pages(self) -> PageQuerySet:
        """What the page's feed holds, newest first."""
        return Page.objects.none()

    @property
    def teaser(self) -> str:
        """One or two sentences for lists and search results."""
        return ""

    @property
    def list_notes(self) -> list[str]:
        """Short remarks for the line below the title: number, place, kind."""
        return []

    @property
    def list_date(self) -> date | datetime | None:
        """The date lists put before the title; none for what has no date."""
        return self.first_published_at

    def get_search_facets(self) -> list[str]:
        """By which the site's search can filter pages of every type."""
        return [facet("audience", pk) for pk in self.audiences.values_list("pk", flat=True)]
