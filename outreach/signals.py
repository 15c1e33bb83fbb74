from typing import Any

from django.apps import apps as current_apps

from outreach.domain.audiences import ensure_audiences
from outreach.domain.search_text import refresh_search_text
from outreach.domain.short_links import ensure_short_link
from outreach.models import BasePage


def make_audiences(apps: Any = current_apps, **kwargs: Any) -> None:
    """After every migration or flush; a state from before this app's tables has no such model."""
    try:
        model = apps.get_model("outreach", "Audience")
    except LookupError:
        return
    ensure_audiences(model)


def refresh_published(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, BasePage):
        refresh_search_text(instance)


def give_short_link(instance: Any, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw and isinstance(instance, BasePage):
        ensure_short_link(instance)
