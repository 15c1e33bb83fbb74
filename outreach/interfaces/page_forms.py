from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from common.clock import today
from common.public_ids import random_id


class SitePageForm(WagtailAdminPageForm):
    """Chinese titles make no address by themselves: a new page starts with a dated one, which the editor may change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            if not self.instance.slug:
                self.initial["slug"] = proposed_slug()

    def clean_slug(self) -> str:
        chosen = self.cleaned_data.get("slug") or ""
        if not chosen.isascii():
            raise ValidationError(_("The address may hold Latin letters, digits and hyphens only."))
        return chosen or self.instance.slug or slugify(self.cleaned_data.get("title", ""))[:60] or proposed_slug()


def proposed_slug() -> str:
    return f"{today():%Y%m%d}-{random_id(4)}"
