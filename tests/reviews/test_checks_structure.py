"""What a page is made of: headings, pictures, links, and where a finding lies in the editor."""

import pytest
from django.core.files.base import ContentFile
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, Site

from outreach.models import ArticlePage, Audience, SiteDocument
from reviews.domain.checks import examine
from reviews.domain.checks.content import Content, Spot, gather
from reviews.domain.checks.links import check_links
from reviews.domain.checks.markup import read_markup
from reviews.domain.checks.structure import check_headings
from tests.factories.campaigns import CampaignFactory
from tests.factories.outreach import (
    ArticleFactory,
    GuideFactory,
    QuestionFactory,
    SectionFactory,
    SiteImageFactory,
    front_page,
)

pytestmark = pytest.mark.django_db
P = {"type": "paragraph", "id": "p1", "value": "<p>一段话。</p>"}


def article(*body: dict, **values: object) -> ArticlePage:
    return ArticleFactory(title="咨询", body=list(body), **values)


def of(page: object, *codes: str) -> list[tuple[str, str, str]]:
    return [(each.code, each.severity, each.place) for each in examine(page) if each.code in codes]


def heading(text: str, block_id: str = "h1") -> dict:
    return {"type": "heading", "id": block_id, "value": text}


def figure(image: object, *, alt: str = "", decorative: bool = False, caption: str = "") -> dict:
    picture = {"image": image.pk, "alt_text": alt, "decorative": decorative}
    return {"type": "figure", "id": "f1", "value": {"image": picture, "caption": caption}}


def paragraph(html: str) -> dict:
    return {"type": "paragraph", "id": "p1", "value": html}


def test_every_text_of_a_page_is_looked_at_and_found_again() -> None:
    image = SiteImageFactory(title="老赖图片")
    document = SiteDocument.objects.create(title="老赖名册", file=ContentFile(b"x", name="a.txt"))
    page = article(
        heading("老赖"),
        paragraph("<p>说<b>老</b>赖</p><ul><li>老赖</li></ul>"),
        figure(image, alt="老赖", caption="老赖"),
        {"type": "quote", "id": "q1", "value": {"text": "老赖", "source": "老赖"}},
        {
            "type": "steps",
            "id": "s1",
            "value": {"steps": [{"type": "item", "id": "i1", "value": {"title": "老赖", "text": "<p>老赖</p>"}}]},
        },
        {
            "type": "downloads",
            "id": "d1",
            "value": {
                "title": "",
                "files": [{"type": "item", "id": "i2", "value": {"document": document.pk, "note": "老赖"}}],
            },
        },
        summary="老赖",
        place="老赖",
        source="老赖",
        seo_title="老赖",
        search_description="老赖",
    )
    places = {each.place for each in examine(page) if each.found == "老赖" and each.code.startswith("word-")}
    assert places == {
        "summary",
        "place",
        "source",
        "seo_title",
        "search_description",
        "body.h1",
        "body.p1",
        "body.f1.image",
        "body.f1.caption",
        "body.q1.text",
        "body.q1.source",
        "body.s1.steps.i1.title",
        "body.s1.steps.i1.text",
        "body.d1.files.i2.document",
        "body.d1.files.i2.note",
    }


def test_what_nobody_reads_is_not_looked_at() -> None:
    page = article(P)
    page.slug, page.search_text, page.draft_title = "laolai", "老赖", "老赖"
    assert examine(page) == []


def test_other_models_and_drafts_have_texts_too() -> None:
    assert [each.place for each in examine(CampaignFactory.build(summary="老赖", body="<p>老赖</p>", area=None))] == [
        "summary",
        "body",
    ]
    draft = QuestionFactory.build(title="老赖", short_answer="能。")
    assert [each.place for each in examine(draft)] == ["title"]
    period = {"name": "老赖", "examples": "罚款", "shortest": "三个月", "longest": "一年", "basis": "办法"}
    guide = GuideFactory(periods=[{"type": "period", "id": "x", "value": period}], court_note="<p>老赖</p>")
    assert [each.place for each in examine(guide)] == ["periods.x.name", "court_note"]


def test_headings() -> None:
    page = article(heading("有内容"), P, heading(" ", "h2"), P, heading("没有内容", "h3"))
    assert of(page, "empty_heading", "heading_alone", "heading_skipped") == [
        ("empty_heading", "block", "body.h2"),
        ("heading_alone", "warn", "body.h3"),
    ]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<h2>一</h2><p>文</p><h3>二</h3><p>文</p><h2>三</h2><p>文</p>", []),
        ("<h2>一</h2><p>文</p><h4>二</h4><p>文</p>", ["heading_skipped"]),
        ("<h3>一</h3><p>文</p>", ["heading_skipped"]),
        ("<h2></h2><p>文</p>", ["empty_heading"]),
        ("<h2>&nbsp;</h2><p>文</p>", ["empty_heading"]),
        ("<h2>一</h2>", ["heading_alone"]),
    ],
)
def test_headings_inside_rich_text(html: str, found: list[str]) -> None:
    content = Content()
    content.add_markup(Spot("body"), html)
    assert [finding.code for finding in check_headings(content)] == found


