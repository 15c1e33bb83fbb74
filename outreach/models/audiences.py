from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.Model):
    """Whom something is for. The office may rename an audience or add one; its landing page is a SectionPage."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=20)
    description = models.CharField(_("what we do there"), max_length=60, blank=True)
    on_front = models.BooleanField(_("shown on the home page"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
