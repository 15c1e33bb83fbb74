from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from outreach.enums import MessageCategory

DAYS = [MinValueValidator(1), MaxValueValidator(90)]
MONTH = 30


@register_setting(icon="mail")
class InboxSettings(BaseGenericSetting):
    """How the office deals with public messages. The periods are our defaults, not the law's: each office enters its own promise."""

    consultation_days = models.PositiveSmallIntegerField(
        pgettext_lazy("message category", "questions"), default=5, validators=DAYS
    )
    suggestion_days = models.PositiveSmallIntegerField(_("complaints and suggestions"), default=15, validators=DAYS)
    error_days = models.PositiveSmallIntegerField(_("mistakes on this site"), default=3, validators=DAYS)
    other_days = models.PositiveSmallIntegerField(_("anything else"), default=5, validators=DAYS)
    retention_days = models.PositiveSmallIntegerField(
        _("days until a finished message is erased"),
        default=365,
        validators=[MinValueValidator(MONTH), MaxValueValidator(3650)],
        help_text=_("Name, phone, text and reply are erased; the counts stay."),
    )
    links_allowed = models.PositiveSmallIntegerField(_("links a message may hold"), default=2)
    messages_per_hour = models.PositiveSmallIntegerField(
        _("messages from one address within an hour"),
        default=30,
        validators=[MinValueValidator(5)],
        help_text=_("More are still taken in, but wait among those that are perhaps spam."),
    )
    asks_sum = models.BooleanField(
        _("ask a small sum"),
        default=False,
        help_text=_(
            "Only while the site is flooded: “what is three plus four?”, in words, read by screen readers too."
        ),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("consultation_days"), FieldPanel("suggestion_days")]),
                FieldRowPanel([FieldPanel("error_days"), FieldPanel("other_days")]),
            ],
            heading=_("Working days until the reply"),
        ),
        FieldPanel("retention_days"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("links_allowed"), FieldPanel("messages_per_hour")]), FieldPanel("asks_sum")],
            heading=_("Against spam"),
        ),
    ]

    class Meta:
        verbose_name = _("settings of public messages")

    def reply_days(self, category: str) -> int:
        """Working days the office gives itself for this category."""
        days: int = getattr(self, f"{MessageCategory(category).value}_days")
        return days
