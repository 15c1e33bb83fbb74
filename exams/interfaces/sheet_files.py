"""CSV and Excel files as tables of text; nothing is calculated, nothing is executed."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_TABLE_ROWS = 20_000
PLAIN_SHEET = "题目"


class FileRefused(Exception):
    """The file as a whole can't be read; the message is for people."""


@dataclass(frozen=True)
class Table:
    """`rows` are (line number in the file, what keeps it from being read or "", cells); the name is empty for CSV."""

    name: str
    header: list[str]
    rows: list[tuple[int, str, list[str]]]


def open_tables(stream: BinaryIO, *, name: str, kind_sheets: tuple[str, ...]) -> list[Table]:
    """The tables of a file. Of a workbook: the sheets named after kinds of questions, else 题目, else its only sheet."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FileRefused(_("The file is larger than 5 MB. Please divide it."))
    if not data.strip():
        raise FileRefused(_("The file is empty."))
    if data.startswith(b"PK"):
        return _workbook_tables(data, kind_sheets)
    if data.startswith(b"\xd0\xcf\x11\xe0") or name.lower().endswith(".xls"):
        raise FileRefused(_("This is an old Excel file (.xls). Please save it as .xlsx and try again."))
    return [_csv_table(_decode(data))]


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileRefused(_("The file is neither an Excel (.xlsx) nor a CSV file in UTF-8 or GBK."))


def _csv_table(text: str) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, str, list[str]]] = []
    while True:
        begins = reader.line_num + 1
        try:
            rows.append((begins, "", next(reader)))
        except StopIteration:
            break
        except csv.Error:
            rows.append((begins, _("The quotation marks are not closed; the rest of the file can't be read."), []))
            break
    return Table("", rows[0][2], rows[1:])


def _workbook_tables(data: bytes, kind_sheets: tuple[str, ...]) -> list[Table]:
    broken = _("This Excel file is damaged or not an .xlsx file.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise FileRefused(_("The file is larger than 5 MB. Please divide it."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        tables = [_sheet_table(book[title]) for title in _chosen_sheets(book.sheetnames, kind_sheets)]
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise FileRefused(broken) from error
    return tables


def _chosen_sheets(titles: list[str], kind_sheets: tuple[str, ...]) -> list[str]:
    by_kind = [title for title in titles if title.strip() in kind_sheets]
    if by_kind:
        return by_kind
    if PLAIN_SHEET in titles:
        return [PLAIN_SHEET]
    if len(titles) == 1:
        return titles
    raise FileRefused(_("The workbook has no sheet named 题目, 单选题, 多选题 or 判断题."))


def _sheet_table(sheet: Any) -> Table:
    sheet.reset_dimensions()
    lines = sheet.iter_rows(values_only=True, max_row=MAX_TABLE_ROWS)
    rows = [(number, "", [_text(cell) for cell in cells]) for number, cells in enumerate(lines, start=1)]
    return Table(sheet.title.strip(), rows[0][2] if rows else [], rows[1:])


def _text(value: Any) -> str:
    """A cell as its reader sees it. Formulas stay text, whole numbers lose the ".0" Excel gives them."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
