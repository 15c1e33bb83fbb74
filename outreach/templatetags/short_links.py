from dataclasses import dataclass

from django import template
from django.urls import reverse
from wagtail.models import Page

from common.public_pages import public_address
from outreach.domain.short_links import ensure_short_link
from outreach.models import BasePage, ShortLink

register = template.Library()


@dataclass(frozen=True)
class ShortAddress:
    """What editors copy and printers print."""

    address: str
    svg: str
    png: str


@register.simple_tag
def short_address(page: object) -> ShortAddress | None:
    """The short link of a stored page with its codes, made if it isn't there yet; None for anything else."""
    if not isinstance(page, Page) or not page.pk or not isinstance(page.specific, BasePage):
        return None
    return _words(ensure_short_link(page))


@register.simple_tag
def printed_address(page: object) -> ShortAddress | None:
    """The same for the foot of a printed page, which only reads."""
    link = ShortLink.objects.filter(page_id=page.pk).first() if isinstance(page, BasePage) else None
    return _words(link) if link else None


def _words(link: ShortLink) -> ShortAddress:
    code = link.code
    return ShortAddress(
        address=public_address(reverse("outreach:short-link", args=[code])),
        svg=reverse("outreach:short-link-svg", args=[code]),
        png=reverse("outreach:short-link-png", args=[code]),
    )
