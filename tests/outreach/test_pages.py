import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from wagtail.models import Page, Site

from accounts.models import OfficeSettings
from outreach.domain.audiences import ensure_audiences
from outreach.domain.search_text import build_search_text, refresh_search_text
from outreach.enums import Listing
from outreach.models import ArticlePage, Audience
from outreach.models.querysets import THUMBNAILS
from tests.factories.outreach import (
    ArticleFactory,
    GuideFactory,
    QuestionFactory,
    QuestionIndexFactory,
    SectionFactory,
    SiteImageFactory,
    StandingPageFactory,
    front_page,
)

pytestmark = pytest.mark.django_db


def audience(code: str) -> Audience:
    return Audience.objects.get(code=code)


def get(client: Client, page: Page, query: str = "") -> str:
    response = client.get(page.url + query)
    assert response.status_code == 200
    return response.content.decode()


class TestAudiences:
    def test_there_are_six_from_the_start_four_of_them_on_the_home_page(self) -> None:
        codes = Audience.objects.values_list("code", flat=True)
        assert list(codes) == ["campus", "community", "village", "park", "enterprise", "elderly"]
        assert list(codes.filter(on_front=True)) == ["campus", "community", "village", "park"]

    def test_what_the_office_renamed_stays_renamed(self) -> None:
        Audience.objects.filter(code="park").update(name="产业园区")
        ensure_audiences(Audience)
        assert str(audience("park")) == "产业园区" and Audience.objects.count() == 6


class TestSections:
    def test_each_listing_lists_its_own(self, client: Client) -> None:
        stories = SectionFactory(title="诚信风采")
        news = SectionFactory(title="诚信动态", listing=Listing.EVERYTHING)
        village = SectionFactory(title="乡村", listing=Listing.AUDIENCE, audience=audience("village"))
        told = ArticleFactory(parent=stories, title="一杆秤")
        heard = ArticleFactory(parent=news, title="大喇叭", audiences=[audience("village"), audience("park")])
        assert list(stories.listed_pages().specific()) == [told]
        assert set(news.listed_pages().specific()) == {told, heard}
        assert list(village.listed_pages().specific()) == [heard]
        html = get(client, village)
        assert "大喇叭" in html and "诚信动态" in html and "一杆秤" not in html

    def test_newest_first_and_paged(self, client: Client) -> None:
        section = SectionFactory()
        for days in range(14):
            ArticleFactory(parent=section, title=f"第{days}天", days=days)
        html = get(client, section)
        assert html.index("第0天") < html.index("第11天") and "第12天" not in html
        assert "第13天" in get(client, section, "?page=2")
        assert "第13天" in get(client, section, "?page=999") and "第0天" in get(client, section, "?page=x")

    def test_drafts_are_not_listed(self, client: Client) -> None:
        section = SectionFactory()
        ArticleFactory(parent=section, title="还没审", live=False)
        html = get(client, section)
        assert "还没审" not in html and 'class="empty"' in html

    def test_questions_of_the_audience_stand_beside(self, client: Client) -> None:
        section = SectionFactory(listing=Listing.AUDIENCE, audience=audience("park"))
        QuestionFactory(title="园区的问题", audiences=[audience("park")])
        QuestionFactory(title="村里的问题", audiences=[audience("village")])
        html = get(client, section)
        assert "园区的问题" in html and "村里的问题" not in html

    def test_list_asks_the_same_however_long(
        self, client: Client, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
    ) -> None:
        section = SectionFactory()
        cover = SiteImageFactory()
        cover.get_renditions(*THUMBNAILS)
        ArticleFactory(parent=section, cover=cover)
        get(client, section)
        with django_assert_max_num_queries(30) as first:
            get(client, section)
        for _more in range(2):
            other = SiteImageFactory()
            other.get_renditions(*THUMBNAILS)
            ArticleFactory(parent=section, cover=other)
        with django_assert_num_queries(len(first)):
            get(client, section)


BODY = [
    {"type": "heading", "value": "小标题"},
    {"type": "paragraph", "value": "<p>正文<b>粗体</b></p>"},
    {"type": "quote", "value": {"text": "秤准了，\n心就稳了。", "source": "店主"}},
    {"type": "steps", "value": {"steps": [{"title": "第一步", "text": "<p>打电话</p>"}]}},
    {"type": "callout", "value": {"tone": "wait", "title": "注意", "text": "<p>请核实</p>"}},
    {"type": "facts", "value": {"rows": [{"label": "时间", "value": "3月18日"}]}},
]


