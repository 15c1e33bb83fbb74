"""Where the page editor and the page list lead elsewhere."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from outreach.domain.transcripts import readable_types
from outreach.rules import can_republish


def elsewhere_buttons(page: Page, user: Any) -> Iterator[Button]:
    """For pages that can be carried, live or not: the screen says what is missing."""
    if can_republish(user) and page.specific_class in readable_types():
        yield Button(
            label=_("Publish elsewhere"), url=reverse("page-elsewhere", args=[page.pk]), icon_name="upload", priority=45
        )
