"""Looking at pages as a visitor without an account, with the page cache switched on."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from wagtail.models import Site

from accounts.models import OfficeSettings
from common.clock import now
from common.public_content import VERSION
from outreach.domain.audiences import ensure_audiences
from outreach.models import Audience
from tests.factories.outreach import front_page


@pytest.fixture(autouse=True)
def page_cache_on(settings: Any, set_clock: Callable[[datetime], None]) -> Iterator[None]:
    """The cache's table is no model's: what an earlier test left in it goes by hand.

    The clock stands still early in a minute, since pages end with theirs.
    """
    settings.PAGE_CACHE = True
    set_clock(now().replace(second=5))
    caches["pages"].clear()
    ensure_audiences(Audience)
    front_page()
    OfficeSettings.for_site(Site.objects.get(is_default_site=True))  # made by whoever asks first: a change of its own
    yield
    caches["pages"].clear()


def visit(address: str, **headers: str) -> Any:
    return Client(headers=headers).get(address)


def shows(address: str, words: str, **headers: str) -> bool:
    return words in visit(address, **headers).content.decode()


def stored_pages() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache_pages")
        return cursor.fetchone()[0] - (caches["pages"].get(VERSION) is not None)
