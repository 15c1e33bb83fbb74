"""Anonymous pages come from the shared cache, and what was published, moved, withdrawn or booked shows at the very next visit."""

import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from accounts.enums import Role
from accounts.models import OfficeSettings
from campaigns.domain.activities import cancel_activity
from campaigns.domain.campaigns import change_campaign, move_campaign
from campaigns.enums import CampaignState
from common import page_cache
from common.page_cache import Turns
from common.public_content import VERSION, content_changed
from common.public_pages import public_address
from courses.domain.enrolment import enrol_trainee, withdraw_enrolment
from courses.domain.sessions import move_session
from courses.enums import EnrolmentSource
from courses.models import Meeting
from outreach.models import ArticlePage, Audience, SectionPage
from tests.common.page_visits import page_cache_on, shows, stored_pages, visit
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import ActivityFactory, CampaignFactory
from tests.factories.courses import TrainingSessionFactory
from tests.factories.outreach import (
    ArticleFactory,
    SectionFactory,
    SiteImageFactory,
)
from tests.factories.subjects import SubjectFactory
from tests.faults.installation import server_url

__all__ = ["page_cache_on"]
pytestmark = pytest.mark.django_db(transaction=True)


def publish(page: Any, **changes: Any) -> None:
    page = type(page).objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


class TestHit:
    def test_the_second_visit_asks_the_database_once_and_is_the_same(self) -> None:
        address = ArticleFactory(title="一杆秤").url
        first = visit(address)
        with CaptureQueriesContext(connection) as queries:
            second = visit(address)
        assert (len(queries), second.status_code) == (1, 200)
        assert (second.content, second["Content-Type"]) == (first.content, first["Content-Type"])
        assert "script-src 'self'" in second["Content-Security-Policy"] and second["X-Frame-Options"]

    @pytest.mark.parametrize("make", [CampaignFactory, TrainingSessionFactory])
    def test_campaigns_and_training_too(self, make: Callable) -> None:
        address = make().get_absolute_url()
        visit(address)
        with CaptureQueriesContext(connection) as queries:
            assert visit(address).status_code == 200
        assert len(queries) == 1

    def test_compressed_for_whoever_takes_it(self) -> None:
        address = ArticleFactory().url
        plain = visit(address)
        packed = visit(address, accept_encoding="gzip")
        assert packed["Content-Encoding"] == "gzip" and gzip.decompress(packed.content) == plain.content
        assert int(packed["Content-Length"]) == len(packed.content)
        assert "Accept-Encoding" in packed["Vary"]

    def test_head_is_answered_from_it_but_fills_nothing(self) -> None:
        address = ArticleFactory().url
        assert Client().head(address).status_code == 200 and stored_pages() == 0
        visit(address)
        with CaptureQueriesContext(connection) as queries:
            answer = Client().head(address)
        assert (answer.status_code, len(queries)) == (200, 1) and answer["ETag"]

    def test_304_for_whoever_has_it_rendered_or_stored(self) -> None:
        article = ArticleFactory()
        etag = visit(article.url)["ETag"]
        caches["pages"].clear()
        for _rendered_then_stored in range(2):
            answer = visit(article.url, if_none_match=etag)
            assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
            assert answer["Cache-Control"] == "no-cache" and "Cookie" in answer["Vary"]
        publish(article, title="新的题目")
        assert visit(article.url, if_none_match=etag).status_code == 200


