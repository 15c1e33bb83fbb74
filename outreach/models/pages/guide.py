from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from outreach.models.base import BasePage
from outreach.models.blocks import TEXT_FEATURES, BodyBlock, PeriodBlock

from .questions import QUESTIONS_BESIDE, QuestionPage


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
        verbose_name_plural = _("restoration guides")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        rows = QuestionPage.objects.published().filter(audiences__in=self.audiences.all()).distinct()
        context["questions"] = rows[:QUESTIONS_BESIDE]
        return context
