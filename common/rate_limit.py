"""A light brake on guessing: so many tries from one address in a while, counted in the shared cache."""

from django.core.cache import cache
from django.http import HttpRequest

from common import crypto

LOOPBACK = ("127.0.0.1", "::1", "")


def client_address(request: HttpRequest) -> str:
    """Who is asking. Behind our own proxy (same machine) that is the last entry the proxy added."""
    peer = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return forwarded.rpartition(",")[2].strip() if peer in LOOPBACK and forwarded else peer


def _key(request: HttpRequest, purpose: str) -> str:
    return f"limit:{purpose}:{crypto.hmac_digest('rate-limit', client_address(request))[:32]}"


def is_limited(request: HttpRequest, purpose: str, *, limit: int) -> bool:
    """Were there already this many tries?"""
    return int(cache.get(_key(request, purpose), 0)) >= limit


def count_try(request: HttpRequest, purpose: str, *, seconds: int) -> None:
    """Count one try; the count is forgotten this many seconds after the first."""
    key = _key(request, purpose)
    if not cache.add(key, 1, seconds):
        try:
            cache.incr(key)
        except ValueError:  # it expired in between
            cache.add(key, 1, seconds)
