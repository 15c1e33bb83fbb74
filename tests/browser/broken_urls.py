"""The site's addresses and some that nothing leads to: pages of errors, and a text under review that has no preview."""

from types import SimpleNamespace

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from campaigns.models import Campaign
from config.urls import handler500 as handler500
from config.urls import urlpatterns as site
from reviews.views.preview import render_version


def fail(request: HttpRequest, status: int) -> HttpResponse:
    raise {400: SuspiciousOperation, 403: PermissionDenied}.get(status, RuntimeError)


def plain_text(request: HttpRequest) -> HttpResponse:
    """None of our kinds of content needs this page yet: a campaign stands in for a snippet without a preview."""
    return render_version(request, SimpleNamespace(as_object=Campaign.objects.first))  # type: ignore[arg-type]


urlpatterns = [path("broken/<int:status>/", fail), path("plain-text/", plain_text), *site]
