"""Short addresses and their codes to scan. Scans aren't counted: nobody needs the number, and it would be traces of people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from common import qr
from common.public_pages import public_address
from outreach.domain.short_links import nearest_open_page
from outreach.models import ShortLink

LONG = 60 * 60 * 24 * 30  # a code never points anywhere else
PRINT_BOX = 24  # pixels per module: about 300 dpi at 6 cm


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """On to wherever the page is now; never stored, because it may move. A page that is gone is said to be gone."""
    link = _find(code)
    page = link.page
    address = page.get_url(request) if page and page.live else None
    if address:
        return redirect(address)
    context = {"is_deleted": page is None, "above": nearest_open_page(link)}
    return render(request, "outreach/short_link_gone.html", context, status=410 if page is None else 404)


@require_safe
@cache_control(public=True, max_age=LONG)
def qr_svg(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(qr.svg(_address(code)), content_type="image/svg+xml")


@require_safe
@cache_control(public=True, max_age=LONG)
def qr_png(request: HttpRequest, code: str) -> HttpResponse:
    """For posters and leaflets: large enough to print, with a name to save it under."""
    name = f'attachment; filename="qr-{_find(code).code}.png"'
    picture = qr.png(_address(code), box_size=PRINT_BOX)
    return HttpResponse(picture, content_type="image/png", headers={"Content-Disposition": name})


def _find(code: str) -> ShortLink:
    """Codes are read aloud and typed: capitals mean the same."""
    return get_object_or_404(ShortLink.objects.select_related("page"), code=code.lower())


def _address(code: str) -> str:
    return public_address(reverse("outreach:short-link", args=[_find(code).code]))
