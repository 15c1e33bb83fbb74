import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.validators import normalise_phone
from common.search.folding import fold

MOST_WORDS = 20
SEPARATORS = re.compile(r"[\n,，、;；]+")
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


def split_words(text: str) -> list[str]:
    """The words of a group of synonyms, each once, as written."""
    words = {fold(word).strip(): word.strip() for word in SEPARATORS.split(text)}
    return [word for folded, word in words.items() if folded]


def validate_synonyms(text: str) -> None:
    words = split_words(text)
    if not 2 <= len(words) <= MOST_WORDS:
        raise ValidationError(_("Please enter between 2 and %(most)s words.") % {"most": MOST_WORDS})
    if any(len(fold(word).strip()) < 2 for word in words):
        raise ValidationError(_("A single character would match nearly everything. Please use words."))
