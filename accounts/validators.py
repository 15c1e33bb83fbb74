import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOBILE = re.compile(r"1[3-9]\d{9}")


def normalise_phone(text: str) -> str:
    """A mainland mobile number as 11 digits, from what people type (spaces, dashes, +86, full-width digits).

    Raises ValidationError with a message that says what is wrong.
    """
    digits = re.sub(r"[\s\-()+]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(0086|86)(?=1\d{10}$)", "", digits)
    if not MOBILE.fullmatch(digits):
        raise ValidationError(_("Please enter a mobile number of 11 digits, such as 138 0000 0000."), code="phone")
    return digits


def validate_phone(text: str) -> None:
    normalise_phone(text)
