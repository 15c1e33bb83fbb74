import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
NAME_FIELD = "姓名"
# What a template may ask for. The words are what staff write into the text: content of the office, so not translated.
MERGE_FIELDS = frozenset({NAME_FIELD, "单位名称", "统一社会信用代码", "身份", "培训名称", "培训日期", "主办单位"})
MAX_BODY = 6000


def merge_fields(body: str) -> set[str]:
    """The names between double braces."""
    return set(FIELD.findall(body))


def validate_merge_fields(body: str) -> None:
    """Refuses fields nobody can fill, braces that don't match, a text without the signer's name, and texts too long to be read."""
    unknown = merge_fields(body) - MERGE_FIELDS
    if unknown:
        raise ValidationError(
            _("Nobody can fill in: %(fields)s. These fields exist: %(known)s."),
            params={"fields": "、".join(sorted(unknown)), "known": "、".join(sorted(MERGE_FIELDS))},
            code="unknown_field",
        )
    if re.search(r"[{}]", FIELD.sub("", body)):
        raise ValidationError(
            _("A brace is missing or too many. A field is written like this: %(example)s."),
            params={"example": f"{{{{{NAME_FIELD}}}}}"},
            code="braces",
        )
    if NAME_FIELD not in merge_fields(body):
        raise ValidationError(
            _("The text must name who signs it: write %(example)s where the name belongs."),
            params={"example": f"{{{{{NAME_FIELD}}}}}"},
            code="no_name",
        )
    if len(body) > MAX_BODY:
        raise ValidationError(
            _("The text is longer than %(limit)d characters. Nobody reads that on a phone."),
            params={"limit": MAX_BODY},
            code="too_long",
        )