class TestArticle:
    def test_every_block_is_shown(self, client: Client) -> None:
        html = get(client, ArticleFactory(body=BODY, source="区信用办", cover=SiteImageFactory()))
        parts = [
            "小标题</h2>",
            "<b>粗体</b>",
            "<blockquote>",
            "第一步",
            'class="notice wait"',
            "<dt>时间</dt>",
            "区信用办",
        ]
        assert [part for part in parts if part not in html] == []
        assert 'alt="一面红旗"' in html and "srcset=" in html

    def test_a_picture_block_carries_its_alternative_text(self, client: Client) -> None:
        image = SiteImageFactory()
        block = {"image": {"image": image.pk, "alt_text": "早市上的咨询台", "decorative": False}, "caption": "现场"}
        html = get(client, ArticleFactory(body=[{"type": "figure", "value": block}]))
        assert 'alt="早市上的咨询台"' in html and "<figcaption>现场</figcaption>" in html

    def test_what_an_editor_types_is_escaped(self, client: Client) -> None:
        body = [{"type": "quote", "value": {"text": "<script>alert(1)</script>", "source": "<b>x</b>"}}]
        html = get(client, ArticleFactory(title="<i>标题</i>", body=body))
        assert "<script>alert" not in html and "<b>x</b>" not in html and "<i>标题" not in html

    def test_it_is_a_page_with_a_path_and_a_menu(self, client: Client) -> None:
        section = SectionFactory(title="诚信风采", show_in_menus=True)
        html = get(client, ArticleFactory(parent=section, title="一杆秤"))
        assert re.search(r'aria-current="true"[^>]*>诚信风采', html)
        assert 'aria-current="page">一杆秤' in html

    def test_policy_forbids_anything_inline(self, client: Client) -> None:
        response = client.get(ArticleFactory(body=BODY).url)
        policy = response["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy and "nonce" not in policy
        assert " style=" not in response.content.decode()

    def test_more_articles_asks_the_same_however_many(
        self, client: Client, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
    ) -> None:
        article = ArticleFactory()
        ArticleFactory()
        get(client, article)
        with django_assert_max_num_queries(30) as first:
            get(client, article)
        ArticleFactory()
        ArticleFactory()
        with django_assert_num_queries(len(first)):
            get(client, article)


class TestQuestionsAndGuide:
    def test_the_short_answer_stands_first(self, client: Client) -> None:
        page = QuestionFactory(
            title="不参加培训，能不能申请？",
            short_answer="能。培训自愿参加。",
            basis="国办发〔2025〕22号",
            last_reviewed_on=date(2026, 3, 1),
            body=[{"type": "paragraph", "value": "<p>因为不在材料清单上。</p>"}],
        )
        html = get(client, page)
        assert html.index("能。培训自愿参加。</p>") < html.index("因为不在材料清单上") < html.index("〔2025〕22号")
        assert "2026年3月1日" in html

    def test_index_lists_questions_and_says_when_there_are_none(self, client: Client) -> None:
        index = QuestionIndexFactory(title="政策问答")
        assert 'class="empty"' in get(client, index)
        QuestionFactory(parent=index, title="问题一")
        assert "问题一" in get(client, index)

    def test_index_asks_the_same_however_long(
        self, client: Client, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
    ) -> None:
        index = QuestionIndexFactory()
        QuestionFactory(parent=index)
        get(client, index)
        with django_assert_max_num_queries(30) as first:
            get(client, index)
        QuestionFactory(parent=index)
        QuestionFactory(parent=index)
        with django_assert_num_queries(len(first)):
            get(client, index)

    def test_the_guide_always_warns_and_says_that_training_is_voluntary(self, client: Client) -> None:
        period = {"name": "一般失信", "examples": "罚款", "shortest": "3个月", "longest": "1年", "basis": "36号令"}
        guide = GuideFactory(
            title="信用修复指引",
            rule_name="信用修复管理办法",
            rule_in_force_on=date(2026, 4, 1),
            periods=[{"type": "period", "value": period}],
            court_note="<p>找执行法院。</p>",
        )
        html = get(client, guide)
        for part in (
            "请提高警惕并核实",
            "自愿参加",
            "以认定单位和公示页面为准",
            "2026年4月1日",
            "一般失信",
            "找执行法院",
        ):
            assert part in html
        for banned in ("黑名单", "老赖", "红黑榜", "合格证书", "征信修复", "洗白"):
            assert banned not in html
        assert "请提高警惕并核实" in get(client, GuideFactory())

    def test_the_guide_shows_the_offices_own_warning_and_telephone(self, client: Client) -> None:
        guide = GuideFactory()
        office = OfficeSettings.for_site(Site.objects.get(is_default_site=True))
        office.anti_fraud_text, office.phone = "收费的都要先打电话核实。", "000-1234"
        office.save()
        html = get(client, guide)
        assert "收费的都要先打电话核实。" in html and "tel:0001234" in html

    def test_standing_page(self, client: Client) -> None:
        assert "无障碍说明" in get(client, StandingPageFactory(title="无障碍说明", body=BODY))


class TestSearchText:
    def test_holds_the_title_the_short_texts_and_the_blocks(self) -> None:
        text = build_search_text(ArticleFactory(title="一杆秤", summary="足斤足两", place="海棠街道", body=BODY))
        assert [
            part for part in ("一杆秤", "足斤足两", "海棠街道", "小标题", "粗体", "店主", "打电话") if part not in text
        ] == []
        assert "<" not in text

    def test_publishing_fills_it_and_saving_a_draft_does_not(self) -> None:
        article = ArticleFactory(title="旧题")
        article.title = "新题"
        article.save_revision()
        assert ArticlePage.objects.get(pk=article.pk).search_text == ""
        article.save_revision().publish()
        assert "新题" in ArticlePage.objects.get(pk=article.pk).search_text

    def test_refreshing_is_repeatable(self) -> None:
        question = QuestionFactory(short_answer="能。", basis="第二条")
        assert refresh_search_text(question) == refresh_search_text(question)
        assert "第二条" in build_search_text(question)


def test_the_front_page_is_the_only_child_type_of_the_root() -> None:
    assert front_page().get_parent().is_root()
