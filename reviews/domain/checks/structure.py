"""Headings and pictures: what people who listen to a page depend on, and what pictures of pupils need."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from reviews.domain.checks.content import Content, Heading, Picture
from reviews.domain.checks.findings import Finding
from reviews.domain.checks.sources import is_for_minors
from reviews.enums import Severity

# A camera's name for a picture describes nothing.
FILE_NAME = re.compile(
    r"(?:img|dsc|dscn|image|photo|wx|mmexport|微信图片|图片|照片|截图|未命名)?[ _\-]*\d*(?:\.\w{3,4})?|\S+\.(?:jpe?g|png|webp|avif|gif)",
    re.IGNORECASE,
)
PUPILS = re.compile("学生|同学|小学|中学|幼儿园|儿童|未成年|少先队|少年|班会|校园|孩子们")
TITLE_LEVEL = 1


def check_alt_texts(content: Content) -> Iterator[Finding]:
    """A picture without a text for those who can't see it (无障碍环境建设法 art. 32), unless it only decorates."""
    for picture in content.pictures:
        if not picture.is_decorative and FILE_NAME.fullmatch(picture.alt.strip()):
            told = _("This picture has no text for people who can't see it.")
            advice = _("Write in one sentence what it shows, or mark it as decoration.")
            yield _about_picture("missing_alt", Severity.BLOCK, told, advice, picture)


def check_minors(content: Content) -> Iterator[Finding]:
    """Pictures beside a text about pupils whose consent nobody has noted (未成年人保护法 art. 49; 个人信息保护法 art. 31)."""
    pictures = [picture for picture in content.pictures if _lacks_consent(picture)]
    if pictures and (is_for_minors(content.instance) or any(PUPILS.search(each.text) for each in content.passages)):
        for picture in pictures:
            told = _("Are faces of minors to be seen here?")
            advice = _(
                "Note the guardians' consent with the picture, make faces unrecognisable, or choose another picture."
            )
            yield _about_picture("minors_consent", Severity.WARN, told, advice, picture)


def check_headings(content: Content) -> Iterator[Finding]:
    level = TITLE_LEVEL
    for heading in content.headings:
        if not heading.text:
            yield _about_heading(
                "empty_heading", Severity.BLOCK, _("An empty heading."), _("Fill it in or delete it."), heading
            )
        elif not heading.has_text_below:
            told, advice = _("There is nothing below this heading."), _("Write the text or delete the heading.")
            yield _about_heading("heading_alone", Severity.WARN, told, advice, heading)
        if heading.level > level + 1:
            told, advice = (
                _("A level of headings is left out here."),
                _("Please take the next level, not one further down."),
            )
            yield _about_heading("heading_skipped", Severity.WARN, told, advice, heading)
        level = heading.level


def _lacks_consent(picture: Picture) -> bool:
    """Only pictures of a kind that keeps a note of consent can lack it."""
    return getattr(picture.image, "consent_note", None) == ""


def _about_picture(code: str, severity: str, message: str, advice: str, picture: Picture) -> Finding:
    title, key = getattr(picture.image, "title", ""), getattr(picture.image, "pk", "")
    spot = picture.spot
    return Finding(code, severity, message, advice, title, spot.place, spot.label, f"{key} {picture.alt}")


def _about_heading(code: str, severity: str, message: str, advice: str, heading: Heading) -> Finding:
    spot = heading.spot
    return Finding(code, severity, message, advice, heading.text, spot.place, spot.label, heading.text)
