"""Which answers are the same for everybody. A view says so itself: whatever says nothing is private and never stored."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]
Answer = TypeVar("Answer", bound=HttpResponseBase)

MODE_COOKIE = "mode"
# What WeChat and advertisers hang onto a shared address; no page of ours reads it.
WITHOUT_MEANING = re.compile(r"utm_\w{1,20}|from|isappinstalled|scene|subscene|clicktime|enterid|nsukey|wxshare")
PLAIN_VALUE = re.compile(r"[\w-]{1,20}")


def may_be_public(*parameters: str) -> Callable[[View], View]:
    """The view's answers may be the same for everybody, and only these parameters make a difference to them.

    Which answers are is said by the view with `mark_public`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        marked.public_parameters = frozenset(parameters)  # type: ignore[attr-defined]
        return marked

    return decorate


def public_page(*parameters: str) -> Callable[[View], View]:
    """Every answer of the view is the same for everybody who isn't signed in: no form, no message, nobody's name."""

    def decorate(view: View) -> View:
        @may_be_public(*parameters)
        @wraps(view)
        def public(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return mark_public(view(request, *args, **kwargs))

        return public

    return decorate


def mark_public(response: Answer) -> Answer:
    response.is_public = True  # type: ignore[attr-defined]
    return response


def is_public(response: HttpResponseBase) -> bool:
    return getattr(response, "is_public", False)


def is_elder(request: HttpRequest) -> bool:
    """Has this visitor chosen the elder view?"""
    return request.COOKIES.get(MODE_COOKIE) == "elder"


def known_query(request: HttpRequest, parameters: frozenset[str]) -> tuple[str, bool]:
    """The query with what makes a difference, in a fixed order, and whether nothing unknown had to be left out."""
    kept, complete = {}, True
    for name in request.GET:
        value = str(request.GET.get(name, ""))
        if name in parameters and (not value or PLAIN_VALUE.fullmatch(value)):
            kept[name] = value
        elif not WITHOUT_MEANING.fullmatch(name):
            complete = False
    return urlencode(sorted((name, value) for name, value in kept.items() if value)), complete


def public_address(path: str, request: HttpRequest | None = None) -> str:
    """The absolute address people use for a path of ours: the office's own, else the one of the request."""
    if settings.PUBLIC_URL or request is None:
        return f"{settings.PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)


def canonical_address(request: HttpRequest) -> str:
    """The one address of a public page, without parameters that make no difference; empty for everything else."""
    query = getattr(request, "canonical_query", None)
    if query is None:
        return ""
    return public_address(request.path + (f"?{query}" if query else ""), request)
