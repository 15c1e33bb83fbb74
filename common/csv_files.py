"""CSV files as Excel opens them in an office."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

# A cell that begins like this would be run as a formula by Excel and WPS.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(rows: Iterable[Iterable[Any]]) -> bytes:
    """UTF-8 with the byte order mark that Excel needs; no cell is a formula."""
    out = StringIO(newline="")
    csv.writer(out).writerows([plain_cell(value) for value in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def plain_cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
