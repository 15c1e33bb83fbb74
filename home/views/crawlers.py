"""For search engines: where everything is, and what is not for them."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.public_pages import public_address, public_page
from home.interfaces.sitemaps import CampaignSitemap, ListSitemap, PageSitemap, TrainingSitemap

# Work of the office, what belongs to one person, and addresses that only lead on.
NOT_FOR_CRAWLERS = [
    "/admin/",
    "/display/",
    "/sign-in/",
    "/portal/",
    "/my/",
    "/enter/",
    "/c/",
    "/t/",
    "/s/",
    "/door/",
    "/exam/",
    "/verify/",
    "/search/",
    "/_util/",
]


@public_page("p")
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Everything that everyone may read, with the moment of its last publication."""
    parts: dict[str, type[Sitemap] | Sitemap] = {
        "pages": PageSitemap(request),
        "lists": ListSitemap(),
        "campaigns": CampaignSitemap(),
        "training": TrainingSitemap(),
    }
    return django_sitemap(request, parts).render()


@public_page()
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_CRAWLERS)]
    lines += ["", f"Sitemap: {public_address(reverse('home:sitemap'), request)}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
