from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers

from common.page_cache import Visit, etag_of
from common.public_pages import is_public, known_query

# The Wagtail admin brings inline styles and scripts of its own, and its date pickers evaluate code.
ADMIN_POLICY = {
    "script-src": ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy of the settings for every page, the relaxed one under /admin/."""

    def get_policy_parts(self, request: Any, response: Any, report_only: bool = False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/"):
            parts.replace = {**ADMIN_POLICY, **(parts.replace or {})}
        return parts


class CompressionMiddleware(GZipMiddleware):
    """Compresses text that leaves the application; files for download stay as they are, so that parts of them can be asked for."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.get("Content-Type", "").split(";")[0]
        is_text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        return super().process_response(request, response) if is_text and not response.streaming else response


class PublicPagesMiddleware:
    """Serves public pages from the shared cache, answers 304 to whoever has them, and keeps everything else private.

    Only a view that says its answer is public is stored, and only if nothing on the way there made it personal.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            response = self.get_response(request)
            visit = getattr(request, "public_visit", None)
            answer = self._finish(request, response, visit) if visit else response
        finally:
            if visit := getattr(request, "public_visit", None):
                visit.end()
        if not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-store"
        return answer

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        parameters = getattr(view, "public_parameters", None)
        if parameters is None:
            return None
        query, complete = known_query(request, parameters)
        request.canonical_query = query  # type: ignore[attr-defined]
        if not complete or not asks_anonymously(request):
            return None
        # The page is made from what its key consists of and nothing else.
        request.GET = QueryDict(query)  # type: ignore[assignment]
        request.META["QUERY_STRING"] = query
        request.public_visit = visit = Visit(request, query)  # type: ignore[attr-defined]
        page = visit.find()
        if page is None:
            return None
        request.stored_page = page  # type: ignore[attr-defined]
        return page.answer(request)

    def _finish(self, request: HttpRequest, response: HttpResponse, visit: Visit) -> HttpResponseBase:
        stored = hasattr(request, "stored_page")
        if not stored and not is_the_same_for_everybody(request, response):
            return response
        if not stored:
            response["ETag"] = etag_of(response)
            if request.method == "GET":
                visit.store(response)
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
        answer = get_conditional_response(request, etag=response["ETag"], response=response)
        return answer or response


def asks_anonymously(request: HttpRequest) -> bool:
    """Nobody known to us: no session, no message waiting, no part of a page, no preview."""
    personal = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
    return (
        request.method in ("GET", "HEAD")
        and not any(name in request.COOKIES for name in personal)
        and not any(name in request.headers for name in ("Authorization", "HX-Request", "Range"))
        and not getattr(request, "is_dummy", False)
    )


def is_the_same_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """The view says so, and there is neither a cookie nor a form's token in it (which shows in the cookie it needs)."""
    return (
        is_public(response)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
    )
