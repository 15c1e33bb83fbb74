"""Which changes of the page tree and the libraries the public sees (docs/adr/0013)."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from common.public_content import content_changed, register_models
from outreach.models import Audience, SiteDocument, SiteImage

# What saving a draft writes into the row of a page that is live: nothing anybody sees.
DRAFT_FIELDS = frozenset({"latest_revision", "draft_title", "has_unpublished_changes", "latest_revision_created_at"})


def connect() -> None:
    register_models(Audience, SiteImage, SiteDocument, Site, PageViewRestriction, CollectionViewRestriction)
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(content_changed, dispatch_uid="outreach public content")
    for signal in (post_save, post_delete):
        signal.connect(page_row_changed, dispatch_uid="outreach public content")


def page_row_changed(instance: Any, update_fields: Any = None, **signal: Any) -> None:
    if isinstance(instance, Page) and not (update_fields and DRAFT_FIELDS.issuperset(update_fields)):
        content_changed()
