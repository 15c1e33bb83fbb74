"""Doors for views: anonymous people are sent to sign in, everybody who may not gets the same 404 as for a page that isn't there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import add_never_cache_headers

from accounts.domain.site_state import seconds_frozen, site_state
from accounts.models import User
from accounts.rules import has_role, is_representative

View = Callable[..., HttpResponse]


def require(predicate: Callable[[Any], bool], *, login_url: str = "") -> Callable[[View], View]:
    """Let a view run only for users the predicate accepts."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url(login_url) if login_url else None)
            if not predicate(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def user_of(request: HttpRequest) -> User:
    """The signed-in user of a request that went through one of these doors."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def staff_required(*roles: str) -> Callable[[View], View]:
    """Staff in one of these roles; they sign in at the admin's door."""
    return require(lambda user: has_role(user, *roles), login_url="wagtailadmin_login")


representative_required = require(is_representative)


def closed_while_frozen(view: View) -> View:
    """A public form that is closed during a freeze (重保): a page says until when and whom to telephone.

    Only for what somebody begins anew. A training day, an exam that is on and the sign-in of firms go on.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = site_state()
        if not state.is_frozen:
            return view(request, *args, **kwargs)
        response = render(request, "accounts/frozen.html", {"until": state.freeze_until}, status=503)
        response["Retry-After"] = str(seconds_frozen(state))
        add_never_cache_headers(response)
        return response

    return guarded
