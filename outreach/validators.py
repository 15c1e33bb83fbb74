import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.validators import normalise_phone

LANDLINE = re.compile(r"(0\d{2,3}[2-9]\d{6,7}|[2-9]\d{6,7})")


def normalise_contact_number(text: str) -> str:
    """A mobile number, or a landline with or without area code: whoever asks to be called back may not own a mobile."""
    try:
        return normalise_phone(text)
    except ValidationError:
        digits = re.sub(r"[\s\-—()]", "", unicodedata.normalize("NFKC", text))
        if LANDLINE.fullmatch(digits):
            return digits
    raise ValidationError(
        _("Please enter a mobile number of 11 digits, or a landline with its area code."), code="contact_number"
    )
