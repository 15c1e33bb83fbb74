from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

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
