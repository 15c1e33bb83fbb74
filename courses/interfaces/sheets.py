"""Reading a sheet of trainees: 单位名称, 统一社会信用代码, 姓名, 联系电话, 职务. Every row comes back, with what is wrong with it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from accounts.validators import normalise_phone
from common.errors import DomainError
from courses.domain.enrolment import Trainee
from courses.enums import TraineeRole
from courses.interfaces.forms import normalise_identifier

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 1000
# The headers offices use for the same column; compared without blanks.
HEADERS = {
    "firm": {"单位名称", "企业名称", "单位", "企业"},
    "uscc": {"统一社会信用代码", "信用代码", "社会信用代码"},
    "name": {"姓名", "参训人员", "参训人员姓名", "学员姓名"},
    "phone": {"联系电话", "手机", "手机号", "手机号码", "电话"},
    "job_title": {"职务", "岗位", "身份"},
}
ROLES = {
    "法定代表人": TraineeRole.LEGAL_REPRESENTATIVE,
    "法人": TraineeRole.LEGAL_REPRESENTATIVE,
    "主要负责人": TraineeRole.PRINCIPAL,
    "负责人": TraineeRole.PRINCIPAL,
    "实际控制人": TraineeRole.CONTROLLER,
    "信用联络员": TraineeRole.CREDIT_LIAISON,
    "联络员": TraineeRole.CREDIT_LIAISON,
}


class SheetError(DomainError):
    code = "sheet"


@dataclass
class SheetRow:
    """One row as read. `line` is the row's number in the file, as the office sees it."""

    line: int
    firm: str = ""
    uscc: str = ""
    name: str = ""
    phone: str = ""
    job_title: str = ""
    errors: list[str] = field(default_factory=list)

    def trainee(self) -> Trainee:
        role = ROLES.get(self.job_title, TraineeRole.AGENT)
        return Trainee(name=self.name, phone=self.phone, role=role, job_title=self.job_title)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_sheet(file: IO[bytes], *, name: str, size: int) -> list[SheetRow]:
    """All rows of the sheet's first table. Raises SheetError when the file as a whole can't be used."""
    if not size:
        raise SheetError(_("The file is empty. Please choose the filled-in sheet."))
    if size > MAX_BYTES:
        raise SheetError(_("The file is larger than 2 MB. Please send only the table of trainees."))
    table = _read_xlsx(file) if name.lower().endswith(".xlsx") else _read_csv(file)
    rows = list(_rows(table))
    if not rows:
        raise SheetError(_("The sheet has a header but no trainees."))
    return rows


def _read_xlsx(file: IO[bytes]) -> Iterator[list[str]]:
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise SheetError(
            _("This file is not a readable .xlsx sheet. Please save it again as .xlsx or .csv.")
        ) from error
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield [cell_text(value) for value in row]


def cell_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # spreadsheets keep telephone numbers as floats
    return "" if value is None else str(value).strip()


def _read_csv(file: IO[bytes]) -> list[list[str]]:
    data = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
    raise SheetError(_("The file's characters can't be read. Please save it as .xlsx, or as CSV in UTF-8 or GBK."))


def _rows(table: Iterable[Sequence[str]]) -> Iterator[SheetRow]:
    columns: dict[str, int] = {}
    found = 0
    for line, cells in enumerate(table, start=1):
        if not columns:
            # Titles and notes may stand above the header.
            columns = _header(cells)
            continue
        values = {key: cells[index] for key, index in columns.items() if index < len(cells)}
        if not any(values.values()):
            continue
        found += 1
        if found > MAX_ROWS:
            raise SheetError(_("The sheet has more than %(max)s rows. Please split it.") % {"max": MAX_ROWS})
        yield _check(line, values)
    if not columns:
        raise SheetError(
            _("No header was found. The sheet needs a row with 单位名称, 统一社会信用代码, 姓名, 联系电话 and 职务.")
        )


def _header(cells: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        text = "".join(cell.split())
        for key, names in HEADERS.items():
            if text in names:
                columns.setdefault(key, index)
    return columns if "name" in columns and {"firm", "uscc"} & columns.keys() else {}


def _check(line: int, values: dict[str, str]) -> SheetRow:
    row = SheetRow(line=line)
    for key, value in values.items():
        setattr(row, key, value)
    row.name = " ".join(row.name.split())
    if not row.name:
        row.errors.append(_("The name is missing."))
    elif len(row.name) > 60:
        row.errors.append(_("The name is too long."))
    row.job_title = row.job_title[:60]
    if not (row.uscc or row.firm):
        row.errors.append(_("Firm and credit code are both missing."))
    for key, normalise in (("uscc", normalise_identifier), ("phone", normalise_phone)):
        value = getattr(row, key)
        try:
            setattr(row, key, normalise(value) if value else "")
        except ValidationError as error:
            row.errors.extend(error.messages)
    return row
