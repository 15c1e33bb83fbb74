"""What has gone stale: columns without anything new, empty columns, pages whose next check is due (domain: 国办秘函〔2019〕19号)."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.apps import apps
from django.db.models import Max, Q, QuerySet
from wagtail.models import Page, Site

from accounts.models import User
from common.clock import today
from outreach.enums import Listing, PageKind
from outreach.models import BasePage, FreshnessRule, SectionPage
from outreach.models.querysets import PublicPageQuerySet
from outreach.rules import oversees_site

NEWS_DAYS, OTHER_DAYS = 14, 180
SOON = 3  # days before a limit is reached


class Staleness(StrEnum):
    EMPTY = "empty"
    STALE = "stale"
    SOON = "soon"
    REVIEW = "review"


class StaleItem(NamedTuple):
    """A page and why somebody should look at it; `days` until the limit, zero or less when it is reached."""

    kind: Staleness
    days: int
    page: Page


def stale_items(user: User) -> list[StaleItem]:
    """What the user has to look at, the most urgent first: their own pages, or all of them for who oversees the site."""
    pages = None if oversees_site(user) else user.pk
    items = [*_stale_sections(today(), pages), *_due_reviews(today(), pages)]
    order = list(Staleness)
    return sorted(items, key=lambda item: (order.index(item.kind), item.days, item.page.pk))


def refresh_rules() -> int:
    """Give every live column a rule and find when each last got something new; returns how many there are."""
    columns = _columns()
    known = {rule.page_id: rule for rule in FreshnessRule.objects.filter(page__in=[page.pk for page in columns])}
    for page in columns:
        rule = known.get(page.pk) or FreshnessRule.objects.get_or_create(page_id=page.pk)[0]
        _refresh(rule, page)
    return len(columns)


def _columns() -> list[Page]:
    """Live pages under which others are published: the home pages, sections, the index of questions."""
    homes = Q(pk__in=Site.objects.values("root_page")) | Q(depth__gt=2)
    return list(Page.objects.live().filter(homes).exact_type(*_column_models()).specific())


def _column_models() -> list[type[BasePage]]:
    return [model for model in _page_models() if model.allowed_subpage_models()]


def _page_models() -> list[type[BasePage]]:
    """Every page type of this site, whichever app it lives in."""
    return [model for model in apps.get_models() if issubclass(model, BasePage)]


def _refresh(rule: FreshnessRule, page: Page) -> None:
    listed = _listed(page)
    found = {"newest_at": listed.aggregate(Max("first_published_at"))["first_published_at__max"]}
    found["default_days"] = NEWS_DAYS if _brings_news(page) else OTHER_DAYS
    if any(getattr(rule, name) != value for name, value in found.items()):
        FreshnessRule.objects.filter(pk=rule.pk).update(**found)


def _listed(page: Page) -> QuerySet:
    """What counts as something new: what the section gathers from elsewhere, else what lies below. A new column is no news."""
    if isinstance(page, SectionPage) and page.listing != Listing.OWN:
        return page.listed_pages().order_by()
    below = PublicPageQuerySet(Page).live().public().descendant_of(page)
    return below.not_exact_type(*_column_models()).order_by()


def _brings_news(page: Page) -> bool:
    if not isinstance(page, SectionPage):
        return page.depth == 2  # the home page
    if page.listing == Listing.OWN and page.audience_id is None:
        return PageKind.ARTICLE in page.kinds()
    return page.listing == Listing.EVERYTHING


def _stale_sections(day: date, owner: int | None) -> list[StaleItem]:
    items = []
    for rule in _owned(FreshnessRule.objects.live(), "page__owner", owner):
        left = rule.days_left(day)
        if rule.newest_at is None:
            items.append(StaleItem(Staleness.EMPTY, 0, rule.page))
        elif left is not None and left <= SOON:
            items.append(StaleItem(Staleness.STALE if left <= 0 else Staleness.SOON, left, rule.page))
    return items


def _due_reviews(day: date, owner: int | None) -> list[StaleItem]:
    """One query over all page types."""
    due = [
        _owned(model._default_manager.filter(live=True, next_review_on__lte=day), "owner", owner)
        .order_by()
        .values_list("pk", "title", "next_review_on")
        for model in _page_models()
    ]
    rows = due[0].union(*due[1:], all=True)
    return [StaleItem(Staleness.REVIEW, (on - day).days, Page(pk=pk, title=title)) for pk, title, on in rows]


def _owned(rows: QuerySet, field: str, owner: int | None) -> QuerySet:
    return rows if owner is None else rows.filter(**{field: owner})
