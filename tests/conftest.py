"""Fixtures for everybody: a clock to set, people in their roles, the queue run by hand, and a phone-sized Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations as SQLiteOperations
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.enums import Role
from accounts.models import Area, User
from tests.factories.accounts import AreaFactory, UserFactory

# Playwright's sync API keeps an event loop running in the thread of the test, which Django would otherwise refuse.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CODE = "135790"
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs row locks is not collected on SQLite: there constraints are the referee."""
    if connection.vendor == "postgresql":
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def flush_past_append_only() -> Iterator[None]:
    """Transactional tests empty the tables. On SQLite that is DELETE, so the append-only triggers step aside for it."""
    flush = SQLiteOperations.execute_sql_flush

    def with_triggers_aside(self: SQLiteOperations, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        flush(self, statements)
        with self.connection.cursor() as cursor:
            for _name, sql in triggers:
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLiteOperations, "execute_sql_flush", with_triggers_aside)
        yield


class Clock:
    """The time the code under test sees; real until it is set."""

    at: datetime | None = None


def test_clock() -> datetime:
    from common.clock import system_now

    return Clock.at or system_now()


test_clock.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture
def set_clock(settings: object) -> Iterator[Callable[[datetime], None]]:
    """`set_clock(aware_datetime)`: from now on common.clock.now() answers this."""
    settings.CLOCK = "tests.conftest.test_clock"  # type: ignore[attr-defined]
    yield lambda at: setattr(Clock, "at", at)
    Clock.at = None


def fixed_code() -> str:
    return CODE


@pytest.fixture
def phone_code(settings: object) -> str:
    """The one-time code every phone gets."""
    settings.PHONE_CODE_SOURCE = "tests.conftest.fixed_code"  # type: ignore[attr-defined]
    return CODE


@pytest.fixture
def area(db: None) -> Area:
    return AreaFactory()


@pytest.fixture
def users(area: Area) -> dict[str, User]:
    """One member of staff per role, all in `area`, with the rights that setup_roles gives."""
    from accounts.domain.roles import setup_roles

    setup_roles()
    return {role.value: UserFactory(username=role.value, area=area, roles=[role]) for role in Role}


def drain_tasks(limit: int = 200) -> int:
    """Run queued tasks here and now until none is left; returns how many ran. A task's error is the test's error."""
    done = 0
    while done < limit and (row := OrmQ.objects.order_by("id").first()):
        task = row.task
        row.delete()
        function = task["func"] if callable(task["func"]) else import_string(task["func"])
        function(*task.get("args", ()), **(task.get("kwargs") or {}))
        done += 1
    return done


def find_chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not path:
        pytest.fail("Browser tests need Chromium: run `make browser`, or set CHROMIUM to its path.", pytrace=False)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Per module: while Playwright runs, its event loop keeps sealing, which brings one of its own, out of this thread."""
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        yield playwright.chromium.launch(executable_path=find_chromium(), args=quiet)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def new_context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., BrowserContext]]:
    """`new_context()` is one more phone: 360 × 740, Chinese. Errors on its pages fail the test.

    What the phones of a failed test showed last is in test-results/.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def make(**options: object) -> BrowserContext:
        phone = {"viewport": {"width": 360, "height": 740}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = browser.new_context(**{**phone, **options})  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        context.on("weberror", lambda error: troubles.append(str(error.error)))
        context.on(
            "response", lambda answer: troubles.append(f"{answer.status} {answer.url}") if is_broken(answer) else None
        )
        context.on("console", lambda message: troubles.append(message.text) if is_trouble(message) else None)
        contexts.append(context)
        return context

    yield make
    for number, context in enumerate(contexts):
        if request.node.stash.get(FAILED, False) and context.pages:
            context.pages[-1].screenshot(path=f"test-results/{request.node.name}-{number}.png", full_page=True)
        context.close()
    assert troubles == []


def is_trouble(message: object) -> bool:
    """Script errors and policy violations; a request that a test cuts off or expects to be refused is not one."""
    return message.type == "error" and "Failed to load resource" not in message.text  # type: ignore[attr-defined]


def is_broken(answer: object) -> bool:
    """A stylesheet, script or picture of ours that isn't there."""
    return answer.status >= 400 and "/static/" in answer.url  # type: ignore[attr-defined]


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()