class TestWhatChanges:
    """Look, change, look: the second look shows it."""

    def test_publishing(self) -> None:
        article, section = ArticleFactory(title="旧题"), SectionPage.objects.first()
        assert shows(article.url, "旧题") and shows(section.url, "旧题") and shows("/", "旧题")
        publish(article, title="新题")
        assert [shows(at, "新题") for at in (article.url, section.url, "/")] == [True] * 3
        assert [shows(at, "旧题") for at in (article.url, section.url, "/")] == [False] * 3

    def test_a_draft_changes_nothing_and_keeps_what_is_stored(self) -> None:
        article = ArticleFactory(title="旧题")
        visit(article.url)
        version = caches["pages"].get(VERSION)
        article.title = "草稿"
        article.save_revision()
        assert caches["pages"].get(VERSION) == version and not shows(article.url, "草稿")

    def test_unpublishing_and_deleting(self) -> None:
        article, other = ArticleFactory(title="撤下的"), ArticleFactory(title="删掉的")
        assert shows("/", "撤下的") and shows("/", "删掉的") and visit(article.url).status_code == 200
        article.unpublish()
        other.delete()
        assert not shows("/", "撤下的") and not shows("/", "删掉的")
        assert visit(article.url).status_code == visit(other.url).status_code == 404

    def test_a_new_page(self) -> None:
        assert not shows("/", "刚写的")
        section = SectionFactory()
        page = section.add_child(instance=ArticlePage(title="刚写的", slug="new", live=False))
        assert not shows("/", "刚写的")
        page.save_revision().publish()
        assert shows("/", "刚写的") and shows(section.url, "刚写的")

    def test_moving_and_renaming_leads_on_from_the_old_address(self) -> None:
        article, target = ArticleFactory(title="会搬家"), SectionFactory(title="新家", slug="new-home")
        old = article.url
        assert shows(old, "会搬家") and not shows(target.url, "会搬家")
        article.move(target, pos="last-child")
        moved = ArticlePage.objects.get(pk=article.pk)
        assert shows(target.url, "会搬家") and visit(old).status_code == 301 and visit(old)["Location"] == moved.url
        publish(moved, slug="renamed")
        assert visit(old)["Location"] == "/new-home/renamed/" and shows("/new-home/renamed/", "会搬家")
        assert visit(old)["Cache-Control"] == "private, no-store"

    def test_a_section_that_gets_another_slug_takes_its_pages_along(self) -> None:
        section = SectionFactory(slug="before")
        article = ArticleFactory(parent=section, slug="story")
        assert visit("/before/story/").status_code == 200
        publish(section, slug="after")
        assert visit("/before/story/").status_code == 301 and visit("/after/story/").status_code == 200
        assert ArticlePage.objects.get(pk=article.pk).url == "/after/story/"

    def test_privacy(self) -> None:
        article = ArticleFactory(title="内部文章")
        assert shows(article.url, "内部文章") and shows("/", "内部文章")
        restriction = PageViewRestriction.objects.create(
            page=article, restriction_type=PageViewRestriction.PASSWORD, password="x"
        )
        answer = visit(article.url)
        assert "内部文章" not in answer.content.decode() and answer["Cache-Control"] != "no-cache"
        assert not shows("/", "内部文章") and not shows(article.url, "内部文章")
        restriction.delete()
        assert shows(article.url, "内部文章")

    def test_pictures_audiences_and_the_offices_own_words(self) -> None:
        image = SiteImageFactory(alt_text="旧的说明")
        article = ArticleFactory(cover=image)
        SectionFactory(audience=Audience.objects.get(code="park"))
        assert shows(article.url, "旧的说明") and shows("/", "园区")
        image.alt_text = "新的说明"
        image.save()
        assert shows(article.url, "新的说明")
        park = Audience.objects.get(code="park")
        park.name = "产业园"
        park.save()
        assert shows("/", "产业园")
        office = OfficeSettings.for_site(Site.objects.get(is_default_site=True))
        office.phone = "000-7654"
        office.save()
        assert shows(article.url, "000-7654")

    def test_campaigns_and_activities(self) -> None:
        activity = ActivityFactory(campaign=CampaignFactory(title="旧活动名"))
        campaign = activity.campaign
        actor, address = UserFactory(area=campaign.area, roles=[Role.ORGANISER]), campaign.get_absolute_url()
        assert shows("/", "旧活动名") and shows("/campaigns/", "旧活动名") and not shows(address, 'class="cancelled"')
        change_campaign(campaign, actor=actor, title="新活动名")
        assert shows("/", "新活动名") and shows("/campaigns/", "新活动名")
        cancel_activity(activity, actor=actor)
        assert shows(address, 'class="cancelled"')
        move_campaign(campaign, CampaignState.WITHDRAWN, actor=actor)
        assert not shows("/", "新活动名") and visit(address).status_code == 404

    def test_seats_and_states_of_training(self) -> None:
        session = TrainingSessionFactory(title="第九期班", capacity=5)
        address = session.get_absolute_url()
        assert shows("/", "余 5 席") and shows(address, "余 5 席")
        manager, firm = UserFactory(area=session.area, roles=[Role.TRAINING_MANAGER]), SubjectFactory(area=session.area)
        enrolment = enrol_trainee(
            session, subject=firm, name="王小明", actor=manager, source=EnrolmentSource.STAFF, reason=""
        )
        assert shows("/", "余 4 席") and shows(address, "余 4 席")
        withdraw_enrolment(enrolment, actor=manager)
        assert shows("/", "余 5 席")
        Meeting.objects.get(session=session).delete()
        move_session(session, to="cancelled", actor=manager, note="场地维修")
        assert not shows("/", "第九期班") and shows(address, "场地维修")

    def test_many_changes_in_one_transaction_are_one_and_a_roll_back_is_none(self) -> None:
        visit("/")
        version = caches["pages"].get(VERSION)
        with transaction.atomic():
            content_changed()
            transaction.set_rollback(True)
        assert caches["pages"].get(VERSION) == version
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            for _change in range(3):
                content_changed()
        assert caches["pages"].get(VERSION) != version
        assert sum("UPDATE" in query["sql"] for query in queries) == 1


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


