from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from .areas import Area


@register_setting(icon="cog")
class OfficeSettings(BaseSiteSetting):
    """What an office puts on its site and its papers. Numbers that only the office knows stay empty until it enters them."""

    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("area"))
    area_name = models.CharField(_("name of the district"), max_length=40, blank=True)
    site_name = models.CharField(_("name of the site"), max_length=40, blank=True)
    host_line = models.CharField(_("host (zhuban)"), max_length=120, blank=True)
    organiser_line = models.CharField(_("organiser (chengban)"), max_length=120, blank=True)
    issuer_name = models.CharField(_("name at the foot of papers"), max_length=80, blank=True)
    phone = models.CharField(_("office telephone"), max_length=40, blank=True)
    address = models.CharField(_("office address"), max_length=120, blank=True)
    site_code = models.CharField(_("government site code"), max_length=20, blank=True)
    icp_number = models.CharField(_("ICP filing number"), max_length=40, blank=True)
    police_number = models.CharField(_("public security filing number"), max_length=40, blank=True)
    party_mark = models.ImageField(
        _("mark of party and government sites (picture)"),
        upload_to="office",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
        help_text=_("As issued to the office for this site; nothing is loaded from another site."),
    )
    party_mark_url = models.URLField(_("mark of party and government sites (its certificate)"), blank=True)
    report_error_url = models.URLField(_("report an error on a government site"), blank=True)
    accessibility_url = models.CharField(_("accessibility statement (address)"), max_length=200, blank=True)
    feedback_url = models.CharField(_("feedback (address)"), max_length=200, blank=True)
    anti_fraud_text = models.TextField(_("anti-fraud notice"), blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("area"),
                FieldPanel("area_name"),
                FieldPanel("site_name"),
                FieldPanel("host_line"),
                FieldPanel("organiser_line"),
            ],
            heading=_("Name and area"),
        ),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("address"), FieldPanel("issuer_name"), FieldPanel("anti_fraud_text")],
            heading=_("Contact and papers"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("site_code"),
                FieldPanel("icp_number"),
                FieldPanel("police_number"),
                FieldPanel("party_mark"),
                FieldPanel("party_mark_url"),
                FieldPanel("report_error_url"),
                FieldPanel("accessibility_url"),
                FieldPanel("feedback_url"),
            ],
            heading=_("Filing numbers and links"),
        ),
    ]

    class Meta:
        verbose_name = _("office settings")
