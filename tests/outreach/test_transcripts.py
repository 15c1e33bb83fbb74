"""The Word file, the WeChat text, the plain text and the page as served say the same, block by block and page type by page type."""

import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import get_args

import pytest
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.test import Client
from docx import Document
from wagtail.models import Page, Site

from accounts.models import OfficeSettings
from common.clock import now
from outreach.domain.transcripts import UnknownContent, check_code, lines_of, pictures_of, read_page, readable_types
from outreach.domain.transcripts.blocks import READERS, read_block
from outreach.domain.transcripts.parts import Part, Transcript, walk
from outreach.domain.transcripts.rich_text import read_rich_text
from outreach.interfaces.wechat import Renderer, wechat_document
from outreach.interfaces.word import Typesetter, render_word
from outreach.models import PolicyPage, SiteImage
from outreach.models.base import BasePage
from outreach.models.blocks import BodyBlock
from tests.factories.outreach import (
    ArticleFactory,
    ExemplarFactory,
    GuideFactory,
    PlaceFactory,
    PolicyFactory,
    QuestionFactory,
    ResourceFactory,
    SectionFactory,
    SiteDocumentFactory,
    SiteImageFactory,
    StandingPageFactory,
    picture,
)

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"（(?:https?://|/)[^）]*）")
MARK = re.compile(r"^(?:\d+\. |• )")
MARKER = re.compile(r"^〔图\d+：.*〕$")
SKIPPED = {"script", "style", "head", "title", "nav", "caption", "thead", "svg"}


class Words(HTMLParser):
    """The words below one tag, without what a skipped tag holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.skipping += tag in SKIPPED

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag in SKIPPED

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.texts.append(data)


def words_of(html: str) -> str:
    parser = Words()
    parser.feed(html)
    return squeezed("".join(parser.texts))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def word_lines(transcript: Transcript) -> list[str]:
    pictures = [picture() for _each in pictures_of(transcript)]
    content = render_word(transcript, pictures=pictures, author="区信用办", made_at=now())
    return [paragraph.text for paragraph in Document(BytesIO(content)).paragraphs if paragraph.text]


def wechat_lines(transcript: Transcript) -> list[str]:
    html = wechat_document(transcript, placed=lambda number, _picture: (f"{number}.jpg", f"〔图{number}：x〕"))
    title = re.search(r"<title>(.*?)</title>", html)
    body = html.partition("<body>")[2]
    lines = [words_of_line(block) for block in re.findall(r"<p [^>]*>.*?</p>", body, re.DOTALL)]
    return [words_of_line(title[1]), *(line for line in lines if not MARKER.match(line))]


def words_of_line(html: str) -> str:
    parser = Words()
    parser.feed(html)
    return "".join(parser.texts)


def as_on_the_page(lines: list[str]) -> list[str]:
    """Without what the copies add because they have neither links nor lists: addresses and list marks."""
    plain = [ADDRESS.sub("", MARK.sub("", line)) for line in lines]
    return [squeezed(line).replace("——", "") for line in plain]


def follow(text: str, lines: list[str]) -> list[str]:
    """The lines that the text doesn't have in this order."""
    at, missing = 0, []
    for line in lines:
        found = text.find(line, at)
        if found < 0:
            missing.append(line)
        else:
            at = found + len(line)
    return missing


