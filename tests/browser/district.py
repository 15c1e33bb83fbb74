"""The district on a live server: made once for a module's tests, and the names of the templates it has shown."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.test import TransactionTestCase, override_settings
from django.test.signals import template_rendered
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.visits import Cookies, Visit, build

ELDER = {"mode": "elder"}
SETTINGS = {
    "ROOT_URLCONF": "tests.browser.broken_urls",
    "AXES_ENABLED": True,
    "PHONE_CODE_SOURCE": "tests.conftest.fixed_code",
}


class District:
    def __init__(self, server: LiveServer) -> None:
        self.url = server.url
        self.visits = build()
        self.shown: set[str] = set()

    def note(self, template: object, **_more: object) -> None:
        self.shown.add(getattr(template, "name", None) or "")

    def become(self, page: Page, cookies: Cookies) -> None:
        """From here on the browser is somebody else's."""
        page.context.clear_cookies()
        own = [{"name": name, "value": value, "url": self.url} for name, value in cookies.items()]
        page.context.add_cookies(own)  # type: ignore[arg-type]

    def go(self, page: Page, visit: Visit, *, is_elder: bool = False) -> None:
        self.become(page, visit.cookies | (ELDER if is_elder else {}))
        page.goto(self.url + visit.address)
        if visit.act:
            visit.act(page)

    def visit(self, start: str, act: str = "") -> Visit:
        """The first visit to an address that begins so; the one who goes there is who may."""
        found = (visit for visit in self.visits if visit.address.startswith(start) and visit.act_name == act)
        return next(found)


@contextmanager
def made(django_db_blocker: object) -> Iterator[District]:
    """Tests that may write empty the tables after each of them: here only after the last, as filling takes the longest."""
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(**SETTINGS),
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        server = LiveServer("localhost")
        try:
            district = District(server)
            template_rendered.connect(district.note)
            yield district
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False)
