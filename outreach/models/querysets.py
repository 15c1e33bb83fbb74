from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageQuerySet, PageViewRestriction

from .files import SiteImage

if TYPE_CHECKING:
    from .audiences import Audience

PER_PAGE = 12
# As templates ask for them: {% picture page.cover fill-480x320 format-{avif,webp} %}
THUMBNAILS = ("fill-480x320|format-avif", "fill-480x320|format-webp")


def open_to_all() -> Q:
    """Neither the page nor one above it is kept from anybody: Wagtail's `public()` without a query of its own each time."""
    beginning = Substr(OuterRef("path"), 1, Length("page__path"))
    return ~Q(Exists(PageViewRestriction.objects.filter(page__path=beginning)))


class PublicPageQuerySet(PageQuerySet):
    def public(self) -> Self:
        return self.filter(open_to_all())

    def published(self) -> Self:
        """What everyone may read, newest first."""
        return self.live().public().order_by(F("first_published_at").desc(nulls_last=True), "-pk")

    def for_audience(self, audience: "Audience") -> Self:
        return self.filter(audiences=audience)

    def with_section(self) -> Self:
        """Adds `section_title`, the title of the page above, in the same query."""
        parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
        return self.annotate(section_title=Subquery(Page.objects.filter(path=parent_path).values("title")[:1]))


def attach_covers(pages: Iterable[Page]) -> list[Page]:
    """Give pages of whatever type their covers and thumbnails with two queries, however many rows."""
    rows = list(pages)
    wanted = {row.cover_id for row in rows if getattr(row, "cover_id", None)}
    covers = SiteImage.objects.prefetch_renditions(*THUMBNAILS).in_bulk(wanted) if wanted else {}
    for row in rows:
        if getattr(row, "cover_id", None) in covers:
            row.cover = covers[row.cover_id]
    return rows
