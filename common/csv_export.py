"""Tables to take away: CSV that Excel opens with its Chinese intact and in which no cell is a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from django.http import HttpResponse

from common.downloads import file_response

# What a spreadsheet program would run; an apostrophe makes text of it (OWASP: CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless_cell(value: Any) -> Any:
    """Numbers as they are; text that a spreadsheet could take for a formula with an apostrophe in front."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def csv_response(file_name: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download; the first row should be the names of the columns."""
    out = StringIO(newline="")
    csv.writer(out).writerows([harmless_cell(cell) for cell in row] for row in rows)
    return file_response(("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8", file_name)
