from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class SiteImage(AbstractImage):
    """A picture with what a publisher has to know about it: where it comes from and who agreed to be shown."""

    alt_text = models.CharField(_("text for those who can't see it"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    consent_note = models.CharField(_("consent of the people shown"), max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "alt_text", "source", "consent_note")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def default_alt_text(self) -> str:
        return self.alt_text


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class SiteDocument(AbstractDocument):
    """A file for download, with its source and the consent it rests on."""

    source = models.CharField(_("source"), max_length=120, blank=True)
    consent_note = models.CharField(_("consent of the people shown"), max_length=200, blank=True)

    admin_form_fields = (*Document.admin_form_fields, "source", "consent_note")
