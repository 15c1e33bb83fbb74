"""What people ask, with the answer first."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet

from outreach.models.base import BasePage
from outreach.models.blocks import BodyBlock
from outreach.models.querysets import PER_PAGE, PublicPageQuerySet

QUESTIONS_BESIDE = 4


class QuestionIndexPage(BasePage):
    """All questions with their short answers."""

    introduction = models.CharField(_("introduction"), max_length=120, blank=True)

    has_feed = True
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["outreach.QuestionPage"]

    class Meta:
        verbose_name = pgettext_lazy("page type", "list of questions")
        verbose_name_plural = pgettext_lazy("page type", "lists of questions")

    def feed_pages(self) -> PageQuerySet:
        return QuestionPage.objects.child_of(self).published()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        rows = self.feed_pages()
        context["page_of_questions"] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        return context


class QuestionPage(BasePage):
    """One question people ask: the short answer first, then why, then the rule it rests on, then where to read on."""

    short_answer = models.TextField(
        _("short answer"), max_length=200, help_text=_("Answer in the first word if you can.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("more"), blank=True)
    basis = models.CharField(_("basis"), max_length=160, blank=True, help_text=_("Rule and article."))
    related = StreamField(
        [("page", PageChooserBlock(label=_("page")))], verbose_name=_("read on"), blank=True, max_num=6, collapsed=True
    )

    objects = PageManager.from_queryset(PublicPageQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("short_answer"),
        FieldPanel("body"),
        FieldPanel("basis"),
        FieldPanel("related"),
    ]
    parent_page_types = ["outreach.QuestionIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = pgettext_lazy("page type", "question")
        verbose_name_plural = pgettext_lazy("page type", "questions")

    @property
    def teaser(self) -> str:
        return self.short_answer

    def related_pages(self) -> list[Page]:
        """The chosen pages that everyone may read, in the editor's order."""
        chosen = [block.value.pk for block in self.related if block.value]
        public = Page.objects.filter(pk__in=chosen).live().public().in_bulk()
        return [public[pk] for pk in chosen if pk in public]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        others = QuestionPage.objects.published().sibling_of(self, inclusive=False)
        context["related_pages"] = self.related_pages()
        context["more_questions"] = others[:QUESTIONS_BESIDE]
        return context
