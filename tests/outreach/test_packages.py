"""The ZIP for other platforms: what is in it, how Word and WeChat get it, and that it is the same every time."""

import re
import time
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image
from wagtail.models import PageViewRestriction, Site

from accounts.models import Area, OfficeSettings
from outreach.domain.republications import RepublicationRefused
from outreach.domain.short_links import short_address
from outreach.domain.transcripts import PictureMissing, read_page
from outreach.interfaces.packages import build_package
from outreach.interfaces.pictures import MAX_BYTES, MAX_SIDE, TooManyPictures, shrink
from outreach.interfaces.wechat_preview import wechat_preview
from outreach.interfaces.zip_files import safe_name, zip_of
from outreach.models import ArticlePage, SiteImage
from tests.factories.accounts import UserFactory
from tests.factories.outreach import ArticleFactory, ExemplarFactory, SiteImageFactory, picture
from tests.factories.reviews import agree, hand_in, make_chain, make_draft

pytestmark = pytest.mark.django_db
CODE = "91230500MA1B3N1N2M"
KEPT_TAGS = {"section", "p", "span", "strong", "img", "blockquote"}
KEPT_ATTRIBUTES = {"style", "src", "alt"}


def figure(image: SiteImage, caption: str = "") -> dict:
    return {
        "type": "figure",
        "value": {
            "image": {"image": image.pk, "alt_text": f"{caption}的照片", "decorative": False},
            "caption": caption,
        },
    }


