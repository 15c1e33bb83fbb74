from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from common.public_pages import public_page
from outreach.interfaces.feeds import build_feed
from outreach.models import BasePage


@public_page()
@require_safe
def section_feed(request: HttpRequest, path: str) -> HttpResponse:
    """The feed of the page at this address, if it is a page that lists others and everyone may read it."""
    route = Page.route_for_request(request, path)
    section = route.page if route else None
    if not isinstance(section, BasePage) or not section.has_feed or section.get_view_restrictions():
        raise Http404
    feed = build_feed(section, request)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response
