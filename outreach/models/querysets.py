from typing import TYPE_CHECKING, Self

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageQuerySet

from .files import SiteImage

if TYPE_CHECKING:
    from .audiences import Audience

THUMBNAIL = "fill-480x320|format-webp"


class PublicPageQuerySet(PageQuerySet):
    def published(self) -> Self:
        """What everyone may read, newest first."""
        return self.live().public().order_by(F("first_published_at").desc(nulls_last=True), "-pk")

    def for_audience(self, audience: "Audience") -> Self:
        return self.filter(audiences=audience)

    def with_section(self) -> Self:
        """Adds `section_title`, the title of the page above, in the same query."""
        parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
        return self.annotate(section_title=Subquery(Page.objects.filter(path=parent_path).values("title")[:1]))


class ArticleQuerySet(PublicPageQuerySet):
    def with_cover(self) -> Self:
        """Loads covers and their thumbnails with two more queries, however many rows."""
        covers = SiteImage.objects.prefetch_renditions(THUMBNAIL)
        return self.prefetch_related(Prefetch("cover", queryset=covers))
