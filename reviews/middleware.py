from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin.admin_url_finder import AdminURLFinder

from reviews.domain.errors import PublicationRefused, ReviewRefused


class RefusalMiddleware:
    """Wagtail's own screens don't know our gate: its refusal becomes a message, beside the draft that is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        ours = isinstance(error, PublicationRefused | ReviewRefused) and request.path_info.startswith("/admin/")
        if not ours or request.method != "POST":
            return None
        messages.error(request, str(error))
        target = _editor_of(error, request) or _came_from(request) or reverse("wagtailadmin_home")
        if request.headers.get("x-requested-with") == "XMLHttpRequest":  # Wagtail's dialogs follow this
            return JsonResponse({"step": "success", "redirect": target})
        return redirect(target)


def _came_from(request: HttpRequest) -> str:
    address = request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else ""


def _editor_of(error: Exception, request: HttpRequest) -> str | None:
    obj: Any = getattr(error, "object", None)
    return AdminURLFinder(request.user).get_edit_url(obj) if obj is not None and obj.pk else None