def unpacked(page: ArticlePage) -> dict[str, bytes]:
    with ZipFile(BytesIO(build_package(page).content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def article() -> ArticlePage:
    body = [
        {"type": "heading", "value": "一次没算清的账"},
        {"type": "paragraph", "value": '<p>甲<b>乙</b><a href="https://a.cn/">丙</a></p>'},
        figure(SiteImageFactory(source="区融媒体中心"), "早市: 咨询台/现场"),
        {"type": "quote", "value": {"text": "秤准了", "source": "店主"}},
        figure(SiteImageFactory(file=ContentFile(picture(file_format="PNG"), name="drawing.png"))),
    ]
    page = ArticleFactory(title="一杆秤：三十年", source="区信用办", body=body)
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


class TestContents:
    def test_files_in_their_order(self, article: ArticlePage) -> None:
        assert list(unpacked(article)) == [
            "正文.docx",
            "公众号.html",
            "纯文本.txt",
            "图片/01-早市-咨询台-现场.jpg",
            "图片/02-的照片.png",
            "来源说明.txt",
        ]

    def test_names_carry_the_utf8_flag_and_the_date_of_the_version(self, article: ArticlePage) -> None:
        with ZipFile(BytesIO(build_package(article).content)) as archive:
            assert all(entry.flag_bits & 0x800 for entry in archive.infolist())
            assert len({entry.date_time for entry in archive.infolist()}) == 1
            assert archive.testzip() is None

    def test_the_same_version_gives_the_same_bytes(self, article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
        first = build_package(article)
        monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)  # what zipfile dates its entries with
        second = build_package(ArticlePage.objects.get(pk=article.pk))
        assert first == second
        assert first.name == f"一杆秤：三十年-{first.code[:12]}.zip"

    def test_where_it_comes_from(self, article: ArticlePage) -> None:
        package = build_package(article)
        text = unpacked(article)["来源说明.txt"].decode("utf-8-sig")
        for part in (
            "标题：一杆秤：三十年",
            "来源：区信用办",
            f"http://testserver{article.url}",
            short_address(article),
            package.code,
            "图片/01-早市-咨询台-现场.jpg",
            "图说：早市: 咨询台/现场",
            "图片来源：区融媒体中心",
        ):
            assert part in text
        assert "\r\n" in text

    def test_the_offices_name_stands_in_for_a_missing_source(self) -> None:
        office = OfficeSettings.for_site(Site.objects.get(is_default_site=True))
        office.issuer_name = "示例区信用办"
        office.save()
        files = unpacked(ArticleFactory())
        assert "来源：示例区信用办" in files["来源说明.txt"].decode()
        assert Document(BytesIO(files["正文.docx"])).core_properties.author == "示例区信用办"

    def test_the_review_sheet_when_it_was_reviewed_here(self, area: Area) -> None:
        head, leader = UserFactory(area=area, last_name="李", first_name="科"), UserFactory(area=area)
        writer = UserFactory(area=area)
        assert "审批单.docx" not in unpacked(ArticleFactory())
        make_chain(head, leader)
        page = make_draft(writer)
        round_ = hand_in(page, writer)
        for place, signer in enumerate((head, leader), start=1):
            agree(round_, place, signer)
        sheet = unpacked(type(page).objects.get(pk=page.pk))["审批单.docx"]
        words = [cell.text for table in Document(BytesIO(sheet)).tables for row in table.rows for cell in row.cells]
        assert page.title in words and head.get_full_name() in words

    def test_what_is_never_shown_stays_in_the_house(self) -> None:
        page = ExemplarFactory(
            credit_code=CODE,
            consent_note="书面同意存档",
            cover=SiteImageFactory(consent_note="家长同意"),
        )
        package = b"".join(unpacked(page).values()).decode(errors="ignore")
        for secret in (CODE, "书面同意存档", "家长同意"):
            assert secret not in package

    def test_drafts_and_closed_pages_are_refused(self, article: ArticlePage) -> None:
        with pytest.raises(RepublicationRefused):
            build_package(ArticleFactory(live=False))
        PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
        with pytest.raises(RepublicationRefused):
            build_package(article)

    def test_it_holds_the_published_version(self, article: ArticlePage) -> None:
        article.title = "还没审的题目"
        article.save_revision()
        stored = ArticlePage.objects.get(pk=article.pk)
        assert stored.has_unpublished_changes
        assert "还没审" not in unpacked(stored)["纯文本.txt"].decode()

    def test_thirty_large_pictures_take_seconds_not_minutes(self) -> None:
        photo = ContentFile(noise((4000, 3000)), name="large.jpg")
        image = SiteImageFactory(file=photo)
        page = ArticleFactory(body=[figure(image, f"图{number}") for number in range(30)])
        begun = time.process_time()
        content = build_package(page).content
        assert time.process_time() - begun < 20
        assert len(content) < 60 * MAX_BYTES

    def test_more_than_sixty_are_refused(self) -> None:
        image = SiteImageFactory()
        page = ArticleFactory(body=[figure(image) for _each in range(61)])
        with pytest.raises(TooManyPictures):
            build_package(page)

    def test_a_missing_file_is_named(self, article: ArticlePage) -> None:
        transcript = read_page(article)
        image = SiteImage.objects.order_by("pk").first()
        image.file.storage.delete(image.file.name)
        for act in (lambda: build_package(article), lambda: wechat_preview(transcript)):
            with pytest.raises(PictureMissing, match="01-早市"):
                act()
        SiteImage.objects.update(file_hash="")
        with pytest.raises(PictureMissing, match="早市"):
            read_page(ArticlePage.objects.get(pk=article.pk))


def noise(size: tuple[int, int]) -> bytes:
    """A picture that hardly gets smaller."""
    out = BytesIO()
    small = Image.effect_noise((size[0] // 4, size[1] // 4), 120).convert("RGB")
    small.resize(size).save(out, format="JPEG", quality=80)
    return out.getvalue()


class TestPictures:
    def of(self, image: Image.Image, file_format: str, **options: object) -> tuple[Image.Image, str, int]:
        out = BytesIO()
        image.save(out, format=file_format, **options)
        content, ending = shrink(out)
        return Image.open(BytesIO(content)), ending, len(content)

    @pytest.mark.parametrize("file_format", ["JPEG", "WEBP", "AVIF", "PNG"])
    def test_fit_for_wechat(self, file_format: str) -> None:
        small, ending, size = self.of(Image.effect_noise((2000, 2600), 200).convert("RGB"), file_format)
        assert max(small.size) == MAX_SIDE and size <= MAX_BYTES
        assert (small.format, ending) == ("JPEG", "jpg")

    def test_drawings_stay_as_they_are_on_white(self) -> None:
        clear, ending, _size = self.of(Image.new("RGBA", (60, 40), (255, 0, 0, 0)), "PNG")
        assert (ending, clear.mode, clear.getpixel((0, 0))) == ("png", "RGB", (255, 255, 255))

    def test_palettes_with_a_transparent_colour(self) -> None:
        image = Image.new("P", (4, 4), 1)
        image.putpalette([255, 255, 255, 179, 38, 30])
        flat, _ending, _size = self.of(image, "PNG", transparency=1)
        assert flat.getpixel((0, 0)) == (255, 255, 255)

    def test_turned_upright_and_without_the_cameras_notes(self) -> None:
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "Telephone"
        upright, _ending, _size = self.of(Image.new("RGB", (60, 40)), "JPEG", exif=exif)
        assert upright.size == (40, 60) and dict(upright.getexif()) == {}

    @pytest.mark.parametrize(
        ("text", "name"),
        [("a/b\\c:d*e?f", "a-b-c-d-e-f"), (" .. ", ""), ("图说。" * 20, ("图说。" * 20)[:30]), ("CON", "CON")],
    )
    def test_names_that_every_system_takes(self, text: str, name: str) -> None:
        assert safe_name(text, limit=30) == name

    def test_zip_without_a_date_begins_where_zip_begins(self) -> None:
        with ZipFile(BytesIO(zip_of([("a.txt", b"")]))) as archive:
            assert archive.infolist()[0].date_time[0] == 1980


class TestWord:
    @pytest.fixture
    def document(self, article: ArticlePage):  # type: ignore[no-untyped-def]
        return Document(BytesIO(unpacked(article)["正文.docx"]))

    def paragraph(self, document, text):  # type: ignore[no-untyped-def]
        return next(each for each in document.paragraphs if each.text.startswith(text))

    def test_page_as_in_gb_t_9704(self, document) -> None:  # type: ignore[no-untyped-def]
        section = document.sections[0]
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert "PAGE" in section.footer._element.xml and "PAGE" in section.even_page_footer._element.xml

    def test_fonts_sizes_and_fixed_lines(self, document) -> None:  # type: ignore[no-untyped-def]
        for text, font, size in (("一杆秤", "方正小标宋简体", 22), ("甲", "仿宋_GB2312", 16), ("一次没", "黑体", 16)):
            paragraph = self.paragraph(document, text)
            run = paragraph.runs[0]
            assert run._element.rPr.rFonts.get(qn("w:eastAsia")) == font
            assert run.font.size == Pt(size)
            assert 28 <= paragraph.paragraph_format.line_spacing.pt <= 33
        assert self.paragraph(document, "甲").paragraph_format.first_line_indent.pt == 32
        fonts = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
        assert '<w:font w:name="方正小标宋简体"><w:altName w:val="SimSun"/>'.encode() in fonts.blob

    def test_bold_links_and_pictures_with_their_descriptions(self, document) -> None:  # type: ignore[no-untyped-def]
        text = self.paragraph(document, "甲")
        assert [run.bold for run in text.runs][:2] == [None, True]
        assert text.hyperlinks[0].address == "https://a.cn/"
        shapes = document.inline_shapes
        described = [shape._inline.docPr.get("descr") for shape in shapes]
        assert described == ["早市: 咨询台/现场的照片", "的照片"]
        assert all(shape.width <= Mm(156) and shape.height <= Mm(110) for shape in shapes)
        picture_lines = [each for each in document.paragraphs if each._p.xpath(".//pic:pic")]
        assert [each.paragraph_format.line_spacing for each in picture_lines] == [1.0, 1.0]

    def test_it_names_nobody_but_the_office(self, document) -> None:  # type: ignore[no-untyped-def]
        about = document.core_properties
        assert "python" not in f"{about.author}{about.comments}{about.last_modified_by}"
        assert about.title == "一杆秤：三十年"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.sources += [value for name, value in attrs if name == "src"]


class TestWeChat:
    def test_only_what_its_editor_keeps(self, article: ArticlePage) -> None:
        files = unpacked(article)
        body = files["公众号.html"].decode().partition("<body>")[2].partition("</body>")[0]
        tags = Tags()
        tags.feed(body)
        assert tags.tags == KEPT_TAGS and tags.attributes == KEPT_ATTRIBUTES
        assert tags.sources == ["图片/01-早市-咨询台-现场.jpg", "图片/02-的照片.png"]
        assert all(source in files for source in tags.sources)
        assert "href" not in body and "丙</span><span>（https://a.cn/）" in body

    def test_each_picture_has_a_line_that_says_which_file_belongs_there(self, article: ArticlePage) -> None:
        for html in (unpacked(article)["公众号.html"].decode(), wechat_preview(read_page(article))):
            assert re.findall(r"〔图(\d)：在此处上传“([^”]+)”", html) == [
                ("1", "01-早市-咨询台-现场"),
                ("2", "02-的照片"),
            ]

    def test_the_preview_shows_pictures_of_the_site(self, article: ArticlePage) -> None:
        tags = Tags()
        tags.feed(wechat_preview(read_page(article)))
        assert len(tags.sources) == 2 and all(source.startswith("/media/images/") for source in tags.sources)

    def test_what_an_editor_types_is_escaped(self) -> None:
        body = [{"type": "quote", "value": {"text": "<script>x</script>", "source": '"><img src=x>'}}]
        html = unpacked(ArticleFactory(title="</title><b>", body=body))["公众号.html"].decode()
        assert "<script>" not in html and "<img" not in html and "</title><b>" not in html
