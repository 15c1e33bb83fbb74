from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from common.public_ids import random_id

CODE_LENGTH = 8


def new_code() -> str:
    return random_id(CODE_LENGTH)


class ShortLink(models.Model):
    """The short address of a page: printed and passed on, so it outlives moving, renaming and even deleting the page."""

    page = models.OneToOneField(
        Page, models.SET_NULL, null=True, related_name="short_link", verbose_name=_("page"), editable=False
    )
    code = models.CharField(_("code"), max_length=16, unique=True, default=new_code, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    wagtail_reference_index_ignore = True  # it is no use of the page that a deletion would have to warn of

    class Meta:
        verbose_name = _("short link")
        verbose_name_plural = _("short links")

    def __str__(self) -> str:
        return self.code