def served(client: Client, page: Page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return words_of(response.content.decode().partition("<article")[2])


@pytest.fixture
def values() -> dict[str, object]:
    """One value per block type, with everything optional filled in and something to escape."""
    image, document = SiteImageFactory(), SiteDocumentFactory(title="报名表")
    rich = '<p>第一句，<b>粗<a href="https://www.example.gov.cn/?a=1&amp;b=2">体链接</a></b>。</p><p>第二段<br/>换行 &lt;之后&gt;</p>'
    lists = "<ol><li>先做这个</li><li>再做<ul><li>里层</li></ul></li></ol><ul><li>一点<br/>又一行</li></ul>"
    return {
        "heading": "小标题 <1>",
        "paragraph": rich + lists,
        "figure": {
            "image": {"image": image.pk, "alt_text": "早市上的咨询台", "decorative": False},
            "caption": "图说：早市",
            "size": "full",
        },
        "quote": {"text": "秤准了，\n心就稳了。", "source": "店主老周"},
        "steps": {"steps": [{"title": "打电话", "text": rich}, {"title": "等答复", "text": ""}]},
        "callout": {"tone": "wait", "title": "请注意", "text": lists},
        "facts": {"rows": [{"label": "时间", "value": "3月18日 14:00"}, {"label": "地点", "value": "人民广场"}]},
        "downloads": {"title": "附件", "files": [{"document": document.pk, "note": "一式两份"}]},
    }


PERIOD = {"name": "一般失信", "examples": "罚款", "shortest": "3个月", "longest": "1年", "basis": "36号令"}


class TestSameWords:
    def test_there_is_a_value_and_a_reader_for_every_block(self, values: dict) -> None:
        assert set(BodyBlock().child_blocks) == set(values)
        assert set(READERS) == {*values, "photo", "period"}

    @pytest.mark.parametrize("name", list(BodyBlock().child_blocks))
    def test_of_each_block(self, name: str, values: dict, client: Client) -> None:
        page = ArticleFactory(title="一杆秤", source="区信用办", body=[{"type": name, "value": values[name]}])
        agree(client, page)
        block = next(iter(page.body))
        rendered = Template("{% load wagtailcore_tags %}{% include_block block %}").render(Context({"block": block}))
        sentences = [part for part in re.split(r"[，。：<>]", words_of(rendered)) if part]
        assert sentences
        lines = facts_without_colon(read_page(page), lines_of(read_page(page)))
        assert follow("".join(as_on_the_page(lines)), sentences) == []

    @pytest.mark.parametrize("factory", [ArticleFactory, ExemplarFactory])
    def test_of_written_pages(self, factory: type, values: dict, client: Client) -> None:
        body = [{"type": name, "value": value} for name, value in values.items()]
        extra = {"honour": "2025年区诚信商户"} if factory is ExemplarFactory else {}
        page = factory(source="区信用办", cover=SiteImageFactory(source="本站摄"), body=body, **extra)
        agree(client, page)
        assert "本站摄" in lines_of(read_page(page))

    def test_of_a_question(self, values: dict, client: Client) -> None:
        related = [{"type": "page", "value": ArticleFactory(title="看这篇").pk}]
        page = QuestionFactory(
            title="能不能申请？",
            short_answer="能。",
            basis="第二条",
            related=related,
            body=[{"type": "paragraph", "value": values["paragraph"]}],
        )
        agree(client, page)
        lines = lines_of(read_page(page))
        assert "请提高警惕并核实" in lines
        assert any(line.startswith("• 看这篇（http://testserver/") for line in lines)

    def test_of_policies(self, client: Client) -> None:
        old = PolicyFactory(
            title="旧办法",
            document_number="1号",
            issued_on=date(2020, 1, 2),
            effective_on=date(2020, 2, 1),
            repealed_on=date(2026, 4, 1),
            official_url="https://www.example.gov.cn/1",
            attachments=[{"type": "file", "value": {"document": SiteDocumentFactory().pk, "note": ""}}],
        )
        new = PolicyFactory(title="新办法", effective_on=date(2026, 4, 1))
        PolicyPage.objects.filter(pk=old.pk).update(replaced_by=new)
        for page in (PolicyPage.objects.get(pk=old.pk), new):
            agree(client, page)
        lines = lines_of(read_page(PolicyPage.objects.get(pk=old.pk)))
        assert "2026年4月1日" in "".join(lines) and any(line.startswith("新办法（http") for line in lines)
        assert "旧办法" in "".join(lines_of(read_page(new)))

    def test_of_a_policy_with_a_newer_one_and_of_one_repealed_without(self, client: Client) -> None:
        new = PolicyFactory(title="征求意见稿")
        page = PolicyFactory(effective_on=date(2020, 2, 1), replaced_by=new)
        assert any("征求意见稿" in line for line in lines_of(read_page(page)))
        agree(client, page)
        agree(client, PolicyFactory(effective_on=date(2020, 2, 1), repealed_on=date(2021, 2, 1)))

    def test_of_the_guide(self, values: dict, client: Client) -> None:
        office = OfficeSettings.for_site(Site.objects.get(is_default_site=True))
        office.phone = "000-1234"
        office.save()
        page = GuideFactory(
            introduction="四件事。",
            rule_name="信用修复管理办法",
            rule_in_force_on=date(2026, 4, 1),
            periods=[{"type": "period", "value": PERIOD}],
            body=[{"type": "steps", "value": values["steps"]}],
            court_note="<p>找执行法院。</p>",
        )
        lines = lines_of(read_page(page))
        # The table's labels stand once in its head on the page, before each value in the copies.
        shown = [
            line.partition("：")[2] if line.startswith(("例如", "最短", "最长", "依据")) else line for line in lines
        ]
        caption = next(line for line in shown if line.startswith("类别由"))
        shown.remove(caption)
        assert follow(served(client, page), as_on_the_page(shown)) == []
        assert word_lines(read_page(page)) == wechat_lines(read_page(page)) == lines
        text = "".join(lines)
        assert "自愿" in text and "请提高警惕并核实" in text and "000-1234" in text

    def test_of_an_empty_guide_the_warning_and_that_training_is_voluntary(self, client: Client) -> None:
        agree(client, GuideFactory())
        agree(client, GuideFactory(court_note="<p>法院</p>"))
        named = GuideFactory(periods=[{"type": "period", "value": PERIOD}])
        assert "一般失信" in lines_of(read_page(named))

    def test_of_a_place(self, client: Client) -> None:
        photo = {"image": {"image": SiteImageFactory().pk, "alt_text": "院子", "decorative": False}, "caption": "院子"}
        page = PlaceFactory(
            summary="大喇叭",
            address="青山村1号",
            phone="000-1",
            contact="村委会",
            opening_hours="周一至周五",
            photos=[{"type": "photo", "value": photo}],
        )
        page.materials = [ResourceFactory(title="手册")]
        page.save()
        agree(client, page, kicker=True)
        agree(client, PlaceFactory(title="空白处"), kicker=True)

    def test_of_materials(self, client: Client) -> None:
        agree(client, ResourceFactory(summary="给班主任", minutes=20), kicker=True)
        with_file = ResourceFactory(
            file=SiteDocumentFactory(title="教案")
        )  # the page has a button, the copies its name
        assert any(line.startswith("教案（http") for line in lines_of(read_page(with_file)))
        film = ResourceFactory(cover=SiteImageFactory(), file=SiteDocumentFactory(file=ContentFile(b"x", name="a.mp4")))
        assert pictures_of(read_page(film)) == []  # the film stands in its place
        silent = ResourceFactory(cover=SiteImageFactory())
        assert len(pictures_of(read_page(silent))) == 1

    def test_of_a_standing_page(self, values: dict, client: Client) -> None:
        agree(client, StandingPageFactory(introduction="看得清。", body=[{"type": "quote", "value": values["quote"]}]))


def agree(client: Client, page: Page, *, kicker: bool = False) -> None:
    transcript = read_page(page)
    lines = lines_of(transcript)
    assert word_lines(transcript) == wechat_lines(transcript) == lines
    expected = as_on_the_page(facts_without_colon(transcript, lines))
    if kicker:  # the line above the title stands below it in the copies
        del expected[1]
    assert follow(served(client, page), expected) == []


def facts_without_colon(transcript: Transcript, lines: list[str]) -> list[str]:
    facts = {line for part in walk(transcript.parts) if type(part).__name__ == "Facts" for line in part.lines}
    return [line.replace("：", "", 1) if line in facts else line for line in lines]


class TestRichText:
    def texts(self, source: str) -> list[tuple[str, str]]:
        return [(type(part).__name__, part.lines[0]) for part in read_rich_text(source)]

    def test_numbers_its_lists_and_keeps_the_inner_ones(self) -> None:
        source = "<ol><li>一<ul><li>里</li></ul></li><li>二</li></ol><p></p><p>后</p><li>散</li>"
        assert self.texts(source) == [
            ("Item", "1. 一"),
            ("Item", "• 里"),
            ("Item", "2. 二"),
            ("Paragraph", "后"),
            ("Item", "• 散"),
        ]

    def test_what_an_entry_says_after_a_line_break_has_no_number_of_its_own(self) -> None:
        assert self.texts("<ol><li>一<br/>又</li></ol>") == [("Item", "1. 一"), ("Paragraph", "又")]

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ('<p>见<a href="https://a.cn/x">这里</a>。</p>', "见这里（https://a.cn/x）。"),
            ('<p><a href="https://a.cn/">https://a.cn/</a></p>', "https://a.cn/"),
            ('<p><a href="/verify/">查验</a></p>', "查验（http://testserver/verify/）"),
            ('<p><a href="tel:12345">拨打12345</a></p>', "拨打12345"),
            ('<p><a href="mailto:a@b.cn">写信</a></p>', "写信（a@b.cn）"),
            ('<p><a linktype="page" id="999999">已删除</a></p>', "已删除"),
            ("<p>  甲\n  乙 <b> 丙</b> </p>", "甲 乙  丙"),
        ],
    )
    def test_links_show_where_they_lead(self, source: str, text: str) -> None:
        assert "".join(run.text for run in read_rich_text(source)[0].runs) == text

    def test_a_link_to_a_page_of_ours_is_absolute(self) -> None:
        page = ArticleFactory()
        (part,) = read_rich_text(f'<p><a linktype="page" id="{page.pk}">这篇</a></p>')
        assert part.runs[0].href == f"http://testserver{page.url}"

    def test_bold_is_kept(self) -> None:
        (part,) = read_rich_text("<p>甲<strong>乙</strong></p>")
        assert [run.bold for run in part.runs] == [False, True]

    @pytest.mark.parametrize("source", ["<table></table>", '<embed embedtype="image"/>', "<h2>题</h2>"])
    def test_what_it_does_not_know_is_refused(self, source: str) -> None:
        with pytest.raises(UnknownContent):
            read_rich_text(source)


