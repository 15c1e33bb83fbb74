from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager

from outreach.enums import Listing

from .audiences import Audience
from .base import BasePage
from .blocks import TEXT_FEATURES, BodyBlock, PeriodBlock
from .files import SiteImage
from .querysets import ArticleQuerySet, PublicPageQuerySet

PER_PAGE = 12
QUESTIONS_BESIDE = 4


class SectionPage(BasePage):
    """A column (栏目), and the landing page of an audience when it has one: an introduction and a paged list of articles."""

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

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldRowPanel([FieldPanel("listing"), FieldPanel("audience")]),
    ]
    parent_page_types = ["home.HomePage", "outreach.SectionPage"]
    subpage_types = ["outreach.ArticlePage", "outreach.SectionPage"]

    class Meta:
        verbose_name = _("section")

    def articles(self) -> ArticleQuerySet:
        articles = ArticlePage.objects.published()
        if self.listing == Listing.EVERYTHING:
            return articles
        if self.listing == Listing.AUDIENCE and self.audience:
            return articles.for_audience(self.audience)
        return articles.child_of(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = self.articles().with_section().with_cover()
        context = super().get_context(request, *args, **kwargs)
        context["page_of_articles"] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        if self.audience:
            context["questions"] = QuestionPage.objects.published().for_audience(self.audience)[:QUESTIONS_BESIDE]
        return context


class ArticlePage(BasePage):
    """News, stories, lectures to read. Its date is the moment of first publication, so nobody can date it back."""

    summary = models.CharField(_("summary"), max_length=160, blank=True, help_text=_("One or two sentences for lists."))
    place = models.CharField(_("place"), max_length=40, blank=True, help_text=_("Street, village, school or firm."))
    source = models.CharField(_("source"), max_length=60, blank=True)
    cover = models.ForeignKey(
        SiteImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover picture")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(ArticleQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("source"), FieldPanel("place")]),
        FieldPanel("cover"),
        FieldPanel("body"),
    ]
    parent_page_types = ["outreach.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("article")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["more_articles"] = ArticlePage.objects.published().sibling_of(self, inclusive=False)[:3]
        return context


class QuestionIndexPage(BasePage):
    """All questions with their short answers."""

    introduction = models.CharField(_("introduction"), max_length=120, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["outreach.QuestionPage"]

    class Meta:
        verbose_name = _("questions")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        rows = QuestionPage.objects.child_of(self).published()
        context["page_of_questions"] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        return context


class QuestionPage(BasePage):
    """One question people ask: the short answer first, then why, then the rule it rests on."""

    short_answer = models.TextField(
        _("short answer"), max_length=200, help_text=_("Answer in the first word if you can.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("more"), blank=True)
    basis = models.CharField(_("basis"), max_length=160, blank=True, help_text=_("Rule and article."))

    objects = PageManager.from_queryset(PublicPageQuerySet)()

    content_panels = [*Page.content_panels, FieldPanel("short_answer"), FieldPanel("body"), FieldPanel("basis")]
    parent_page_types = ["outreach.QuestionIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("question")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["more_questions"] = QuestionPage.objects.published().sibling_of(self, inclusive=False)[
            :QUESTIONS_BESIDE
        ]
        return context


class GuidePage(BasePage):
    """The restoration guide: classes and periods as the cited rule has them, where to apply, what to bring.

    That training is voluntary, that nobody may ask money, and that the deciding authority prevails is said by the template,
    whatever an editor writes here.
    """

    introduction = models.TextField(_("introduction"), max_length=300, blank=True)
    rule_name = models.CharField(_("rule"), max_length=120, blank=True)
    rule_in_force_on = models.DateField(_("in force since"), null=True, blank=True)
    periods = StreamField([("period", PeriodBlock())], verbose_name=_("classes and periods"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    court_note = RichTextField(_("court debtors"), features=TEXT_FEATURES, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                HelpPanel(
                    _("Copy names and periods from the published rule; when the rule changes, change them here.")
                ),
                FieldRowPanel([FieldPanel("rule_name"), FieldPanel("rule_in_force_on")]),
                FieldPanel("periods"),
            ],
            heading=_("Classes and periods"),
        ),
        FieldPanel("body"),
        FieldPanel("court_note"),
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("restoration guide")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        rows = QuestionPage.objects.published().filter(audiences__in=self.audiences.all()).distinct()
        context["questions"] = rows[:QUESTIONS_BESIDE]
        return context


class StandingPage(BasePage):
    """A page that stands for itself and is no news: accessibility statement, how to reach us, about the site."""

    introduction = models.CharField(_("introduction"), max_length=120, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("standing page")
