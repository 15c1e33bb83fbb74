"""What we add to the admin: axe on our part of each page, which is what lies in Wagtail's <main>."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test.signals import template_rendered
from playwright.sync_api import BrowserContext

from accounts.domain.roles import setup_roles
from accounts.models import User
from tests.architecture.permissions import ROWS
from tests.architecture.test_permissions import path_of
from tests.browser.axe import told, violations
from tests.browser.visits import signed_in
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.outreach import front_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEMPLATES = Path(django_settings.BASE_DIR) / "templates"
WIDTHS = (360, 1280)
# Wagtail's <main> holds its own header too, and what else is on the page lies outside it.
NOT_OURS = ("region", "landmark-one-main", "page-has-heading-one", "heading-order")


@pytest.fixture
def superuser() -> User:
    front_page()
    setup_roles()
    return UserFactory(is_superuser=True, is_staff=True, area=AreaFactory())


def is_ours(name: str | None) -> bool:
    """One of our pages for staff, not one of Wagtail's in which we changed a corner."""
    return bool(name) and ("/admin/" in name or "/staff/" in name) and (TEMPLATES / name).exists()


def test_axe_finds_nothing_in_our_part_of_the_admin(
    live_server: object, superuser: User, new_context: Callable[..., BrowserContext]
) -> None:
    origin, page, shown = live_server.url, new_context().new_page(), set()  # type: ignore[attr-defined]

    def note(template: object, **_more: object) -> None:
        shown.add(getattr(template, "name", None))

    template_rendered.connect(note)
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(f"{page.url}: {error}"))
    page.context.add_cookies(
        [{"name": key, "value": value, "url": origin} for key, value in signed_in(superuser).items()]
    )
    trouble: dict[str, list[str]] = {}
    looked_at = 0
    for row in (row for row in ROWS if row.statuses["superuser"] == 200):
        shown.clear()
        address = path_of(row, superuser.area)
        if not address.startswith("/admin/") or not is_page(page.context.request.get(origin + address).headers):
            continue
        page.goto(origin + address)
        if not any(map(is_ours, shown)):
            continue
        looked_at += 1
        within = "#main" if page.locator("#main").count() else ""
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if found := violations(page, within=within, without=NOT_OURS if within else ()):
                trouble[f"{address} at {width}"] = found
    assert looked_at > 20
    assert failed == []
    assert told(trouble) == ""


def is_page(headers: dict[str, str]) -> bool:
    return "html" in headers.get("content-type", "") and "attachment" not in headers.get("content-disposition", "")
