"""The package of a page for other platforms: Word, WeChat, plain text, pictures, where it comes from, the review sheet."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from accounts.models import OfficeSettings
from outreach.domain.republications import published_transcript
from outreach.domain.short_links import short_address
from outreach.domain.transcripts import check_code, lines_of, pictures_of
from outreach.domain.transcripts.pages import chinese_day
from outreach.domain.transcripts.parts import Picture, Transcript
from outreach.interfaces.pictures import PackedPicture, pack_pictures
from outreach.interfaces.wechat import wechat_document
from outreach.interfaces.word import render_word
from outreach.interfaces.zip_files import EARLIEST, safe_name, settle, zip_of
from reviews.interfaces.record_word import record_of

FOLDER = "图片"
SHORT = 12


@dataclass(frozen=True)
class Package:
    name: str
    content: bytes
    code: str


def build_package(page: Page) -> Package:
    """Everything from one reading of the published page: the same revision gives the same bytes.

    Refuses what published_transcript refuses, and pictures whose file is gone.
    """
    transcript = published_transcript(page)
    code = check_code(transcript)
    at = timezone.localtime(page.last_published_at) if page.last_published_at else EARLIEST
    pictures = pack_pictures(pictures_of(transcript))
    word = render_word(transcript, pictures=[each.content for each in pictures], author=office_name(), made_at=at)

    def placed(number: int, picture: Picture) -> tuple[str, str]:
        packed = pictures[number - 1]
        return f"{FOLDER}/{packed.file_name}", marker(number, packed.name)

    files = [
        ("正文.docx", settle(word)),
        ("公众号.html", wechat_document(transcript, placed=placed).encode()),
        ("纯文本.txt", text_file(lines_of(transcript))),
        *((f"{FOLDER}/{each.file_name}", each.content) for each in pictures),
        ("来源说明.txt", text_file(origin_lines(page, transcript, pictures, code, at))),
        *review_sheet(page),
    ]
    return Package(f"{safe_name(transcript.title, limit=40)}-{code[:SHORT]}.zip", zip_of(files, at=at), code)


def marker(number: int, name: str) -> str:
    """Which file belongs here; whoever pastes takes the line out again."""
    told = _("[Picture %(number)d: upload %(name)s here, then delete this line]")
    return told % {"number": number, "name": name}


def office_name() -> str:
    office = OfficeSettings.for_site(Site.objects.get(is_default_site=True))
    return office.issuer_name or office.site_name


def text_file(lines: list[str]) -> bytes:
    """With a byte order mark and Windows line ends: the old Notepad shows it right."""
    return ("\ufeff" + "\r\n".join([*lines, ""])).encode()


def review_sheet(page: Page) -> list[tuple[str, bytes]]:
    """Who reviewed it, when it was reviewed here."""
    record = record_of(page.specific)
    return [("审批单.docx", settle(record))] if record else []


def origin_lines(
    page: Page, transcript: Transcript, pictures: list[PackedPicture], code: str, at: datetime
) -> list[str]:
    """Title, source, dates, addresses, check code, and one line per picture."""
    published = transcript.published_on
    facts = [
        (_("Title of the text"), transcript.title),
        (_("Source line"), getattr(page.specific, "source", "") or office_name()),
        (_("Place named"), getattr(page.specific, "place", "")),
        (_("Published here first on"), chinese_day(published) if published else ""),
        (_("This version of"), f"{chinese_day(at.date())} {at:%H:%M}" if at != EARLIEST else ""),
        (_("Original page"), transcript.address),
        (_("Short address"), short_address(page)),
        (_("Check code of the content (SHA-256)"), code),
    ]
    return [f"{label}：{value}" for label, value in facts if value] + [
        line for each in pictures for line in ("", *picture_lines(each))
    ]


def picture_lines(each: PackedPicture) -> list[str]:
    facts = [
        (_("Caption of the picture"), each.picture.caption),
        (_("Description for those who can't see it"), each.picture.alt),
        (_("Source of the picture"), each.source),
    ]
    return [f"{FOLDER}/{each.file_name}", *(f"{label}：{value}" for label, value in facts if value)]
