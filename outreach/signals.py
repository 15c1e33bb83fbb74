from typing import Any

from django.apps import apps as current_apps
from wagtail.search.index import insert_or_update_object

from outreach.domain.audiences import ensure_audiences
from outreach.domain.search_text import refresh_search_text
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
        instance.search_text = refresh_search_text(instance)
        insert_or_update_object(instance)  # saving told the search before the text and the audiences were there
