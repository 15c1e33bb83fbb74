"""What makes a question answerable, whatever it comes from."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.enums import QuestionKind

MAX_STEM = 2000
MAX_OPTION = 500
MAX_EXPLANATION = 2000
MAX_OPTIONS = 26


def key_problem(kind: str, options: list[str], key: list[int]) -> "Promise | str":
    """Why the key doesn't fit the options, in words; "" when it does."""
    if not 2 <= len(options) <= MAX_OPTIONS:
        return _("A question needs 2 to 26 options.")
    if len(set(options)) != len(options):
        return _("Two options are the same.")
    if any(not 0 <= index < len(options) for index in key):
        return _("The key names an option that is empty.")
    if kind == QuestionKind.MULTIPLE:
        return "" if len(set(key)) >= 2 else _("A multiple choice question needs at least two right options.")
    return "" if len(key) == 1 else _("This kind of question has exactly one right answer.")