class TestTime:
    def test_a_page_ends_with_its_minute(self, set_clock: Callable[[datetime], None]) -> None:
        closes = datetime(2026, 3, 18, 17, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
        set_clock(closes - timedelta(seconds=40))
        session = TrainingSessionFactory(
            title="第九期班", registration_opens_at=closes - timedelta(days=1), registration_closes_at=closes
        )
        address = session.get_absolute_url()
        assert shows("/", "第九期班") and shows(address, "余 5 席")
        set_clock(closes - timedelta(seconds=1))
        with CaptureQueriesContext(connection) as queries:
            assert shows("/", "第九期班")
        assert len(queries) == 1
        set_clock(closes)
        assert not shows("/", "第九期班") and not shows(address, "余 5 席")

    def test_midnight_ends_a_campaign(self, set_clock: Callable[[datetime], None]) -> None:
        midnight = datetime(2026, 3, 21, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
        set_clock(midnight - timedelta(seconds=5))
        address = CampaignFactory(starts_on="2026-03-10", ends_on="2026-03-20").get_absolute_url()
        assert shows(address, "正在进行")
        set_clock(midnight)
        assert not shows(address, "正在进行")


class TestTrouble:
    def test_without_its_cache_the_site_is_slower_and_not_gone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone() -> Any:
            raise ConnectionError("no cache")

        monkeypatch.setattr(page_cache, "pages_cache", gone)
        assert visit(ArticleFactory().url).status_code == 200

    def test_a_cache_that_takes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Full:
            def get_many(self, keys: list[str]) -> dict[str, str]:
                return {VERSION: "v"}

            def set(self, *args: Any) -> None:
                raise ConnectionError("full")

        monkeypatch.setattr(page_cache, "pages_cache", Full)
        assert visit(ArticleFactory().url).status_code == 200

    def test_an_evicted_version_makes_everything_old(self) -> None:
        article = ArticleFactory(title="旧题")
        visit(article.url)
        caches["pages"].delete(VERSION)
        ArticlePage.objects.filter(pk=article.pk).update(title="新题")
        assert shows(article.url, "新题")

    def test_without_a_public_address_the_requests_own_is_used(self, settings: Any) -> None:
        settings.PUBLIC_URL = ""
        assert public_address("/a/", RequestFactory().get("/b/")) == "http://testserver/a/"
        assert public_address("/a/") == "/a/"
