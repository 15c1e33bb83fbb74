from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

MODE_COOKIE = "mode"
MODE_SECONDS = 60 * 60 * 24 * 365


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is migrated, else 503."""
    try:
        executor = MigrationExecutor(connection)
        migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False, "database": False}, status=503)
    return JsonResponse({"ready": migrated, "database": True, "migrated": migrated}, status=200 if migrated else 503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


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
