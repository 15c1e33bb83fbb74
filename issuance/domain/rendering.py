"""From the snapshot of facts to a PDF/A-2b: the same snapshot gives the same bytes, and no character is ever left out."""

import json
import re
import unicodedata
import warnings
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from common import qr
from common.errors import DomainError
from common.storage import private_storage
from issuance.enums import DocumentKind
from issuance.models import IssuedDocument

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
MARK = "chengxin:"  # stands in the file's metadata: an altered copy still says which paper it was
NOT_SHOWN = re.compile(r'the text `?"(.+?)"`? could not be displayed')
UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
NAME_PLACE = "{{姓名}}"

STATEMENT = (
    "本签名由签署人在屏幕上手写形成，由系统记录笔迹、服务器时间和身份核验方式，不是经电子认证服务机构认证的可靠电子签名。",
    "本承诺书是培训环节的诚信声明，不替代信用中国网站要求的信用承诺书，也不影响法院失信被执行人名单的认定和撤销。",
)


class CantBePrinted(DomainError):
    """The facts can't be put on paper as they are; the reason says which character or which text."""

    code = "cant_be_printed"


def render(document: IssuedDocument) -> bytes:
    """The unsealed PDF of a paper. Raises CantBePrinted for characters the fonts lack and for texts that don't fit."""
    data = _certificate(document) if document.kind == DocumentKind.CERTIFICATE else _pledge(document)
    _refuse_unprintable(data)
    data |= _common(document)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", typst.TypstWarning)
            pdf = typst.compile(
                TEMPLATES / f"{document.kind}.typ",
                root=TEMPLATES,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards="a-2b",
                timestamp=int(document.created_at.timestamp()),
                format="pdf",
            )
    except typst.TypstError as error:
        raise CantBePrinted(_reason(str(error))) from error
    return bytes(pdf)


def chinese_date(day: date) -> str:
    """2026 年 8 月 5 日, with the narrow spaces of a printed paper."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def chinese_time(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{chinese_date(local.date())} {local:%H:%M:%S}"


def attended_words(facts: dict[str, Any]) -> str:
    """The day of the training, or the first and the last."""
    first = date.fromisoformat(facts["attended_from"])
    last = date.fromisoformat(facts.get("attended_to") or facts["attended_from"])
    return chinese_date(first) if first == last else f"{chinese_date(first)}至{chinese_date(last)}"


def verify_url(document: IssuedDocument) -> str:
    return f"{settings.PUBLIC_URL}/verify/{document.printed_code}/"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Noto SC from its package, and what an office adds in PAPER_FONTS_DIR for its rare characters; never the machine's own."""
    folders = [pylopdf_fonts_zh_cn.serif_path().parent]
    if settings.PAPER_FONTS_DIR:
        folders.append(Path(settings.PAPER_FONTS_DIR))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _common(document: IssuedDocument) -> dict[str, Any]:
    created = document.created_at.astimezone(UTC)
    return {
        "mark": MARK + document.public_id,
        "code": document.printed_code,
        "qr": qr.svg(verify_url(document)),
        "verify_address": f"{settings.PUBLIC_URL.partition('://')[2]}/verify",
        "created": {unit: getattr(created, unit) for unit in ("year", "month", "day", "hour", "minute", "second")},
    }


def _certificate(document: IssuedDocument) -> dict[str, Any]:
    facts = document.facts
    return {
        "title": "培训证明",
        "number": document.number,
        "name": document.person_name,
        "attended": attended_words(facts),
        "issued": chinese_date(date.fromisoformat(facts["issued_on"])),
        **{key: facts[key] for key in ("unit", "session_title", "contents", "issuer")},
        **{key: facts.get(key, "") for key in ("uscc", "role", "hosts", "achievements")},
    }


def _pledge(document: IssuedDocument) -> dict[str, Any]:
    facts = document.facts
    signed_at = datetime.fromisoformat(facts["signed_at"])
    with private_storage().open(document.picture) as file:
        picture = list(file.read())
    text = facts["text"].replace(NAME_PLACE, document.person_name)
    return {
        "title": facts["title"],
        "issuer": facts["issuer"],
        "paragraphs": [line.strip() for line in text.splitlines() if line.strip()],
        "picture": picture,
        "signed_on": chinese_date(timezone.localtime(signed_at).date()),
        "audit": _audit_rows(document, signed_at),
        "notes": [*STATEMENT],
    }


def _audit_rows(document: IssuedDocument, signed_at: datetime) -> list[tuple[str, str]]:
    facts = document.facts
    rows = [
        ("承诺人", document.person_name),
        ("单位", facts.get("unit", "")),
        ("统一社会信用代码", facts.get("uscc", "")),
        ("身份", facts.get("role", "")),
        ("签署时间", f"{chinese_time(signed_at)}（北京时间，服务器记录，无可信时间戳）"),
        ("身份核验方式", facts["identified_by"]),
        ("承诺书版本", facts["template_version"]),
        ("个人信息告知书版本", facts.get("consent_version", "")),
        ("正文 SHA-256", _grouped(facts["text_hash"])),
        ("笔迹 SHA-256", _grouped(facts.get("strokes_hash", ""))),
        ("签名图 SHA-256", _grouped(document.picture_sha256)),
        ("浏览器标识摘要", _grouped(facts.get("user_agent_hash", ""))),
        ("记录单位", facts["issuer"]),
    ]
    return [(label, value) for label, value in rows if value]


def _grouped(digest: str) -> str:
    """Hex digits in groups of eight: they can be read aloud, and a line may break between them."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _refuse_unprintable(data: dict[str, Any]) -> None:
    bad = {char for text in _texts(data) for char in text if unicodedata.category(char) in UNPRINTABLE}
    if bad:
        raise CantBePrinted(_missing(bad))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in _texts(item)]
    return []


def _reason(error: str) -> str:
    found = NOT_SHOWN.search(error)
    if found:
        return _missing(set(found.group(1)))
    if "text too long" in error:
        return _("The text doesn't fit on the page. Please shorten the list of contents.")
    return _("The page could not be set: %(error)s") % {"error": error[:120]}


def _missing(chars: set[str]) -> str:
    named = "、".join(
        f"{char} (U+{ord(char):04X})" if unicodedata.category(char) not in UNPRINTABLE else f"U+{ord(char):04X}"
        for char in sorted(chars)
    )
    return _(
        "The fonts lack this character: %(chars)s. Add a font that has it, or correct the text; then try again."
    ) % {"chars": named}
