"""What a code, a date or an amount must look like, and how what people write is brought to that form."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc

# GB 32100-2015. stdnum's own pattern lets letters into neither of the first two places, the standard does (Y1…, N2…).
USCC_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
REGISTRARS = frozenset("123456789ANY")
OLD_NUMBER_SHAPE = re.compile(r"[1-9][0-9]{14}")
CITIZEN_ID = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
DATE_SHAPES = (
    re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
EARLIEST_YEAR = 1800
DECISION_YEAR = re.compile(r"[(\[{<〔【〈《]((?:19|20)\d{2})[)\]}>〕】〉》]")
AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")


def compact_code(text: str) -> str:
    """A code as typed, without width, case and spacing: full-width → ASCII, upper case, no blanks or dashes."""
    text = unicodedata.normalize("NFKC", text).upper()
    return "".join(ch for ch in text if not ch.isspace() and ch not in "-\u200b\ufeff")


def normalise_uscc(text: str) -> str:
    """The unified social credit code behind what was typed (GB 32100-2015).

    Raises ValidationError with a message that says what is wrong with it.
    """
    code = compact_code(text)
    if len(code) != 18:
        raise ValidationError(
            _("A unified social credit code has 18 characters; this one has %(length)d."),
            code="length",
            params={"length": len(code)},
        )
    if not USCC_SHAPE.fullmatch(code):
        raise ValidationError(
            _("This credit code contains a character that can't be there. It never contains I, O, S, V or Z."),
            code="characters",
        )
    if uscc.calc_check_digit(code[:17]) != code[17]:
        if is_citizen_id(code):
            raise ValidationError(
                _("This is an ID card number. Please enter the firm's credit code."), code="citizen_id"
            )
        raise ValidationError(
            _("The check character of this credit code is wrong. Please compare it with the business licence."),
            code="checksum",
        )
    if code[0] not in REGISTRARS:
        raise ValidationError(_("No registrar issues credit codes that begin like this."), code="registrar")
    return code


def normalise_decision_number(text: str) -> str:
    """A decision number (文号) in one spelling: no blanks, the year in 〔〕 whatever brackets were typed."""
    number = "".join(unicodedata.normalize("NFKC", text).split())
    return DECISION_YEAR.sub(r"〔\1〕", number)


def validate_uscc(text: str) -> None:
    normalise_uscc(text)


def normalise_old_number(text: str) -> str:
    """An old registration number: 15 digits. Its last digit isn't checked, since nothing published says all offices kept the rule."""
    code = compact_code(text)
    if not OLD_NUMBER_SHAPE.fullmatch(code):
        raise ValidationError(_("An old registration number has 15 digits."), code="old_number")
    return code


def is_citizen_id(text: str) -> bool:
    """Is it shaped like an ID card number with the right check digit (GB 11643)? We must not keep those."""
    code = compact_code(text)
    return bool(CITIZEN_ID.fullmatch(code)) and ric.calc_check_digit(code) == code[-1]


def mask_citizen_ids(text: str) -> str:
    """The text with every ID card number in it masked (110105********002X); credit codes stay."""

    def mask(match: re.Match[str]) -> str:
        number = match.group().upper()
        credit_code = uscc.calc_check_digit(number[:17]) == number[17]
        return number if credit_code or not is_citizen_id(number) else f"{number[:6]}********{number[-4:]}"

    return CITIZEN_ID.sub(mask, text)


def parse_date(text: str, *, latest: date) -> date:
    """A day as registries write it: 1980-01-29, 1980/1/29, 1980.1.29, 1980年1月29日, 19800129, with or without a time.

    Raises ValidationError for a day that doesn't exist or lies after `latest`.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    for shape in DATE_SHAPES:
        match = shape.fullmatch(text)
        if match:
            return _real_date(text, *(int(part) for part in match.groups()), latest=latest)
    raise ValidationError(_("“%(text)s” is not a date."), code="date", params={"text": text[:30]})


def _real_date(text: str, year: int, month: int, day: int, *, latest: date) -> date:
    try:
        value = date(year, month, day)
    except ValueError as error:
        raise ValidationError(_("There is no such day: %(text)s."), code="date", params={"text": text[:30]}) from error
    if value.year < EARLIEST_YEAR or value > latest:
        raise ValidationError(_("This date can't be right: %(text)s."), code="date", params={"text": text[:30]})
    return value


def parse_amount(text: str) -> Decimal | None:
    """The number inside "1,176(万元人民币)"; None where there is none or more than one."""
    found = AMOUNT.findall(unicodedata.normalize("NFKC", text))
    if len(found) != 1:
        return None
    amount = Decimal(found[0].replace(",", ""))
    return amount.quantize(Decimal("0.000001")) if amount < Decimal(10) ** 14 else None


def validate_destination_url(url: str) -> None:
    """https, or plain http to this very machine."""
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise ValidationError(_("Please leave name and password out of the address."), code="userinfo")
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return
    raise ValidationError(_("The address must begin with https://."), code="scheme")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
