"""What search engines are told about: every page that everyone may read, campaigns, training."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, Site

from campaigns.models import Campaign
from courses.models import TrainingSession

LIMIT = 10_000


class PublicSitemap(Sitemap):
    """Addresses begin like those that people use, not like the one that the crawler came in by."""

    limit = LIMIT

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.PUBLIC_URL).scheme or super().get_protocol(protocol)

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.PUBLIC_URL).netloc or super().get_domain(site)


class PageSitemap(PublicSitemap):
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def items(self) -> Iterable[Page]:
        site = Site.find_for_request(self.request)
        if site is None:
            return []
        return site.root_page.get_descendants(inclusive=True).live().public().order_by("path")

    def location(self, item: Page) -> str:
        return item.get_url(self.request) or "/"

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


class CampaignSitemap(PublicSitemap):
    def items(self) -> Iterable[Campaign]:
        return Campaign.objects.public().order_by("pk")


class TrainingSitemap(PublicSitemap):
    def items(self) -> Iterable[TrainingSession]:
        return TrainingSession.objects.public().order_by("pk")


class ListSitemap(PublicSitemap):
    """Lists that are no pages of the tree."""

    def items(self) -> list[str]:
        return ["campaigns:campaign-list", "courses:session-list"]

    def location(self, item: str) -> str:
        return reverse(item)