@pytest.mark.parametrize("alt", ["", "IMG_20260318", "微信图片_20260318120000.jpg", "图片1", "DSC0001", "a.png"])
def test_pictures_need_a_text(alt: str) -> None:
    image = SiteImageFactory(alt_text=alt)
    assert of(article(P, cover=image), "missing_alt") == [("missing_alt", "block", "cover")]
    assert of(article(figure(image)), "missing_alt") == [("missing_alt", "block", "body.f1.image")]


def test_pictures_with_a_text_or_for_decoration() -> None:
    image, bare = SiteImageFactory(alt_text="三名讲解员在广场上发手册"), SiteImageFactory(alt_text="")
    assert of(article(figure(image), cover=image), "missing_alt") == []
    assert of(article(figure(bare, alt="3月15日的咨询台")), "missing_alt") == []
    assert of(article(figure(bare, decorative=True)), "missing_alt") == []


def test_pictures_inside_rich_text_are_loaded_together(django_assert_num_queries) -> None:
    one, two = SiteImageFactory(consent_note="已同意"), SiteImageFactory()
    content = Content()
    html = f'<embed embedtype="image" id="{one.pk}" alt="讲台"/><embed embedtype="image" id="{two.pk}" alt=""/><img src="x.png">'
    page = CampaignFactory.build(body=html, area=None)
    with django_assert_num_queries(1):
        content = gather(page)
    assert [picture.image for picture in content.pictures] == [one, two, None]
    assert of(page, "missing_alt") == [("missing_alt", "block", "body")] * 2


def test_pictures_beside_pupils_want_a_note_of_consent() -> None:
    bare, agreed = SiteImageFactory(), SiteImageFactory(consent_note="监护人书面同意")
    campus = Audience.objects.get(code="campus")
    assert of(article(P, cover=bare, audiences=[campus]), "minors_consent") == [("minors_consent", "warn", "cover")]
    assert of(article(paragraph("<p>同学们来了。</p>"), cover=bare), "minors_consent") != []
    assert of(article(P, cover=agreed, audiences=[campus]), "minors_consent") == []
    assert of(article(P, cover=bare, audiences=[Audience.objects.get(code="park")]), "minors_consent") == []


def linked(html: str) -> list[tuple[str, str]]:
    content = Content(article(P))
    content.add_markup(Spot("body"), html)
    return [(each.code, each.severity) for each in check_links(content)]


def test_links_to_pages_and_files() -> None:
    live, draft = ArticleFactory(), ArticleFactory(live=False)
    document = SiteDocument.objects.create(title="表格", file=ContentFile(b"x", name="a.txt"))
    broken = [("broken_link", "block")]
    assert linked(f'<a linktype="page" id="{live.pk}">去</a><a linktype="document" id="{document.pk}">去</a>') == []
    assert linked(f'<a linktype="page" id="{draft.pk}">去</a>') == broken
    assert linked('<a linktype="page" id="999999">去</a>') == broken
    assert linked('<a linktype="page" id="99999999999999999999">去</a>') == broken
    assert linked('<a linktype="document" id="999999">去</a>') == broken
    assert linked('<a linktype="future" id="1">去</a>') == []


def test_addresses_of_ours_are_resolved() -> None:
    live, draft = ArticleFactory(slug="a"), ArticleFactory(slug="b", live=False)
    document = SiteDocument.objects.create(title="表格", file=ContentFile(b"x", name="a.txt"))
    Redirect.objects.create(old_path="/old/place", redirect_page=live)
    host = Site.objects.get(is_default_site=True).hostname
    fine = [
        live.url,
        live.url.rstrip("/"),
        f"http://{host}{live.url}",
        f"https://{host}",
        "/",
        "/campaigns/",
        "/media/x.jpg",
        f"/documents/{document.pk}/a.txt",
        "#below",
        "mailto:a@example.gov.cn",
        "tel:12345",
        "https://www.creditchina.gov.cn/xyxf/",
        "http://[broken",
        "",
    ]
    assert {address: tuple(linked(f'<a href="{address}">去</a>')) for address in fine} == dict.fromkeys(fine, ())
    wrong = [draft.url, "/no/such/", f"http://{host}/no/such", "/no such.php", "/documents/999/a.txt", "relative"]
    broken = [("broken_link", "block")]
    assert {address: tuple(linked(f'<a href="{address}">去</a>')) for address in wrong} == dict.fromkeys(
        wrong, tuple(broken)
    )
    assert linked('<a href="/old/place/">去</a>') == [("moved_link", "warn")]


