from typing import Any

from django.apps import apps as current_apps
from wagtail.models import Page
from wagtail.search.index import insert_or_update_object

from common.tasks_queue import enqueue
from outreach.domain.audiences import ensure_audiences
from outreach.domain.exemplar_alarms import settle_alarms_of, tell_watchers, watch_exemplars
from outreach.domain.publication_dates import true_date
from outreach.domain.republications import refresh_current
from outreach.domain.search_text import refresh_search_text
from outreach.domain.short_links import ensure_short_link
from outreach.models import BasePage, ExemplarPage


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
        refresh_current(instance)


def look_after_published(instance: Any, **kwargs: Any) -> None:
    """Somebody may have praised a firm, linked to nothing, or filled a column."""
    if isinstance(instance, BasePage):
        enqueue("outreach.tasks.watch")
        enqueue("outreach.tasks.check_page_links", instance.pk)


def look_after_unpublished(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, ExemplarPage):
        settle_alarms_of(instance)
    if isinstance(instance, BasePage):
        enqueue("outreach.tasks.watch")


def keep_publication_date(instance: Any, raw: bool, update_fields: Any = None, **kwargs: Any) -> None:
    """Before every save of a page. Fixtures (raw) are restored as they were."""
    if isinstance(instance, Page) and not raw and (update_fields is None or "first_published_at" in update_fields):
        instance.first_published_at = true_date(instance)


def breach_changed(payload: dict[str, Any]) -> None:
    watch_exemplars()
    tell_watchers()


def give_short_link(instance: Any, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw and isinstance(instance, BasePage):
        ensure_short_link(instance)
