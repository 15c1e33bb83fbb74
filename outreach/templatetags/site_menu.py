"""The main menu: the home page, the fixed parts of the product and the pages an editor put into the menu."""

from dataclasses import dataclass

from django import template
from django.db.models import Q
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from outreach.models import GuidePage, QuestionIndexPage, SectionPage
from outreach.models.querysets import open_to_all

register = template.Library()
ELDERLY = "elderly"


@dataclass(frozen=True)
class MenuEntry:
    label: str
    href: str
    path: str

    @property
    def is_here(self) -> bool:
        return self.path == self.href

    @property
    def is_current(self) -> bool:
        """The page itself or something below it; the home page only itself."""
        return self.is_here or (self.href != "/" and self.path.startswith(self.href))


@register.simple_tag(takes_context=True)
def site_menu(context: Context) -> list[MenuEntry]:
    request = context.get("request")
    if request is None:
        return []
    if request.COOKIES.get("mode") == "elder":
        entries = [(_("Home"), "/"), *_pages(request, simple=True)]
    else:
        fixed_first = [(_("Home"), "/"), *_part(_("Campaigns"), "campaigns:campaign-list")]
        entries = [*fixed_first, *_pages(request), *_part(_("Free training"), "courses:session-list")]
    return [MenuEntry(label, href, request.path) for label, href in entries]


def _part(label: str, url_name: str) -> list[tuple[str, str]]:
    try:
        return [(label, reverse(url_name))]
    except NoReverseMatch:  # an installation without that part
        return []


def _pages(request: HttpRequest, *, simple: bool = False) -> list[tuple[str, str]]:
    """The pages in the menu; the simple menu of the elder view has only what older people come for."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    children = site.root_page.get_children().live().filter(open_to_all())
    if simple:
        landing = Q(pk__in=SectionPage.objects.filter(audience__code=ELDERLY).values("pk"))
        pages = children.filter(
            landing | (Page.objects.in_menu_q() & Page.objects.type_q(QuestionIndexPage, GuidePage))
        )
    else:
        pages = children.in_menu()
    return [(page.title, page.get_url(request, current_site=site) or "/") for page in pages]
