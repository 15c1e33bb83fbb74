"""Pages stored by one process are out of date for all of them, and a slow rendering never stores what was true before."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection, connections
from django.http import HttpRequest
from django.test import Client
from wagtail.models import Site

from accounts.models import OfficeSettings
from common import page_cache
from common.page_cache import Turns
from common.public_content import VERSION
from outreach.domain.audiences import ensure_audiences
from outreach.models import ArticlePage, Audience
from tests.factories.outreach import (
    ArticleFactory,
    front_page,
)
from tests.faults.installation import server_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def page_cache_on(settings: Any) -> Iterator[None]:
    """The cache's table is no model's: what an earlier test left in it goes by hand."""
    settings.PAGE_CACHE = True
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


def publish(page: Any, **changes: Any) -> None:
    page = type(page).objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


class TestOtherProcesses:
    def test_what_another_process_publishes_shows_at_once(self) -> None:
        article = ArticleFactory(title="旧题")
        assert shows(article.url, "旧题")
        at = connection.settings_dict["NAME"]
        url = server_url(at) if connection.vendor == "postgresql" else f"sqlite:///{at}"
        code = (
            "from outreach.models import ArticlePage\n"
            f"page = ArticlePage.objects.get(pk={article.pk})\n"
            "page.title = '另一个进程写的'\n"
            "page.save_revision().publish()\n"
        )
        env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", code],
            cwd=django_settings.BASE_DIR,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert shows(article.url, "另一个进程写的")

    def test_a_rendering_begun_before_a_publication_is_not_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        article = ArticleFactory(title="旧题")
        context_of = ArticlePage.get_context

        def slow(page: ArticlePage, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
            """The page is read; before it is written out, somebody on another connection publishes."""
            monkeypatch.setattr(ArticlePage, "get_context", context_of)
            in_another_connection(lambda: publish(article, title="新题"))
            return context_of(page, request, *args, **kwargs)

        monkeypatch.setattr(ArticlePage, "get_context", slow)
        assert shows(article.url, "旧题</h1>"), "begun before the publication"
        assert shows(article.url, "新题</h1>")

    def test_one_rendering_for_many_visitors(self, monkeypatch: pytest.MonkeyPatch) -> None:
        article, renderings, context_of = ArticleFactory(title="都来看"), [], ArticlePage.get_context
        all_wait, gate = threading.Event(), threading.Barrier(6)

        def counted(page: ArticlePage, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
            renderings.append(page.pk)
            all_wait.wait(2)
            return context_of(page, request, *args, **kwargs)

        def look() -> None:
            gate.wait()
            seen.append(shows(article.url, "都来看"))
            connections.close_all()

        seen: list[bool] = []
        monkeypatch.setattr(ArticlePage, "get_context", counted)
        threads = [threading.Thread(target=look) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [True] * 6 and len(renderings) == 1

    def test_whoever_runs_out_of_patience_renders_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(page_cache, "PATIENCE", 0.01)
        turns = Turns()
        first, second = turns.take("a"), turns.take("a")
        assert (first.taken, first.waited) == (True, False) and (second.taken, second.waited) == (False, True)
        turns.end(second)
        turns.end(first)
        third = turns.take("a")
        assert (third.taken, third.waited) == (True, False)

    def test_a_turn_ends_when_the_view_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        article = ArticleFactory()

        def broken(*args: Any, **kwargs: Any) -> dict:
            raise ZeroDivisionError

        with monkeypatch.context() as patch:
            patch.setattr(ArticlePage, "get_context", broken)
            assert Client(raise_request_exception=False).get(article.url).status_code == 500
        assert visit(article.url).status_code == 200 and page_cache.turns._waiting == {}


def in_another_connection(act: Callable[[], None]) -> None:
    def run() -> None:
        act()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
