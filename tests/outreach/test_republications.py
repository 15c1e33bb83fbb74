"""Where our pages are published elsewhere: entered once, corrected, brought up to date, taken down, counted."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Page

from accounts.enums import Role
from accounts.models import Area, AuditEntry, User
from common.clock import today
from outreach.domain.republications import (
    RepublicationRefused,
    correct_republication,
    count_by_month,
    mark_synced,
    published_transcript,
    record_republication,
    refresh_current,
    sweep_current,
    totals,
    withdraw_republication,
)
from outreach.domain.transcripts import check_code, read_page
from outreach.enums import CopyState, Platform
from outreach.models import ArticlePage, Republication
from outreach.tasks import sweep_current_task
from tests.factories.accounts import UserFactory
from tests.factories.outreach import ArticleFactory, RepublicationFactory, SiteImageFactory

pytestmark = pytest.mark.django_db
URL = "https://www.example.gov.cn/art/1.html"


@pytest.fixture
def editor(area: Area) -> User:
    return UserFactory(area=area, roles=[Role.EDITOR])


@pytest.fixture
def article() -> ArticlePage:
    return ArticleFactory(title="一杆秤", body=[{"type": "paragraph", "value": "<p>旧</p>"}])


def audited(action: str) -> int:
    return AuditEntry.objects.filter(action=f"outreach.republication.{action}").count()


def publish(page: ArticlePage, words: str) -> None:
    page = ArticlePage.objects.get(pk=page.pk)
    page.body = page.body.stream_block.to_python([{"type": "paragraph", "value": f"<p>{words}</p>"}])
    page.save_revision().publish()


def record(page: ArticlePage, editor: User, **details: object) -> Republication:
    entered = {"platform": Platform.HOST, "url": URL, "published_on": today()} | details
    return record_republication(page, actor=editor, **entered)


class TestRecording:
    def test_keeps_what_stands_there(self, article: ArticlePage, editor: User) -> None:
        article.save_revision().publish()
        article.refresh_from_db()
        copy = record(article, editor)
        assert copy.content_hash == copy.current_hash == check_code(read_page(article))
        assert (copy.title, copy.revision_id, copy.state) == ("一杆秤", article.live_revision_id, CopyState.SAME)
        assert audited("recorded") == 1
        entry = AuditEntry.objects.get(action="outreach.republication.recorded")
        assert entry.detail == {"platform": "host", "page": article.pk}

    def test_the_same_again_changes_nothing_and_other_details_are_refused(
        self, article: ArticlePage, editor: User
    ) -> None:
        first = record(article, editor)
        assert record(article, editor) == first and audited("recorded") == 1
        with pytest.raises(RepublicationRefused, match="更正"):
            record(article, editor, note="换了题目")

    def test_two_papers_without_an_address(self, article: ArticlePage, editor: User) -> None:
        for name in ("区报", "市报", "区报"):
            record(article, editor, platform=Platform.PRESS, platform_name=name, url="")
        assert Republication.objects.count() == 2

    @pytest.mark.parametrize(
        "details",
        [
            {"published_on": today() + timedelta(days=2)},
            {"url": ""},
            {"platform": Platform.PRESS, "url": ""},
            {"platform": Platform.OTHER},
        ],
    )
    def test_refuses_what_could_not_be_found_again(self, article: ArticlePage, editor: User, details: dict) -> None:
        with pytest.raises(RepublicationRefused):
            record(article, editor, **details)
        assert not Republication.objects.exists() and audited("recorded") == 0

    @pytest.mark.parametrize("role", [Role.TRAINING_MANAGER, Role.LEADER, Role.DOOR_STAFF])
    def test_refuses_other_roles(self, article: ArticlePage, area: Area, role: Role) -> None:
        with pytest.raises(RepublicationRefused):
            record(article, UserFactory(area=area, roles=[role]))

    def test_refuses_drafts(self, editor: User) -> None:
        with pytest.raises(RepublicationRefused):
            record(ArticleFactory(live=False), editor)

    def test_the_loser_of_a_race_is_told(
        self, article: ArticlePage, editor: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record(article, editor)
        monkeypatch.setattr("outreach.domain.republications._same_place", lambda copy: Republication.objects.none())
        with pytest.raises(RepublicationRefused, match="已经登记过"):
            record(article, editor)

    @pytest.mark.parametrize(
        "broken",
        [
            {"url": "", "platform": Platform.WECHAT},
            {"platform": Platform.PRESS, "platform_name": ""},
            {"withdrawn_on": date(2020, 1, 1)},
        ],
    )
    def test_the_database_is_the_referee(self, broken: dict) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            RepublicationFactory(**broken)


class TestCorrecting:
    def test_changes_what_was_entered_and_not_what_stands_there(self, editor: User) -> None:
        copy = RepublicationFactory(changed=True)
        corrected = correct_republication(copy, actor=editor, title="另一个题目", note="x", url=copy.url)
        assert (corrected.title, corrected.note, corrected.state) == ("另一个题目", "x", CopyState.CHANGED)
        assert AuditEntry.objects.get(action="outreach.republication.corrected").detail == {"fields": ["note", "title"]}

    def test_nothing_new_writes_nothing(self, editor: User) -> None:
        copy = RepublicationFactory()
        correct_republication(copy, actor=editor, title=copy.title)
        assert audited("corrected") == 0

    def test_refuses_an_address_that_is_entered_already(self, editor: User) -> None:
        first = RepublicationFactory()
        second = RepublicationFactory(page=first.page)
        with pytest.raises(RepublicationRefused):
            correct_republication(second, actor=editor, url=first.url)
        assert Republication.objects.get(pk=second.pk).url == second.url

    def test_refuses_a_day_after_it_was_taken_down(self, editor: User) -> None:
        gone = RepublicationFactory(published_on=today() - timedelta(days=9), withdrawn_on=today() - timedelta(days=5))
        with pytest.raises(RepublicationRefused):
            correct_republication(gone, actor=editor, published_on=today())


class TestStayingInStep:
    def test_publishing_other_words_puts_the_copies_out_of_step(self, article: ArticlePage, editor: User) -> None:
        copy = record(article, editor)
        gone = record(article, editor, url=f"{URL}?2")
        withdraw_republication(gone, actor=editor, withdrawn_on=today())
        publish(article, "新")
        assert list(Republication.objects.out_of_step()) == [copy]
        assert Republication.objects.get(pk=copy.pk).state == CopyState.CHANGED
        publish(article, "旧")
        assert not Republication.objects.out_of_step().exists()

    def test_a_draft_changes_nothing(self, article: ArticlePage, editor: User) -> None:
        record(article, editor)
        article.title = "草稿"
        article.save_revision()
        assert sweep_current() == 0 and not Republication.objects.out_of_step().exists()

    def test_the_sweep_sees_what_changed_beside_the_page(self, editor: User) -> None:
        article = ArticleFactory(cover=SiteImageFactory())
        record(article, editor)
        image = article.cover
        image.alt_text = "另一句说明"
        image.save()
        assert (sweep_current_task(), sweep_current_task()) == (1, 0)
        assert Republication.objects.out_of_step().count() == 1

    def test_a_page_nobody_can_carry_any_more_is_out_of_step(
        self, article: ArticlePage, editor: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record(article, editor)
        monkeypatch.delitem(__import__("outreach.domain.transcripts.pages", fromlist=["READERS"]).READERS, ArticlePage)
        assert refresh_current(article) == 1
        assert Republication.objects.get().state == CopyState.CHANGED

    def test_bringing_it_up_to_date(self, article: ArticlePage, editor: User) -> None:
        copy = record(article, editor)
        publish(article, "新")
        code = check_code(published_transcript(ArticlePage.objects.get(pk=article.pk)))
        synced = mark_synced(copy, actor=editor, seen=code)
        assert synced.state == CopyState.SAME and audited("synced") == 1
        mark_synced(copy, actor=editor, seen=code)
        assert audited("synced") == 1

    def test_refuses_when_the_page_changed_after_the_package_was_taken(
        self, article: ArticlePage, editor: User
    ) -> None:
        copy = record(article, editor)
        publish(article, "新")
        seen = check_code(published_transcript(ArticlePage.objects.get(pk=article.pk)))
        publish(article, "更新")
        with pytest.raises(RepublicationRefused, match="又有更新"):
            mark_synced(copy, actor=editor, seen=seen)

    def test_refuses_what_was_taken_down_or_lost_its_page(self, editor: User) -> None:
        gone = RepublicationFactory(withdrawn=True)
        orphan = RepublicationFactory()
        orphan.page.delete()
        for copy in (gone, orphan):
            with pytest.raises(RepublicationRefused):
                mark_synced(copy, actor=editor, seen="x")

    def test_the_copy_of_an_unpublished_page_should_come_down(self, article: ArticlePage, editor: User) -> None:
        copy = record(article, editor)
        article.unpublish()
        stored = Republication.objects.get(pk=copy.pk)
        assert stored.state == CopyState.ORIGINAL_GONE and list(Republication.objects.out_of_step()) == [copy]
        assert refresh_current(Page.objects.get(pk=article.pk)) == 0

    def test_what_was_printed_cannot_be_brought_up_to_date(self, article: ArticlePage) -> None:
        copy = RepublicationFactory(page=article, on_paper=True, changed=True)
        assert copy.state == CopyState.FIXED and not Republication.objects.out_of_step().exists()
        assert RepublicationFactory(on_paper=True, withdrawn=True).state == CopyState.WITHDRAWN

    def test_it_outlives_its_page(self, article: ArticlePage, editor: User) -> None:
        copy = record(article, editor)
        article.delete()
        stored = Republication.objects.get(pk=copy.pk)
        assert stored.page is None and stored.state == CopyState.ORIGINAL_GONE
        assert str(stored) == "集约化平台：一杆秤"


class TestWithdrawing:
    def test_stays_on_record_and_twice_is_once(self, editor: User) -> None:
        copy = RepublicationFactory(note="首页")
        gone = withdraw_republication(copy, actor=editor, withdrawn_on=today())
        again = withdraw_republication(copy, actor=editor, withdrawn_on=today(), note="x")
        assert gone.state == again.state == CopyState.WITHDRAWN
        assert (again.note, audited("withdrawn")) == ("首页", 1)
        assert not Republication.objects.standing().exists()

    @pytest.mark.parametrize("days", [-1, 5])
    def test_refuses_impossible_days(self, editor: User, days: int) -> None:
        copy = RepublicationFactory()
        with pytest.raises(RepublicationRefused):
            withdraw_republication(copy, actor=editor, withdrawn_on=today() + timedelta(days=days))


class TestCounting:
    def test_by_month_and_platform_withdrawn_ones_too(self) -> None:
        RepublicationFactory(published_on=date(2026, 3, 15))
        RepublicationFactory(published_on=date(2026, 3, 31), withdrawn_on=date(2026, 4, 1))
        RepublicationFactory(published_on=date(2026, 3, 2), platform=Platform.WECHAT)
        RepublicationFactory(published_on=date(2026, 4, 1), on_paper=True)
        RepublicationFactory(published_on=date(2025, 12, 31))
        counts = count_by_month(first=date(2026, 1, 1), last=date(2026, 12, 31))
        assert [(row.month, row.platform, row.count) for row in counts] == [
            (date(2026, 4, 1), Platform.PRESS, 1),
            (date(2026, 3, 1), Platform.HOST, 2),
            (date(2026, 3, 1), Platform.WECHAT, 1),
        ]
        assert totals(counts) == {
            Platform.HOST: 2,
            Platform.WECHAT: 1,
            Platform.PRESS: 1,
            Platform.SUPERIOR: 0,
            Platform.OTHER: 0,
        }
        assert sum(row.count for row in count_by_month()) == 5

    def test_counting_asks_once(self, django_assert_num_queries: Callable) -> None:
        for _each in range(3):
            RepublicationFactory()
        with django_assert_num_queries(1):
            count_by_month()
