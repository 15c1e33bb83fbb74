import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.search.folding import fold

MOST_WORDS = 20
SEPARATORS = re.compile(r"[\n,，、;；]+")


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
