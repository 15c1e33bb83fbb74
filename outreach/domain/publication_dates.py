"""The date of publication is the moment a page first went online. Nothing that is saved can date it back; a person can, with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.errors import DomainError
from outreach.rules import can_change_publication_date

LOG_ACTION = "outreach.publication_date"


class DateRefused(DomainError):
    code = "date_refused"


def true_date(page: Page) -> datetime | None:
    """What may be stored as the page's date: the stored one if it was ever published, now if it goes online, else none.

    Whatever a form, a revision, a copy, an import or a script has written into the object doesn't matter.
    """
    stored = _stored(page)
    return stored or (now() if page.live else None)


@transaction.atomic
def change_publication_date(page: Page, *, at: datetime, reason: str, actor: User) -> Page:
    """Set another date of first publication (moved over from an older site, published by mistake), with the reason on record.

    Refuses a page that was never published, a date in the future, and a missing reason.
    """
    if not can_change_publication_date(actor):
        raise DateRefused(_("Only the final reviewer or a system administrator can do this."), code="not_yours")
    reason = reason.strip()
    before = _stored(page, lock=True)
    if before is None:
        raise DateRefused(_("This page was never published, so it has no date yet."))
    if not reason or at > now():
        raise DateRefused(_("Please give a reason, and a date that isn't in the future."))
    if at != before:
        Page.objects.filter(pk=page.pk).update(first_published_at=at)
        told: dict[str, Any] = {"old": before.isoformat(), "new": at.isoformat(), "reason": reason}
        audit.record("outreach.page.date_changed", actor=actor, target=page, area=actor.area, **told)
        log(instance=page, action=LOG_ACTION, user=actor, data=told)
    page.first_published_at = at
    return page


def _stored(page: Page, *, lock: bool = False) -> datetime | None:
    if page.pk is None:
        return None
    rows = Page.objects.select_for_update() if lock else Page.objects
    return rows.filter(pk=page.pk).values_list("first_published_at", flat=True).first()