class TestUnknown:
    def test_blocks_are_refused_by_name(self) -> None:
        with pytest.raises(UnknownContent, match="hologram"):
            read_block("hologram", "x")

    def test_lists_of_pages_are_refused(self) -> None:
        with pytest.raises(UnknownContent):
            read_page(SectionFactory())

    @pytest.mark.parametrize("part", get_args(Part), ids=lambda part: part.__name__)
    def test_both_renderers_know_every_part(self, part: type) -> None:
        for renderer in (Renderer, Typesetter):
            methods = vars(renderer)["render"].dispatcher
            assert methods.dispatch(part) is not methods.dispatch(object)

    def test_a_part_without_a_method_is_an_error(self) -> None:
        with pytest.raises(NotImplementedError):
            Renderer(lambda *_each: ("", "")).render("x")  # type: ignore[arg-type]
        with pytest.raises(NotImplementedError):
            Typesetter([]).render("x")  # type: ignore[arg-type]

    def test_every_page_that_is_no_list_can_be_read(self) -> None:
        lists = {"SectionPage", "QuestionIndexPage"}
        ours = {model.__name__ for model in BasePage.__subclasses__() if model.__module__.startswith("outreach.")}
        written = {model.__name__ for base in BasePage.__subclasses__() for model in base.__subclasses__()}
        assert {model.__name__ for model in readable_types()} == (ours | written) - lists - {"WrittenPage"}


