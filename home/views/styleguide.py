from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from common.clock import now
from home.interfaces.styleguide import SampleForm


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state. Development only: everywhere else this page isn't there."""
    if not settings.DEV_INBOX:
        raise Http404
    words = [_("Enrol"), _("Check in"), _("Pledge"), _("Test"), _("Certificate")]
    states = ["done", "done", "done", "now", "todo"]
    context = {
        "form": SampleForm(),
        "broken_form": SampleForm({"phone": "138", "unit": _("Sample Feed Co.")}),
        "steps": list(zip(words, states, strict=True)),
        "page": Paginator(range(200), 10).get_page(request.GET.get("page", 7)),
        "now": now(),
        "later": now() + timedelta(hours=2),
        "next_week": now() + timedelta(days=7),
        "colours": ["paper", "surface", "sunken", "line", "ink", "ink-2", "ink-3", "seal", "jade", "amber", "indigo"],
    }
    return render(request, "home/styleguide.html", context)
