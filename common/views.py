from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from common.health import examine
from common.public_pages import MODE_COOKIE

MODE_SECONDS = 60 * 60 * 24 * 365


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when this installation is ready, else 503; names the features that lack a key. No secrets, no versions."""
    health = examine()
    return JsonResponse({"ready": health.ready, **health.report}, status=200 if health.ready else 503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """As plain as it can be: no database, no context processors. The elder view is kept, because a cookie says so."""
    return HttpResponseServerError(render_to_string("500.html", {"request": request}))


@never_cache
def display_mode(request: HttpRequest) -> HttpResponse:
    """Switch between the standard and the elder view and go back to the page one came from; a link, so it needs no script."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.GET.get("mode") == "elder":
        response.set_cookie(
            MODE_COOKIE, "elder", max_age=MODE_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie(MODE_COOKIE, samesite="Lax")
    return response
