"""A brake on guessing codes: wrong tries are counted per phone, never per address (a whole room shares one)."""

from django.core.cache import cache

from common.clock import now

WINDOW_SECONDS = 600
WRONG_TRIES = 10


def _key(who: str) -> str:
    return f"wrong-codes:{who}:{int(now().timestamp()) // WINDOW_SECONDS}"


def is_blocked(who: str) -> bool:
    """Has this phone entered ten wrong codes within the current ten minutes?"""
    return int(cache.get(_key(who), 0)) >= WRONG_TRIES


def count_wrong(who: str) -> None:
    key = _key(who)
    cache.set(key, int(cache.get(key, 0)) + 1, 2 * WINDOW_SECONDS)
