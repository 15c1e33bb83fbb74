from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from common.public_ids import random_id

SLUG_LENGTH = 8


class SitePageForm(WagtailAdminPageForm):
    """A page may be saved without an address of its own: a Chinese title yields none that can be read out or typed, so it
    gets a random one, as everything outside the admin has, and keeps it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or self.instance.slug or random_id(SLUG_LENGTH)
