"""/search/ as a visitor gets it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction

from accounts.models import OfficeSettings, User
from campaigns.enums import CampaignState
from common.search import ranking
from outreach.models import ArticlePage, Audience, SearchTally, SynonymGroup
from tests.factories.campaigns import CampaignFactory
from tests.factories.courses import TrainingSessionFactory
from tests.factories.outreach import (
    ArticleFactory,
    QuestionFactory,
    QuestionIndexFactory,
    SectionFactory,
    SiteImageFactory,
    front_page,
)

pytestmark = pytest.mark.django_db


def published(title: str, text: str = "正文。", **kwargs: object) -> ArticlePage:
    article = ArticleFactory(title=title, body=[{"type": "paragraph", "value": f"<p>{text}</p>"}], **kwargs)
    article.save_revision().publish()
    return article


def search(client: Client, q: str, **data: str) -> str:
    response = client.get("/search/", {"q": q, **data})
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", html)]


class TestResults:
    def test_a_word_inside_a_title_is_found_and_marked(self, client: Client) -> None:
        published("企业信用修复办理指南", "网上申请。")
        html = search(client, "用修")
        assert titles(html) == ["企业信用修复办理指南"] and "企业信<mark>用修</mark>复" in html

    def test_the_text_around_a_word_is_shown_and_marked(self, client: Client) -> None:
        published("一则提醒", "前一句。接到陌生来电请核实。")
        html = search(client, "陌生来电")
        assert "接到<mark>陌生来电</mark>请核实" in html

    def test_neither_question_nor_content_can_inject(self, client: Client) -> None:
        published("<img src=x onerror=alert(1)>信用", "讲 &lt;script&gt;alert(2)&lt;/script&gt; 信用")
        for q in ("信用", "<script>alert(3)</script>", '"><svg onload=alert(4)>', "script alert"):
            html = search(client, q)
            assert "<script>alert" not in html and "<img src=x" not in html and "<svg" not in html

    def test_it_is_not_for_search_engines(self, client: Client) -> None:
        response = client.get("/search/", {"q": "信用"})
        assert (
            response["X-Robots-Tag"] == "noindex"
            and '<meta name="robots" content="noindex">' in response.content.decode()
        )

    def test_nothing_inline(self, client: Client) -> None:
        published("信用")
        html = search(client, "信用")
        assert " style=" not in html and "onclick" not in html and "<script>" not in html

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "%00",
            "%FF%FE",
            "q=" + "a" * 6000,
            "q=%22%22%22",
            "q=x&page=-1",
            "q=x&page=99999999999999999999",
            "q=x&page=²",
            "q=x&type=%00",
            "q=x&audience=%27",
        ],
    )
    def test_any_address_is_answered(self, client: Client, query: str) -> None:
        for text in (query, "q=信用&" + query):
            assert client.get("/search/?" + text).status_code == 200

    def test_a_long_question_says_that_it_was_cut(self, client: Client) -> None:
        assert "只按前 100 个字搜索" in search(client, "信用" * 60) and "只按前" not in search(client, "信用")

    def test_without_a_question_there_is_the_box(self, client: Client) -> None:
        html = client.get("/search/").content.decode()
        assert 'role="search"' in html and "结果" not in html

    def test_post_is_refused(self, client: Client) -> None:
        assert client.post("/search/").status_code == 405


class TestWhoSeesWhat:
    def test_drafts_and_unpublished_pages_are_not_found(self, client: Client) -> None:
        ArticleFactory(title="信用草稿", live=False)
        article = published("信用旧闻")
        assert titles(search(client, "信用")) == ["信用旧闻"]
        article.unpublish()
        assert titles(search(client, "信用")) == []

    def test_private_sections_are_not_found_by_anybody(self, client: Client, users: dict[str, User]) -> None:
        section = SectionFactory(title="内部信用栏目")
        published("信用内部稿", parent=section)
        published("信用公开稿", parent=SectionFactory(title="公开栏目"))
        PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
        assert titles(search(client, "信用")) == ["信用公开稿"] and "结果 1 条" in search(client, "信用")
        client.force_login(users["editor"])
        assert titles(search(client, "信用")) == ["信用公开稿"]

    def test_a_page_outside_the_site_is_not_found(self, client: Client) -> None:
        front = front_page()
        front.get_parent().add_child(instance=ArticlePage(title="信用孤页", slug="orphan"))
        assert titles(search(client, "孤页")) == []

    def test_only_public_campaigns_and_sessions(self, client: Client) -> None:
        shown = CampaignFactory(title="信用宣传周")
        CampaignFactory(title="信用计划稿", state=CampaignState.DRAFT)
        TrainingSessionFactory(title="信用修复培训第一期")
        html = search(client, "信用")
        assert titles(html) == ["信用宣传周", "信用修复培训第一期"] and shown.get_absolute_url() in html
        assert titles(search(client, "信用", type="campaign")) == ["信用宣传周"]

    def test_a_campaign_taken_back_disappears_at_once(self, client: Client) -> None:
        campaign = CampaignFactory(title="信用宣传周")
        type(campaign).objects.filter(pk=campaign.pk).update(state=CampaignState.DRAFT)
        assert titles(search(client, "信用")) == []


class TestNarrowing:
    def test_by_kind_with_counts(self, client: Client) -> None:
        published("信用文章")
        QuestionFactory(title="信用问答")
        html = search(client, "信用")
        assert re.search(r"type=articlepage[^>]*>[^<]*<span class=\"figures\">1</span>", html)
        assert titles(search(client, "信用", type="questionpage")) == ["信用问答"]
        assert len(titles(search(client, "信用", type="nosuch"))) == 2

    def test_by_audience(self, client: Client) -> None:
        park = Audience.objects.get(code="park")
        published("信用甲", audiences=[park])
        published("信用乙")
        assert titles(search(client, "信用", audience="park")) == ["信用甲"]
        assert len(titles(search(client, "信用", audience="nosuch"))) == 2

    def test_by_audience_where_there_is_too_much_to_sort(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        park = Audience.objects.get(code="park")
        for number in range(4):
            published(f"信用{number}", audiences=[park], days=number)
            published(f"信用别处{number}", days=number)
        monkeypatch.setattr(ranking, "CAP", 2)
        html = search(client, "信用", audience="park")
        assert titles(html) == ["信用0", "信用1"] and "1000+" in html

    def test_the_choice_stays_in_the_links(self, client: Client) -> None:
        published("信用甲")
        html = search(client, "信用", type="articlepage")
        assert "type=articlepage&amp;audience=park" in html

    def test_paging(self, client: Client) -> None:
        for number in range(12):
            published(f"信用第{number}篇", days=number)
        first, second = titles(search(client, "信用")), titles(search(client, "信用", page="2"))
        assert len(first) == 10 and len(second) == 2 and not set(first) & set(second)
        assert titles(search(client, "信用", page="77")) == second


class TestPromotedAndSynonyms:
    def test_promoted_stands_first_for_its_question_only(self, client: Client) -> None:
        guide = published("修复指引", "讲信用。")
        published("信用新闻")
        promoted = {"query": Query.get("信用"), "description": "先看这里"}
        SearchPromotion.objects.create(page=guide, **promoted)
        SearchPromotion.objects.create(
            external_link_url="https://www.creditchina.gov.cn/", external_link_text="信用中国", **promoted
        )
        html = search(client, "信用")
        assert titles(html) == ["修复指引", "信用中国", "信用新闻"] and "先看这里" in html
        assert "结果 2 条" in html  # the guide's text has the word too, but it isn't shown twice
        assert titles(search(client, "新闻")) == ["信用新闻"]

    def test_a_promoted_draft_is_not_shown(self, client: Client) -> None:
        SearchPromotion.objects.create(page=ArticleFactory(title="草稿", live=False), query=Query.get("信用"))
        assert titles(search(client, "信用")) == []

    def test_synonyms(self, client: Client) -> None:
        SynonymGroup.objects.create(words="老赖\n失信被执行人")
        published("失信被执行人怎么办")
        html = search(client, "老赖")
        assert titles(html) == ["失信被执行人怎么办"] and "<mark>失信被执行人</mark>" in html


class TestNothingFound:
    def test_helps_on(self, client: Client) -> None:
        index = QuestionIndexFactory(title="政策问答")
        published("参加培训的办法")
        office = OfficeSettings.for_request(client.get("/search/").wsgi_request)
        office.phone = "000-1234"
        office.save()
        html = search(client, "参加火星移民")
        assert "没有找到" in html and index.url in html and "tel:0001234" in html
        assert titles(html) == ["参加培训的办法"] and "移民</a>" in html

    def test_signs_alone_find_nothing(self, client: Client) -> None:
        assert "没有找到" in search(client, "。。。")

    def test_a_filter_can_be_taken_off(self, client: Client) -> None:
        published("信用甲")
        assert "不按上面的条件" in search(client, "信用", type="questionpage")


class TestCounting:
    def test_first_pages_are_counted_others_not(self, client: Client) -> None:
        published("信用甲")
        for data in ({}, {"page": "2"}, {"type": "articlepage"}, {"audience": "park"}):
            search(client, "信用", **data)
        search(client, "火星")
        assert dict(SearchTally.objects.values_list("phrase", "found")) == {"信用": 1, "火星": 0}
        assert SearchTally.objects.get(phrase="信用").times == 1


def test_asks_the_same_however_many_hits(
    client: Client, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
) -> None:
    published("信用一")
    CampaignFactory(title="信用宣传周")
    search(client, "信用")
    with django_assert_max_num_queries(40) as first:
        search(client, "信用")
    asked = len(first)
    for number in range(2):
        published(f"信用{number}")
        CampaignFactory(title=f"信用宣传周{number}")
    with django_assert_num_queries(asked):
        assert len(titles(search(client, "信用"))) == 6


def test_every_page_has_the_way_to_search(client: Client) -> None:
    html = client.get(published("信用甲").url).content.decode()
    assert f'action="{reverse("home:search")}"' in html and f'href="{reverse("home:search")}"' in html


class TestInTheAdmin:
    @pytest.fixture(autouse=True)
    def _as_editor(self, client: Client, users: dict[str, User]) -> None:
        client.force_login(users["editor"])

    def test_explorer(self, client: Client) -> None:
        article = published("企业信用修复办理指南", "正文里的词。")
        draft = ArticleFactory(title="还没审的信用修复", live=False)
        for q, pages in (("用修", [article, draft]), ("里的词", [article]), ("火星", [])):
            for address in (
                reverse("wagtailadmin_pages:search"),
                reverse("wagtailadmin_explore", args=[front_page().pk]),
            ):
                html = client.get(address, {"q": q}).content.decode()
                edits = [
                    page for page in (article, draft) if reverse("wagtailadmin_pages:edit", args=[page.pk]) in html
                ]
                assert edits == pages, (q, address)

    def test_explorer_in_another_order(self, client: Client) -> None:
        published("信用乙")
        published("信用甲")
        address = reverse("wagtailadmin_explore", args=[front_page().pk])
        for ordering in ("title", "-latest_revision_created_at", "live"):
            assert "信用甲" in client.get(address, {"q": "信用", "ordering": ordering}).content.decode()

    def test_page_chooser(self, client: Client) -> None:
        published("企业信用修复办理指南")
        address = reverse("wagtailadmin_choose_page_search")
        assert "办理指南" in client.get(address, {"q": "用修", "page_type": "wagtailcore.page"}).content.decode()

    def test_picture_chooser_and_library(self, client: Client) -> None:
        SiteImageFactory(title="早市咨询台")
        for name in ("wagtailimages_chooser:choose_results", "wagtailimages:index"):
            html = client.get(reverse(name), {"q": "市咨"}).content.decode()
            assert "早市咨询台" in html
        assert "早市咨询台" not in client.get(reverse("wagtailimages:index"), {"q": "火星"}).content.decode()

    def test_promoted_results_belong_to_the_editor(self, client: Client) -> None:
        assert client.get(reverse("wagtailsearchpromotions:index")).status_code == 200
        assert "search-terms" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_organiser_finds_campaigns_of_the_area_only(client: Client, users: dict[str, User]) -> None:
    CampaignFactory(title="信用宣传周", area=users["organiser"].area)
    CampaignFactory(title="信用别区活动")
    client.force_login(users["organiser"])
    html = client.get(reverse("campaign:index"), {"q": "用宣"}).content.decode()
    assert "信用宣传周" in html and "信用别区活动" not in html


def test_training_manager_finds_sessions(client: Client, users: dict[str, User]) -> None:
    TrainingSessionFactory(title="修复培训第一期", place="报告厅", area=users["training_manager"].area)
    client.force_login(users["training_manager"])
    for q in ("训第一", "报告"):
        assert "修复培训第一期" in client.get(reverse("trainingsession:index"), {"q": q}).content.decode()
