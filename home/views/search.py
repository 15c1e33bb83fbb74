from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.domain.site_search import SiteSearch
from home.interfaces.search import SearchAddress
from outreach.domain.search_log import tally_search
from outreach.models import Audience


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is found on the site. Not for search engines: its address takes any text."""
    address = SearchAddress.parse(request.GET)
    context = {"address": address, "audiences": Audience.objects.all()}
    if address.q:
        asked = SiteSearch(request, address.q)
        answer = asked.answer(kind=address.kind, audience=address.audience, page=address.page)
        context |= {"answer": answer, "help": asked.help() if answer.is_empty else None}
        if address.page == 1 and not address.is_narrowed:
            tally_search(address.q, found=answer.total + len(answer.beside))
    response = render(request, "home/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
