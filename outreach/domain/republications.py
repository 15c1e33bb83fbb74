"""Where else our pages are published: entered, corrected, brought up to date, taken down, counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.domain import audit
from accounts.models import User
from common.clock import now, today
from common.errors import DomainError
from outreach.domain.transcripts import Transcript, check_code, read_page
from outreach.enums import NAMED_PLATFORMS, Platform
from outreach.models import Republication
from outreach.rules import can_republish

FIELDS = ("platform", "platform_name", "url", "published_on", "title", "note")


class RepublicationRefused(DomainError):
    code = "republication_refused"


@dataclass(frozen=True)
class MonthCount:
    month: date  # its first day
    platform: Platform
    count: int


def published_transcript(page: Page) -> Transcript:
    """What everyone reads on the page now. Refuses drafts and pages that not everyone may read: only reviewed, public content leaves."""
    if not page.live:
        raise RepublicationRefused(
            _("This page isn't published. Have it reviewed and published first, then take the package."), code="draft"
        )
    if page.get_view_restrictions().exists():
        raise RepublicationRefused(
            _("Not everyone may read this page, so it can't be published elsewhere."), code="restricted"
        )
    return read_page(page)


@transaction.atomic
def record_republication(
    page: Page, *, actor: User, platform: str, published_on: date, **details: Any
) -> Republication:
    """Enter a copy of the page as it is now. The same entry again changes nothing; other details for the same address are refused.

    Refuses a day in the future, a missing address (papers and broadcasts need a name instead), and pages that aren't public.
    """
    _check_right(actor)
    code = check_code(published_transcript(page))
    copy = Republication(
        page=page,
        revision_id=page.live_revision_id,
        platform=platform,
        published_on=published_on,
        content_hash=code,
        current_hash=code,
        recorded_by=actor,
        recorded_at=now(),
        **{name: details[name] for name in FIELDS if name in details},
    )
    copy.title = copy.title or page.title
    _check(copy)
    same = _same_place(copy).first()
    if same is None:
        _store(copy)
        audit.record("outreach.republication.recorded", actor=actor, target=copy, platform=copy.platform, page=page.pk)
        return copy
    if any(getattr(same, name) != getattr(copy, name) for name in FIELDS):
        raise RepublicationRefused(_("This address is entered already. Please correct that entry."), code="twice")
    return same


@transaction.atomic
def correct_republication(republication: Republication, *, actor: User, **details: Any) -> Republication:
    """Put right what was entered; which content stands there isn't touched."""
    stored = _locked(republication, actor)
    changed = [name for name in FIELDS if name in details and getattr(stored, name) != details[name]]
    if not changed:
        return stored
    for name in changed:
        setattr(stored, name, details[name])
    _check(stored)
    _store(stored)
    audit.record("outreach.republication.corrected", actor=actor, target=stored, fields=sorted(changed))
    return stored


@transaction.atomic
def mark_synced(republication: Republication, *, actor: User, seen: str) -> Republication:
    """The copy there now says what our page says. `seen` is the check code somebody worked from: refuses when the page has changed since."""
    stored = _locked(republication, actor)
    if stored.withdrawn_on or stored.page is None:
        raise RepublicationRefused(_("This copy was taken down, or its page is gone."), code="withdrawn")
    code = check_code(published_transcript(stored.page))
    if code != seen:
        raise RepublicationRefused(
            _("The page has changed again meanwhile. Please take the new package first."), code="changed"
        )
    if stored.content_hash == code == stored.current_hash:
        return stored
    stored.content_hash = stored.current_hash = code
    stored.revision_id = stored.page.live_revision_id
    stored.save(update_fields=["content_hash", "current_hash", "revision"])
    audit.record("outreach.republication.synced", actor=actor, target=stored, code=code)
    return stored


@transaction.atomic
def withdraw_republication(
    republication: Republication, *, actor: User, withdrawn_on: date, note: str = ""
) -> Republication:
    """It was taken down there; the entry stays, since it was published once. Again changes nothing."""
    stored = _locked(republication, actor)
    if stored.withdrawn_on:
        return stored
    if not stored.published_on <= withdrawn_on <= today():
        raise RepublicationRefused(
            _("It was taken down between the day it was published and today. Please check the date."), code="dates"
        )
    stored.withdrawn_on, stored.note = withdrawn_on, note or stored.note
    stored.save(update_fields=["withdrawn_on", "note"])
    audit.record("outreach.republication.withdrawn", actor=actor, target=stored)
    return stored


def refresh_current(page: Page) -> int:
    """Tell the standing copies of a page what it says now; returns how many fell out of step or came back."""
    standing = Republication.objects.standing().filter(page=page)
    if not page.live or not standing.exists():
        return 0
    try:
        code = check_code(read_page(page))
    except DomainError:  # its editor reads the reason when taking the next package
        code = ""
    return standing.exclude(current_hash=code).update(current_hash=code)


def sweep_current() -> int:
    """Once more for every page with copies: policies expire by date, pictures and settings change beside the page."""
    pages = Page.objects.live().filter(republications__in=Republication.objects.standing()).distinct()
    return sum(refresh_current(page) for page in pages.iterator())


def count_by_month(*, first: date | None = None, last: date | None = None) -> list[MonthCount]:
    """How many copies were published there, by month and platform, the newest month first. Those taken down count: they were published."""
    months = Republication.objects.between(first, last).annotate(month=TruncMonth("published_on"))
    rows = months.order_by("-month", "platform").values_list("month", "platform").annotate(count=Count("pk"))
    return [MonthCount(month, Platform(platform), count) for month, platform, count in rows]


def totals(counts: Iterable[MonthCount]) -> dict[Platform, int]:
    """The sum per platform, in the fixed order; every platform is named."""
    found = dict.fromkeys(Platform, 0)
    for row in counts:
        found[row.platform] += row.count
    return found


def _same_place(copy: Republication) -> Any:
    rows = Republication.objects.filter(page=copy.page, platform=copy.platform, url=copy.url)
    if copy.url:
        return rows
    return rows.filter(platform_name=copy.platform_name, published_on=copy.published_on)


def _check(copy: Republication) -> None:
    if copy.published_on > today():
        raise RepublicationRefused(_("The day of publication lies in the future. Please check the date."), code="dates")
    if copy.withdrawn_on and copy.withdrawn_on < copy.published_on:
        raise RepublicationRefused(_("It was taken down before that day. Please check the date."), code="dates")
    if copy.platform in NAMED_PLATFORMS and not copy.platform_name:
        raise RepublicationRefused(_("Please say which paper, station or site it was."), code="name")
    if copy.platform not in NAMED_PLATFORMS and not copy.url:
        raise RepublicationRefused(_("Please enter the address there, so that it can be found again."), code="address")


def _store(copy: Republication) -> None:
    try:
        with transaction.atomic():
            copy.save()
    except IntegrityError as error:
        raise RepublicationRefused(
            _("This address is entered already. Please correct that entry."), code="twice"
        ) from error


def _locked(republication: Republication, actor: User) -> Republication:
    _check_right(actor)
    rows = Republication.objects.select_for_update(of=("self",)).select_related("page")
    return rows.get(pk=republication.pk)


def _check_right(actor: User) -> None:
    if not can_republish(actor):
        raise RepublicationRefused(_("Editors, organisers and reviewers enter this. Please ask one of them."))
