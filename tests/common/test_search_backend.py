"""Anything inside a title or text is found, through Wagtail's own interface, on both databases."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import FilterFieldError, SearchFieldError
from wagtail.search.query import MATCH_ALL, And, Boost, Fuzzy, Not, Or, Phrase, PlainText

from campaigns.models import Campaign
from common.models import SearchEntry
from common.search import ranking
from outreach.models import ArticlePage, QuestionPage, SynonymGroup
from tests.factories.campaigns import CampaignFactory
from tests.factories.outreach import ArticleFactory, QuestionFactory, SectionFactory, SiteImageFactory

pytestmark = pytest.mark.django_db

GUIDE = "示例区企业信用修复培训办理指南"


def published(title: str, *paragraphs: str, **kwargs: object) -> ArticlePage:
    body = [{"type": "paragraph", "value": f"<p>{text}</p>"} for text in paragraphs]
    article = ArticleFactory(title=title, body=body, **kwargs)
    article.save_revision().publish()
    return article


def found(query: object, model: type = Page, **kwargs: object) -> list[str]:
    return [page.title for page in model.objects.search(query, **kwargs)]


def stored() -> list[tuple[str, str]]:
    return list(SearchEntry.objects.order_by("content_type", "object_id").values_list("title", "folded"))


class TestAnythingInside:
    @pytest.mark.parametrize(
        "query", ["信用修复", "修复", "用修", "训办理指", "指", "示例区企业信用修复培训办理指南", "区企", "南"]
    )
    def test_of_a_title(self, query: str) -> None:
        published(GUIDE)
        published("诚信兴商宣传月")
        assert found(query) == [GUIDE]

    @pytest.mark.parametrize("query", ["打电话核实", "话核", "核", "网址是"])
    def test_of_a_text(self, query: str) -> None:
        published("一则提醒", "接到陌生来电，请先打电话核实。", "官方网址是信用中国。")
        published("别的")
        assert found(query) == ["一则提醒"]

    @pytest.mark.parametrize(
        "query",
        ["发改办财金〔2019〕527号", "527号", "527", "27号", "〔2019〕", "2019", "发改办财金[2019]527号", "５２７号"],
    )
    def test_numbers_of_documents(self, query: str) -> None:
        published("关于发改办财金〔2019〕527号文的说明")
        published("关于第58号令的说明")
        assert found(query) == ["关于发改办财金〔2019〕527号文的说明"]

    @pytest.mark.parametrize("query", ["credit", "CREDIT", "Ｃｒｅｄｉｔ", "edit chi", "china"])
    def test_latin_words_in_any_case_and_width(self, query: str) -> None:
        published("Credit China 网站")
        assert found(query) == ["Credit China 网站"]

    @pytest.mark.parametrize("query", ["𠮷", "𠮷祥", "🎉", "活动🎉"])
    def test_rare_characters_and_emoji(self, query: str) -> None:
        published("𠮷祥社区活动🎉")
        published("社区活动")
        assert found(query) == ["𠮷祥社区活动🎉"]

    def test_of_pages_not_published_yet(self) -> None:
        ArticleFactory(title="还没审的信用故事", live=False)
        assert found("用故") == ["还没审的信用故事"]

    def test_a_pair_that_stands_in_two_places_is_no_phrase(self) -> None:
        published("一二三", "二三四")
        assert found("一二三四") == [] and found("二三四") == ["一二三"]

    def test_title_and_text_don_t_run_into_each_other(self) -> None:
        published("信用", "修复")
        assert found('"信用 修复"') == [] and found("信用 修复") == ["信用"]


class TestSeveralWords:
    def test_all_of_them(self) -> None:
        published("信用讲座", "在园区。")
        published("信用故事", "在社区。")
        assert found("信用 园区") == ["信用讲座"]
        assert sorted(found("讲座 故事", operator="or")) == ["信用故事", "信用讲座"]

    @pytest.mark.parametrize("quotes", ['"{}"', "“{}”", "「{}」"])
    def test_quotes_keep_words_together(self, quotes: str) -> None:
        published("信用与修复", "修复信用的办法")
        published("信用修复指引")
        assert found(quotes.format("信用修复")) == ["信用修复指引"]
        assert found("信用修复") == ["信用修复指引", "信用与修复"]

    def test_a_question_is_cut_into_words(self) -> None:
        published("失信信息修复指引", "网上申请。")
        assert found("怎么申请失信信息修复") == ["失信信息修复指引"]
        assert found("请问如何申请修复呢") == ["失信信息修复指引"]

    def test_short_questions_are_not(self) -> None:
        published("王小明的故事", "明天小王来。")
        assert found("小王明") == []


BREAKERS = [
    '"', "'", "*", "&", "|", "!", "(", ")", ":", "<->", "\\", "\0", "%", "_", "^", "-", "NEAR(", "a OR", "NOT", '"""', "“", "；",
    "   ", "\ud800", "信用*", "信用 & 修复", "'; DROP TABLE x; --", "{}", "$$", "%s", "%(a)s", "￾", "信" * 10_000, "a b " * 5000,
]  # fmt: skip


