"""The site's addresses and some that fail: how else would a browser come to see an error page?"""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler500 as handler500
from config.urls import urlpatterns as site


def fail(request: HttpRequest, status: int) -> HttpResponse:
    raise {400: SuspiciousOperation, 403: PermissionDenied}.get(status, RuntimeError)


urlpatterns = [path("broken/<int:status>/", fail), *site]
