"""CSV and XLSX files of any encoding an office meets, opened as a stream of rows."""

import codecs
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from common.errors import DomainError

from .csv_records import CsvRecords
from .table_rows import Row

BLOCK = 1 << 20
HEADER_WITHIN = 10  # rows: spreadsheets like to begin with a title
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# A file with a few broken bytes is still read (its broken rows are left out); one in another encoding is full of them.
BROKEN_SHARE = 0.1
BINARY_SHARE = 0.01  # zero bytes


class FileRefused(DomainError):
    """The file as a whole can't be read."""

    code = "file_refused"


@dataclass(frozen=True)
class Table:
    header: list[str]
    rows: Iterator[Row]
    sha256: str
    encoding: str


@contextmanager
def open_table(stream: BinaryIO, *, is_header: Callable[[list[str]], bool]) -> Iterator[Table]:
    """Rows of a CSV or XLSX file below the row `is_header` recognises.

    Raises FileRefused for an empty file, one without such a row, one that is no table, or text in an unknown encoding.
    """
    start = stream.read(4)
    stream.seek(0)
    if not start:
        raise FileRefused(_("The file is empty."))
    if start.startswith(OLD_EXCEL):
        raise FileRefused(_("This is an old Excel file (.xls). Please save it as .xlsx and try again."))
    if start == ZIP:
        sha256, encoding = _digest(stream), "xlsx"
        rows = _excel_rows(stream)
    else:
        sha256, encoding = _examine_text(stream)
        text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        rows = iter(CsvRecords(text, is_header=is_header))
    header, below = _below_header((row for row in rows if not row.is_blank), is_header)
    try:
        yield Table(header=header, rows=below, sha256=sha256, encoding=encoding)
    finally:
        if encoding != "xlsx":
            text.detach()  # the stream stays the caller's to close


def _below_header(rows: Iterator[Row], is_header: Callable[[list[str]], bool]) -> tuple[list[str], Iterator[Row]]:
    for _count, row in zip(range(HEADER_WITHIN), rows, strict=False):
        if is_header(row.cells):
            first = next(rows, None)
            if first is None:
                raise FileRefused(_("The file has a header and no rows below it."))
            return row.cells, chain([first], rows)
    raise FileRefused(
        _("No header was found: the first rows must hold the column names, among them the name and the credit code.")
    )


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := stream.read(BLOCK):
        digest.update(block)
    stream.seek(0)
    return digest.hexdigest()


def _examine_text(stream: BinaryIO) -> tuple[str, str]:
    """SHA-256 and encoding in one pass with flat memory: a byte order mark decides, else UTF-8, else GB18030."""
    start = stream.read(2)
    stream.seek(0)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _digest(stream), "utf-16"
    digest = hashlib.sha256()
    trials = [_Trial("utf-8-sig"), _Trial("gb18030")]
    while block := stream.read(BLOCK):
        digest.update(block)
        if block.count(0) > BINARY_SHARE * len(block):
            raise FileRefused(_("This isn't a table of text. Please save it as CSV or XLSX and try again."))
        for trial in trials:
            trial.feed(block)
    stream.seek(0)
    for trial in trials:
        if trial.is_plausible:
            return digest.hexdigest(), trial.encoding
    raise FileRefused(
        _("The encoding of the file can't be recognised. Please save it as “CSV UTF-8” or XLSX and try again.")
    )


class _Trial:
    """How well a text decodes in one encoding."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self.broken = self.foreign = 0

    def feed(self, block: bytes) -> None:
        text = self.decoder.decode(block)
        self.broken += text.count("\ufffd")
        self.foreign += len(text) - len(text.encode("ascii", "ignore"))

    @property
    def is_plausible(self) -> bool:
        return self.broken <= BROKEN_SHARE * self.foreign


def _excel_rows(stream: BinaryIO) -> Iterator[Row]:
    try:
        book = load_workbook(stream, read_only=True, data_only=True)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        sheet.reset_dimensions()  # many programs write wrong ones, and rows would be cut off
        rows = sheet.iter_rows(values_only=True)
        for number, values in enumerate(rows, start=1):
            yield Row(number, [_cell_text(value) for value in values])
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, EOFError, OSError) as error:
        raise FileRefused(_("The Excel file is damaged and can't be read.")) from error


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
