from django.db import transaction
from django.urls import reverse
from wagtail.models import Page, get_page_models

from common.public_pages import public_address
from outreach.models import BasePage, ShortLink


@transaction.atomic
def ensure_short_link(page: Page) -> ShortLink:
    """The page's short link, made when it has none; two that ask at once get the same. Not an act of anybody, so no audit line."""
    link, _created = ShortLink.objects.get_or_create(page_id=page.pk)
    return link


def short_address(page: Page) -> str:
    """The page's short address in full, as it is printed and passed on."""
    return public_address(reverse("outreach:short-link", args=[ensure_short_link(page).code]))


def ensure_all() -> int:
    """Short links for pages that came without one (an import, an older installation); returns how many were made."""
    ours = [model for model in get_page_models() if issubclass(model, BasePage)]
    bare = list(Page.objects.type(*ours).filter(short_link=None))
    for page in bare:
        ensure_short_link(page)
    return len(bare)


def nearest_open_page(link: ShortLink) -> Page | None:
    """Where somebody can read on when the page itself is withdrawn: the nearest page above it that everyone may read."""
    if link.page is None:
        return None
    above = link.page.get_ancestors().filter(depth__gt=1).live().public()
    return above.order_by("-depth").first()
