"""Every page that people outside the admin can see, in both views, on a phone and on a desktop: axe finds nothing."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import TransactionTestCase, override_settings
from django.test.signals import template_rendered
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.axe import violations
from tests.browser.visits import Visit, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (360, 1280)
ROOTS = {"base.html", "focus.html"}
TEMPLATES = Path(django_settings.BASE_DIR) / "templates"
EXTENDS = re.compile(r'{% extends "([^"]+)" %}')


class District:
    """The server, what can be visited there, and the names of the templates it has shown."""

    def __init__(self, server: LiveServer) -> None:
        self.url = server.url
        self.visits = build()
        self.shown: set[str] = set()

    def note(self, template: object, **_more: object) -> None:
        self.shown.add(getattr(template, "name", None) or "")

    def go(self, page: Page, visit: Visit) -> None:
        page.context.clear_cookies()
        cookies = [{"name": name, "value": value, "url": self.url} for name, value in visit.cookies.items()]
        page.context.add_cookies(cookies)  # type: ignore[arg-type]
        page.goto(self.url + visit.address)
        if visit.act:
            visit.act(page)


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: object) -> Iterator[District]:
    """Made once for all tests here, as it takes the longest: the tables are emptied after the last of them only."""
    changed = override_settings(ROOT_URLCONF="tests.browser.broken_urls", AXES_ENABLED=True)
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), changed:  # type: ignore[attr-defined]
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        server = LiveServer("localhost")
        try:
            made = District(server)
            template_rendered.connect(made.note)
            yield made
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False)


def public_templates() -> set[str]:
    """What extends base.html or focus.html, directly or by way of another."""
    parents = {
        str(path.relative_to(TEMPLATES)): found.group(1)
        for path in TEMPLATES.rglob("*.html")
        if (found := EXTENDS.match(path.read_text()))
    }

    def root(name: str) -> str:
        return root(parents[name]) if name in parents else name

    return {name for name in parents if root(name) in ROOTS}


def told(trouble: dict[str, list[str]]) -> str:
    """Every finding on a line of its own: pytest cuts a long dict short."""
    return "\n".join(f"{where}  {line}" for where, lines in trouble.items() for line in lines)


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_axe_finds_nothing_on_any_page(
    district: District, new_context: Callable[..., BrowserContext], mode: str
) -> None:
    page = new_context().new_page()
    district.shown.clear()
    trouble: dict[str, list[str]] = {}
    for visit in district.visits:
        elder = {"mode": "elder"} if mode == "elder" else {}
        page.set_viewport_size({"width": WIDTHS[0], "height": 740})
        district.go(page, Visit(visit.address, visit.cookies | elder, visit.act))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if found := violations(page, is_elder=mode == "elder"):
                trouble[f"{visit} at {width}"] = found
    assert told(trouble) == ""
    assert public_templates() - district.shown == set()