class TestEmptyPlaces:
    def test_a_deleted_picture_or_file_leaves_nothing(self) -> None:
        image = SiteImageFactory()
        block = {"image": {"image": image.pk, "alt_text": "x", "decorative": False}, "caption": "图说"}
        page = ArticleFactory(body=[{"type": "figure", "value": block}])
        SiteImage.objects.all().delete()
        assert pictures_of(read_page(type(page).objects.get(pk=page.pk))) == []
        assert read_block("downloads", {"title": "", "files": []}) == ()

    def test_short_forms_have_no_empty_lines(self) -> None:
        body = [
            {"type": "quote", "value": {"text": "只有话。", "source": ""}},
            {"type": "callout", "value": {"tone": "info", "title": "", "text": "<p>提示</p>"}},
            {
                "type": "downloads",
                "value": {"title": "", "files": [{"document": SiteDocumentFactory().pk, "note": ""}]},
            },
        ]
        page = ArticleFactory(place="", body=body)
        page.first_published_at = None
        transcript = read_page(page)
        assert transcript.published_on is None
        assert "" not in lines_of(transcript) and len(lines_of(transcript)) == 4

    def test_a_decorative_picture_has_no_alternative_text(self) -> None:
        block = {"image": {"image": SiteImageFactory().pk, "alt_text": "", "decorative": True}, "caption": ""}
        (part,) = pictures_of(read_page(ArticleFactory(body=[{"type": "figure", "value": block}])))
        assert (part.alt, part.lines) == ("", [])


class TestCheckCode:
    def test_is_the_same_for_the_same_words_and_differs_for_others(self) -> None:
        page = ArticleFactory(title="题", body=[{"type": "paragraph", "value": "<p>甲<b>乙</b></p>"}])
        first = check_code(read_page(page))
        assert first == check_code(read_page(page)) and len(first) == 64
        for words, same in (("<p>甲乙</p>", True), ("<p>甲乙。</p>", False)):
            page.body = page.body.stream_block.to_python([{"type": "paragraph", "value": words}])
            assert (check_code(read_page(page)) == first) is same

    def test_sees_another_picture_another_text_for_it_and_another_place(self) -> None:
        page = ArticleFactory(cover=SiteImageFactory(), source="信用办")
        first = check_code(read_page(page))
        page.cover.alt_text = "另一句"
        second = check_code(read_page(page))
        page.cover = SiteImageFactory(file=ContentFile(picture(size=(61, 40)), name="other.jpg"))
        third = check_code(read_page(page))
        assert len({first, second, third}) == 3
