"""No page asks anybody but us: no fonts, counters, maps or videos from elsewhere."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext

from tests.home.test_speed import KINDS, OTHERS, build_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_request_goes_to_the_own_host(live_server: object, new_context: Callable[..., BrowserContext]) -> None:
    origin, named = live_server.url, build_site()  # type: ignore[attr-defined]
    context, asked = new_context(), set()
    context.on("request", lambda request: asked.add(urlsplit(request.url)[:2]))
    page = context.new_page()
    for kind in KINDS[:-3] + OTHERS:
        answer = page.goto(origin + named.get(kind, kind), wait_until="networkidle")
        assert answer and answer.status == (404 if "no/such" in kind else 200)
    assert {host for scheme, host in asked if scheme != "data"} == {urlsplit(origin).netloc}


def test_the_picture_of_the_short_link_is_fetched_for_printing_only(
    live_server: object, new_context: Callable[..., BrowserContext]
) -> None:
    build_site()
    context, asked = new_context(), []
    context.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page = context.new_page()
    page.goto(live_server.url + "/news/story/", wait_until="networkidle")  # type: ignore[attr-defined]
    assert not any(path.endswith("qr.svg") for path in asked)
    with page.expect_response(lambda answer: answer.url.endswith("qr.svg") and answer.status == 200):
        page.emulate_media(media="print")
        page.locator(".printed-address").scroll_into_view_if_needed()
