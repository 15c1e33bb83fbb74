from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from wagtail.documents.views import serve as wagtail_documents


@wraps(wagtail_documents.serve)  # it stays Wagtail's address: the walk through the permissions tries it by its prefix
@cache_control(private=True, no_cache=True)
def serve_document(request: HttpRequest, *args: Any) -> HttpResponseBase:
    """A file of the library, always to be saved and never run: Wagtail checks who may have it, the sandbox what it may do.

    The browser asks each time whether it may still have it, and gets 304 when it has it already.
    """
    response = wagtail_documents.serve(request, *args)
    if response.has_header("Content-Disposition"):
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