def test_without_a_site_nothing_is_ours() -> None:
    Site.objects.all().delete()
    content = Content()
    content.add_markup(Spot("body"), '<a href="/no/such/">去</a><a href="http://example.cn/no/such/">去</a>')
    assert [each.found for each in check_links(content)] == ["去"]


def test_a_page_may_point_at_itself_before_it_is_published() -> None:
    page = ArticleFactory(live=False)
    page.body = [("paragraph", f'<a linktype="page" id="{page.pk}">本页</a>')]
    assert of(page, "broken_link") == []


@pytest.mark.parametrize(
    "html", ['<a href="https://t.cn/A6x">看</a>', "<p>打开t.cn/A6x</p>", "<p>https://www.bit.ly/x1</p>"]
)
def test_short_links(html: str) -> None:
    assert ("short_link", "warn", "body.p1") in of(article(paragraph(html)), "short_link")


@pytest.mark.parametrize(
    "html", ['<a href="https://www.gov.cn/a">看</a>', "<p>https://www.gov.cn/zhengce</p>", "<p>t.cn</p>"]
)
def test_long_links(html: str) -> None:
    assert of(article(paragraph(html)), "short_link") == []


def test_chosen_pages_of_a_model_are_links() -> None:
    front, draft = front_page(), SectionFactory(live=False)
    front.news_page = draft
    assert of(front, "broken_link") == [("broken_link", "block", "news_page")]


def test_a_number_to_ring_counts_as_text() -> None:
    assert [row[0] for row in of(article(paragraph('<a href="tel:13800138000">电话</a>')), "mobile_number")] == [
        "mobile_number"
    ]


def test_blocks_of_other_sites() -> None:
    """Blocks that ours don't use, but a later page might."""
    document = SiteDocument.objects.create(title="老赖", file=ContentFile(b"x", name="a.txt"))
    stream = blocks.StreamBlock(
        [
            ("html", blocks.RawHTMLBlock()),
            ("address", blocks.URLBlock()),
            ("page", blocks.PageChooserBlock()),
            ("document", DocumentChooserBlock()),
            ("image", ImageChooserBlock()),
            ("heading", blocks.StructBlock([("text", blocks.TextBlock())])),
            ("day", blocks.DateBlock()),
        ]
    )
    value = StreamValue(
        stream,
        [
            ("html", "<p>老赖</p>", "1"),
            ("address", "/no/such/", "2"),
            ("page", Page(pk=999_999), "3"),
            ("page", None, "4"),
            ("document", document, "5"),
            ("document", None, "6"),
            ("image", SiteImageFactory(alt_text=""), "7"),
            ("image", None, "8"),
            ("heading", stream.child_blocks["heading"].to_python({"text": "老赖"}), "9"),
            ("day", None, "10"),
        ],
    )
    page = article()
    page.body = value
    found = {(each.code.split("-")[0], each.place) for each in examine(page)}
    assert found == {
        ("word", "body.1"),
        ("broken_link", "body.2"),
        ("broken_link", "body.3"),
        ("word", "body.5"),
        ("missing_alt", "body.7"),
        ("word", "body.9.text"),
    }


def test_a_model_with_a_file_and_an_address() -> None:
    from django.db import models
    from django.test.utils import isolate_apps

    with isolate_apps("reviews"):

        class Leaflet(models.Model):
            address = models.URLField()
            code = models.SlugField()
            kind = models.CharField(choices=[("a", "老赖")], max_length=1)
            document = models.ForeignKey(SiteDocument, models.CASCADE)
            users = models.IntegerField()

            class Meta:
                app_label = "reviews"

        leaflet = Leaflet(address="https://t.cn/1", code="laolai", kind="a", document=SiteDocument(title="老赖"))
    assert [(each.found, each.place) for each in examine(leaflet)] == [
        ("老赖", "document"),
        ("https://t.cn/1", "address"),
    ]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ('<p class="MsoNormal"><span style="mso-spacerun:yes">信用<o:p></o:p></span></p>', ["信用"]),
        ("<!--[if gte mso 9]><xml>老赖</xml><![endif]--><p>好</p>", ["好"]),
        ("<p>一<br/>二</p>三", ["一", "二", "三"]),
        ("<style>老赖{}</style><script>老赖</script></script><p>好</p>", ["好"]),
        ("<p>没关<b>上", ["没关上"]),
        ("&#32769;&#36182;", ["老赖"]),
        ("", []),
    ],
)
def test_markup_from_anywhere(html: str, texts: list[str]) -> None:
    assert [piece.text for piece in read_markup(html).pieces] == texts
