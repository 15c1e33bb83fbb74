from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageQuerySet

from outreach.models import BasePage, GuidePage, QuestionIndexPage, SectionPage
from outreach.models.pages.sections import NEWS
from outreach.models.querysets import PublicPageQuerySet

LINKS = ("guide_page", "news_page", "stories_page", "questions_page")


class HomePage(BasePage):
    """The front page: the campaign that is on, the restoration guide beside it, the four audiences, news, questions, training."""

    introduction = models.CharField(_("when no campaign is on"), max_length=120, blank=True)
    guide_title = models.CharField(_("title of the guide card"), max_length=30, blank=True)
    guide_text = models.CharField(_("text of the guide card"), max_length=120, blank=True)
    guide_page = models.ForeignKey(
        GuidePage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("restoration guide")
    )
    news_page = models.ForeignKey(
        SectionPage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("all news")
    )
    stories_page = models.ForeignKey(
        SectionPage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("all exemplar stories")
    )
    questions_page = models.ForeignKey(
        QuestionIndexPage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("all questions")
    )

    has_feed = True
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("guide_title"), FieldPanel("guide_text"), FieldPanel("guide_page")], heading=_("Guide card")
        ),
        FieldPanel("news_page"),
        FieldPanel("stories_page"),
        FieldPanel("questions_page"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @cached_property
    def links(self) -> dict[str, Page | None]:
        """The pages it leads to that are there now, by the name of their field, with one query."""
        chosen = {name: getattr(self, f"{name}_id") for name in LINKS}
        live = Page.objects.live().in_bulk([pk for pk in chosen.values() if pk])
        return {name: live.get(pk) for name, pk in chosen.items()}

    def feed_pages(self) -> PageQuerySet:
        """News and stories of the whole site."""
        return PublicPageQuerySet(Page).published().type(*NEWS)
