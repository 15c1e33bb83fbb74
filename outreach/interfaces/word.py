"""The text as a Word file, set like an official paper (GB/T 9704): 仿宋 三号, fixed lines, its margins and page numbers."""

from datetime import UTC, datetime
from functools import singledispatchmethod
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from outreach.domain.transcripts.parts import (
    Byline,
    Callout,
    Downloads,
    Facts,
    Heading,
    Item,
    Paragraph,
    Part,
    Picture,
    Quote,
    Run,
    Runs,
    Step,
    Transcript,
)

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
# What stands in when an office's computer lacks the font; names only, nothing is embedded.
STAND_INS = {SONG: "SimSun", FANG: "仿宋", HEI: "SimHei", KAI: "楷体"}
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = Pt(22), Pt(16), Pt(14)  # 二号, 三号, 四号
LINE, TITLE_LINE = Pt(29), Pt(33)
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
WIDTH, TALLEST = Mm(156), Mm(110)


def render_word(transcript: Transcript, *, pictures: list[bytes], author: str, made_at: datetime) -> bytes:
    """The whole transcript; `pictures` in reading order. The bytes still carry the time of writing: zip_files.settle takes it out."""
    setter = Typesetter(pictures)
    setter.describe(transcript.title, author, made_at)
    setter.add(transcript.title, font=SONG, size=TITLE_SIZE, line=TITLE_LINE, align=WD_ALIGN_PARAGRAPH.CENTER)
    for part in transcript.parts:
        setter.render(part)
    out = BytesIO()
    setter.document.save(out)
    return out.getvalue()


class Typesetter:
    def __init__(self, pictures: list[bytes]) -> None:
        self.document = Document()
        self.pictures = iter(pictures)
        set_page(self.document)
        set_fonts(self.document)

    def describe(self, title: str, author: str, made_at: datetime) -> None:
        about = self.document.core_properties
        about.title, about.author, about.last_modified_by = title, author, author
        about.comments, about.keywords, about.language = "", "", "zh-CN"
        about.created = about.modified = made_at.astimezone(UTC)
        about.revision = 1

    @singledispatchmethod
    def render(self, part: Part) -> None:
        """Append one part. A type of part without a method here is an error, never a gap."""
        raise NotImplementedError(type(part).__name__)

    def render_all(self, parts: tuple[Part, ...]) -> None:
        for part in parts:
            self.render(part)

    @render.register
    def byline(self, part: Byline) -> None:
        self.add(*part.lines, font=KAI, align=WD_ALIGN_PARAGRAPH.CENTER)

    @render.register
    def heading(self, part: Heading) -> None:
        paragraph = self.add(part.text, font=HEI if part.level == 2 else KAI, indent=2, keep=True)
        outline(paragraph, part.level - 2)

    @render.register
    def paragraph(self, part: Paragraph) -> None:
        self.add_runs(part.runs)

    @render.register
    def item(self, part: Item) -> None:
        self.add_runs((Run(part.mark), *part.runs))

    @render.register
    def quote(self, part: Quote) -> None:
        for line in part.words:
            self.add(line, font=KAI, indent=2)
        if part.source:
            self.add(part.signature, font=KAI, align=WD_ALIGN_PARAGRAPH.RIGHT)

    @render.register
    def step(self, part: Step) -> None:
        self.add(part.head, font=KAI, indent=2, keep=True)
        self.render_all(part.parts)

    @render.register
    def facts(self, part: Facts) -> None:
        for label, value in part.rows:
            paragraph = self.add(f"{label}：", font=HEI, indent=2)
            set_font(paragraph.add_run(value), FANG, TEXT_SIZE)

    @render.register
    def callout(self, part: Callout) -> None:
        if part.title:
            self.add(part.title, font=HEI, indent=2, keep=True)
        self.render_all(part.parts)

    @render.register
    def downloads(self, part: Downloads) -> None:
        if part.title:
            self.add(part.title, font=HEI, indent=2, keep=True)
        for file in part.files:
            self.add_runs(file.runs)
            if file.note:
                self.add(file.note, indent=2)

    @render.register
    def picture(self, part: Picture) -> None:
        paragraph = self.document.add_paragraph()
        shape = paragraph.paragraph_format
        # A fixed line would cut the picture down to one line.
        shape.line_spacing_rule, shape.alignment = WD_LINE_SPACING.SINGLE, WD_ALIGN_PARAGRAPH.CENTER
        shape.space_before, shape.keep_with_next = Pt(8), bool(part.caption)
        inline = paragraph.add_run().add_picture(BytesIO(next(self.pictures)))
        inline.width, inline.height = fitted(inline.width, inline.height)
        described = inline._inline.docPr
        described.set("descr", part.alt)
        described.set("name", part.alt[:40] or f"Picture {described.get('id')}")
        if part.caption:
            self.add(part.caption, font=KAI, size=SMALL_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)

    def add(
        self,
        text: str,
        *,
        font: str = FANG,
        size: Pt = TEXT_SIZE,
        line: Pt = LINE,
        align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
        indent: int = 0,
        keep: bool = False,
    ) -> WordParagraph:
        paragraph = self.document.add_paragraph()
        shape = paragraph.paragraph_format
        shape.alignment, shape.keep_with_next = align, keep
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, line
        if indent:
            indent_characters(paragraph, indent, size)
        if text:
            set_font(paragraph.add_run(text), font, size)
        return paragraph

    def add_runs(self, runs: Runs) -> None:
        paragraph = self.add("", indent=2)
        for run in runs:
            piece = paragraph.add_run(run.text)
            piece.bold = run.bold or None
            set_font(piece, FANG, TEXT_SIZE)
            if run.href:
                make_link(paragraph, piece, run.href)


