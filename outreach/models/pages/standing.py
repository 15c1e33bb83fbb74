from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from outreach.models.base import BasePage
from outreach.models.blocks import BodyBlock


class StandingPage(BasePage):
    """A page that stands for itself and is no news: accessibility statement, how to reach us, about the site."""

    introduction = models.CharField(_("introduction"), max_length=120, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")