class TestNothingBreaks:
    @pytest.mark.parametrize("query", BREAKERS, ids=range(len(BREAKERS)))
    def test_whatever_is_typed(self, query: str) -> None:
        published(GUIDE)
        assert len(found(query)) <= 1
        assert Page.objects.search(query).count() <= 1

    def test_signs_count_as_blanks(self) -> None:
        published(GUIDE)
        assert found("信用*&|") == [GUIDE]
        assert found("\0信用\0") == [GUIDE]

    def test_signs_in_a_text(self) -> None:
        published("标题 'a' \\ \"b\" %s", "<b>粗</b> & 反斜杠\\", "¶信 §audience1")
        assert found("反斜杠") and found("粗") and found("¶信") == found("信")

    def test_empty_questions_find_nothing(self) -> None:
        published(GUIDE)
        assert found("") == [] and found("。，") == [] and list(ArticlePage.objects.search("信用", fields=[])) == []


class TestOrder:
    def test_title_before_text_and_phrase_before_words(self) -> None:
        published("乙", "这里讲信用与修复。", days=1)
        published("丙", "这里讲信用修复。", days=2)
        published("修复信用", days=3)
        published("信用修复", days=4)
        assert found("信用修复") == ["信用修复", "修复信用", "丙", "乙"]

    def test_newer_before_older(self) -> None:
        for days in (2, 0, 1):
            published(f"信用第{days}天", days=days)
        assert found("信用") == ["信用第0天", "信用第1天", "信用第2天"]

    def test_the_same_when_there_is_too_much_to_sort(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(8):
            published(f"文{number}", "这里讲信用与修复。", days=number)
            published(f"丁{number}", "这里讲信用修复。", days=number)
            published(f"信用修复{number}", days=number)
        for query in ("信用修复", "信用 修复", "信用", "丁"):
            sorted_all = found(query)
            with monkeypatch.context() as patch:
                patch.setattr(ranking, "CAP", 4)
                results = Page.objects.search(query)
                assert [page.title for page in results[:5]] == sorted_all[:5]
                assert [page.title for page in results[7:20]] == sorted_all[7:20]

    def test_own_order_and_slices(self) -> None:
        for title in ("信用乙", "信用甲", "信用丙"):
            published(title)
        pages = Page.objects.order_by("-title").search("信用", order_by_relevance=False)
        assert [page.title for page in pages] == sorted(["信用乙", "信用甲", "信用丙"], reverse=True)
        assert len(pages[1:]) == 2 and pages[0].title == pages[:1][0].title
        assert pages[1:3].count() == 2 and pages[5:].count() == 0
        assert [page.title for page in Page.objects.search("信用", order_by_relevance=False)] == [
            "信用乙",
            "信用甲",
            "信用丙",
        ]

    def test_score(self) -> None:
        published("信用甲")
        published("信用乙")
        first, second = Page.objects.search("信用").annotate_score("score")
        assert first.score > second.score


class TestInterface:
    def test_filters_are_kept_whatever_they_are(self) -> None:
        stories = SectionFactory(title="诚信风采")
        told = published("信用甲", parent=stories)
        published("信用乙", parent=SectionFactory(title="诚信动态"))
        QuestionFactory(title="信用问答")
        draft = ArticleFactory(title="信用草稿", live=False, parent=SectionFactory(title="新闻"))
        assert found("信用", ArticlePage) == ["信用乙", "信用甲", "信用草稿"]
        assert [page.pk for page in Page.objects.descendant_of(stories).search("信用")] == [told.pk]
        assert draft.pk not in [page.pk for page in Page.objects.live().search("信用")]
        assert [page.title for page in Page.objects.type(QuestionPage).search("信用")] == ["信用问答"]
        assert found("信用", QuestionPage) == ["信用问答"]
        assert [page.pk for page in Page.objects.filter(title__endswith="甲").search("信用")] == [told.pk]
        assert isinstance(Page.objects.specific().search("信用甲")[0], ArticlePage)

    def test_query_objects(self) -> None:
        for title in ("信用修复", "信用记录", "修复办法"):
            published(title)
        for query, titles in [
            (And([PlainText("信用"), PlainText("修复")]), ["信用修复"]),
            (PlainText("信用") & ~Phrase("修复"), ["信用记录"]),
            (Or([PlainText("记录"), Phrase("办法")]), ["修复办法", "信用记录"]),
            (Boost(PlainText("办法"), 2), ["修复办法"]),
            (Fuzzy("记录"), ["信用记录"]),
            (Not(MATCH_ALL), []),
        ]:
            assert sorted(found(query, ArticlePage)) == sorted(titles)
        assert len(found(MATCH_ALL, ArticlePage)) == 3 and ArticlePage.objects.search(MATCH_ALL).count() == 3
        with pytest.raises(NotImplementedError):
            found(object())

    def test_fields(self) -> None:
        published("标题里的词", "信用在正文里")
        published("信用在标题里")
        assert found("信用", ArticlePage, fields=["title"]) == ["信用在标题里"]
        assert found("信用", ArticlePage, fields=["search_text"]) == ["信用在标题里", "标题里的词"]
        with pytest.raises(SearchFieldError):
            found("信用", ArticlePage, fields=["slug"])

    def test_autocomplete_finds_beginnings(self) -> None:
        published("Credit China")
        published(GUIDE)
        assert [page.title for page in Page.objects.autocomplete("cre")] == ["Credit China"]
        assert [page.title for page in Page.objects.autocomplete("指")] == [GUIDE]

    def test_facets(self) -> None:
        published("信用甲")
        QuestionFactory(title="信用问答")
        counts = Page.objects.search("信用").facet("live")
        assert dict(counts) == {True: 2}
        with pytest.raises(FilterFieldError):
            Page.objects.search("信用").facet("seo_title")

    def test_a_model_that_isn_t_indexed_has_no_results(self) -> None:
        assert list(get_search_backend().search("信用", SynonymGroup)) == []

    def test_synonyms(self) -> None:
        SynonymGroup.objects.create(words="征信修复诈骗\n有偿修复")
        published("谨防有偿修复")
        published("谨防征信修复诈骗")
        published("修复电器")
        assert found("征信修复诈骗") == ["谨防征信修复诈骗", "谨防有偿修复"]
        assert found("如何举报征信修复诈骗") == []
        published("举报有偿修复的办法")
        assert found("如何举报征信修复诈骗") == ["举报有偿修复的办法"]


class TestOtherModels:
    def test_pictures_by_title_description_and_tag(self) -> None:
        image = SiteImageFactory(title="早市咨询台", description="海棠街道的志愿者")
        image.tags.add("三一五")
        image.save()
        for query in ("市咨", "志愿", "一五"):
            assert [row.pk for row in get_image_model().objects.search(query)] == [image.pk]

    def test_documents(self) -> None:
        document = get_document_model().objects.create(title="信用修复申请表（示例）")
        assert list(get_document_model().objects.search("复申")) == [document]

    def test_campaigns_by_theme_too(self) -> None:
        campaign = CampaignFactory(title="3·15 宣传", theme="共筑满意消费")
        assert list(get_search_backend().search("满意", Campaign)) == [campaign]
        assert list(get_search_backend().search("3.15", Campaign)) == [campaign]


class TestKeepingUp:
    def test_a_changed_title(self) -> None:
        article = published("旧题目")
        article.title = "新题目"
        article.save_revision().publish()
        assert found("旧题") == [] and found("新题") == ["新题目"]

    def test_a_draft_does_not_change_what_is_found(self) -> None:
        article = published("旧题目")
        article.title = "新题目"
        article.save_revision()
        assert found("旧题") == ["旧题目"] and found("新题") == []

    def test_unpublished_is_gone_from_what_is_live(self) -> None:
        article = published(GUIDE)
        article.unpublish()
        assert list(Page.objects.live().search("信用修复")) == [] and found("信用修复") == [GUIDE]

    def test_deleted_is_gone(self) -> None:
        article = published(GUIDE)
        article.delete()
        assert found("信用") == [] and not SearchEntry.objects.filter(object_id=article.pk, title=GUIDE).exists()

    def test_deleted_section_takes_its_articles_along(self) -> None:
        section = SectionFactory(title="信用栏目")
        published("信用甲", parent=section)
        Page.objects.get(pk=section.pk).delete()
        assert found("信用") == []

    def test_a_moved_page_is_found_where_it_is(self) -> None:
        old, new = SectionFactory(title="旧栏"), SectionFactory(title="新栏")
        article = published(GUIDE, parent=old)
        Page.objects.get(pk=article.pk).move(Page.objects.get(pk=new.pk), pos="last-child")
        assert [page.pk for page in Page.objects.descendant_of(Page.objects.get(pk=new.pk)).search("信用")] == [
            article.pk
        ]
        assert list(Page.objects.descendant_of(Page.objects.get(pk=old.pk)).search("信用")) == []

    def test_rebuilding_twice_is_rebuilding_once(self) -> None:
        published(GUIDE, "正文里的词")
        SiteImageFactory(title="早市")
        call_command("update_index", verbosity=0)
        before = stored()
        assert {"早市", GUIDE} <= {title for title, _folded in before}
        call_command("update_index", verbosity=0, chunk_size=2)
        assert stored() == before
        assert found("里的词") == [GUIDE]

    def test_rebuilding_forgets_what_is_gone_and_finds_what_was_missed(self) -> None:
        article = published(GUIDE)
        SearchEntry.objects.filter(object_id=article.pk).delete()
        ghost = SearchEntry.objects.first()
        SearchEntry.objects.filter(pk=ghost.pk).update(object_id=10**9)
        assert found("信用修复") == []
        call_command("update_index", verbosity=0)
        assert found("信用修复") == [GUIDE] and not SearchEntry.objects.filter(object_id=10**9).exists()

    def test_reset(self) -> None:
        published(GUIDE)
        get_search_backend().reset_indexes()
        assert found("信用修复") == [] and not SearchEntry.objects.exists()

    def test_a_search_costs_the_same_however_many_it_finds(
        self, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
    ) -> None:
        published("信用一")
        found("信用")
        with django_assert_max_num_queries(5) as first:
            found("信用")
        published("信用二")
        published("信用三")
        with django_assert_num_queries(len(first)):
            assert len(found("信用")) == 3

    def test_full_text_table_stays_equal(self) -> None:
        article = published(GUIDE)
        article.title = "另一个题目"
        article.save_revision().publish()
        article.delete()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO common_searchentry_fts(common_searchentry_fts) VALUES ('integrity-check')")