def fitted(width: Length, height: Length) -> tuple[Length, Length]:
    """As wide as the text, or less when the picture is upright."""
    scale = min(WIDTH / width, TALLEST / height)
    return Length(int(width * scale)), Length(int(height * scale))


def set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.footer_distance = Mm(25)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        add_page_number(footer.paragraphs[0], align)


def add_page_number(paragraph: WordParagraph, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — in 四号 宋体, one character in from the outer edge."""
    paragraph.alignment = align
    edge = "right" if align == WD_ALIGN_PARAGRAPH.RIGHT else "left"
    setattr(paragraph.paragraph_format, f"{edge}_indent", SMALL_SIZE)
    set_font(paragraph.add_run("— "), "宋体", SMALL_SIZE)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        set_font(run, "宋体", SMALL_SIZE)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._element.append(element)
    set_font(paragraph.add_run(" —"), "宋体", SMALL_SIZE)


def set_fonts(document: Any) -> None:
    """The basic style, and the stand-ins for fonts that a computer may lack (w:altName)."""
    normal = document.styles["Normal"]
    set_font(normal, FANG, TEXT_SIZE)
    normal.paragraph_format.space_after = Pt(0)
    normal.element.get_or_add_rPr().append(language())
    table = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in STAND_INS.items()
    )
    table._blob = table.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def language() -> Any:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), "en-US")
    element.set(qn("w:eastAsia"), "zh-CN")
    return element


def set_font(run: Any, name: str, size: Pt) -> None:
    """Chinese and Latin letters in the same font; python-docx itself sets the Latin one only."""
    run.font.name, run.font.size = name, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def indent_characters(paragraph: WordParagraph, count: int, size: Pt) -> None:
    """By characters, as Chinese Word does it; the length is for programs that know no characters."""
    paragraph.paragraph_format.first_line_indent = Length(size * count)
    paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), str(count * 100))


def outline(paragraph: WordParagraph, level: int) -> None:
    """A heading for the navigation pane and for screen readers, without Word's own heading looks."""
    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level))
    paragraph._p.get_or_add_pPr().append(element)


def make_link(paragraph: WordParagraph, run: Any, address: str) -> None:
    wrapper = OxmlElement("w:hyperlink")
    wrapper.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run._element.addprevious(wrapper)
    wrapper.append(run._element)
