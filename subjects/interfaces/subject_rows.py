"""What the columns of an enterprise list mean, and each row of it as values or as a refusal."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.clock import today
from subjects.domain.subject_imports import ImportRow, Refusal, ValidRow
from subjects.models import Subject
from subjects.validators import (
    OLD_NUMBER_SHAPE,
    compact_code,
    mask_citizen_ids,
    normalise_old_number,
    normalise_uscc,
    parse_amount,
    parse_date,
)

from .table_rows import Row

# The first name is the one we write ourselves; the others are met in lists of other offices and in 双公示 tables.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": (
        "企业名称",
        "主体名称",
        "单位名称",
        "机构名称",
        "公司名称",
        "市场主体名称",
        "行政相对人名称",
        "名称",
        "CF_XDR_MC",
        "XK_XDR_MC",
    ),
    "uscc": (
        "统一社会信用代码",
        "社会信用代码",
        "信用代码",
        "统一代码",
        "统一信用代码",
        "USCC",
        "CF_XDR_SHXYM",
        "XK_XDR_SHXYM",
    ),
    "old_number": ("注册号", "旧注册号", "工商注册号", "营业执照注册号", "CF_XDR_GSZC"),
    "registered_on": ("注册日期", "成立日期", "登记日期", "注册时间"),
    "enterprise_type": ("企业类型", "主体类型", "市场主体类型", "单位类型"),
    "legal_representative": ("法人代表", "法定代表人", "法人", "负责人", "法定代表人姓名", "CF_FRDB", "XK_FRDB"),
    "registered_capital": ("注册资金", "注册资本"),
    "business_scope": ("经营范围", "业务范围"),
    "province": ("所在省份", "省份", "省"),
    "region": ("地区", "城市", "所在城市", "区县", "所属地区"),
    "address": ("注册地址", "地址", "住所", "企业地址"),
}
FIELD_OF = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
MISSING = frozenset({"", "N/A", "NA", "#N/A", "-", "--", "—", "——", "/", "\\", "NULL", "NONE", "NAN", "无", "暂无"})
UNREADABLE = re.compile("[\0\ufffd\ud800-\udfff]")


def column_label(cell: str) -> str:
    """A column's name without what decorates it: "企业名称*", " 注册资金（万元）"."""
    label = re.sub(r"\(.*?\)|\s|[*:\ufeff]", "", unicodedata.normalize("NFKC", cell))
    return label.upper() if label.isascii() else label


def is_subject_header(cells: list[str]) -> bool:
    fields = {FIELD_OF.get(column_label(cell)) for cell in cells}
    return "name" in fields and not fields.isdisjoint({"uscc", "old_number"})


class SubjectRows:
    """Turns rows of a table into what the import takes."""

    def __init__(self, header: list[str], *, is_spreadsheet: bool = False) -> None:
        self.header = header
        self.least = 0 if is_spreadsheet else len(header)  # spreadsheets leave out empty cells at the end of a row
        self.today = today()
        self.fields: dict[int, str] = {}
        self.extra: dict[int, str] = {}
        for index, cell in enumerate(header):
            name = FIELD_OF.get(column_label(cell))
            if name and name not in self.fields.values():
                self.fields[index] = name
            elif cell.strip():
                self.extra[index] = self._free_label(cell.strip()[:60])

    def _free_label(self, label: str) -> str:
        taken = self.extra.values()
        return (
            label if label not in taken else next(f"{label}{n}" for n in range(2, 1000) if f"{label}{n}" not in taken)
        )

    def read(self, rows: Iterator[Row]) -> Iterator[ImportRow]:
        for row in rows:
            if not row.is_blank:
                yield self.read_row(row)

    def read_row(self, row: Row) -> ImportRow:
        if problem := row.problem or self._shape_problem(row.cells):
            return Refusal(row.number, row.cells, problem)
        cells = row.cells + [""] * (len(self.header) - len(row.cells))
        values: dict[str, Any] = {}
        for index, name in self.fields.items():
            text = cells[index].strip()
            if text.upper() in MISSING:
                continue
            try:
                values |= _READERS.get(name, _plain)(name, text, self.today)
            except ValidationError as error:
                return Refusal(row.number, row.cells, " ".join(error.messages), self.header[index].strip())
        if column := self._lacking(values):
            return Refusal(row.number, row.cells, _("The value is missing."), column)
        return ValidRow(row.number, row.cells, values, self._further(cells))

    def _shape_problem(self, cells: list[str]) -> str:
        width = len(self.header)
        if any(cell.strip() for cell in cells[width:]) or len(cells) < self.least:
            return _("The row has %(cells)d cells, the header has %(width)d.") % {"cells": len(cells), "width": width}
        if any(UNREADABLE.search(cell) for cell in cells):
            return _("The row contains characters that can't be read.")
        return ""

    def _lacking(self, values: dict[str, Any]) -> str:
        for names in (("name",), ("uscc", "old_number")):
            if not any(name in values for name in names):
                index = next(index for index, name in self.fields.items() if name in names)
                return self.header[index].strip()
        return ""

    def _further(self, cells: list[str]) -> dict[str, str]:
        texts = {label: cells[index].strip() for index, label in self.extra.items()}
        return {label: mask_citizen_ids(text) for label, text in texts.items() if text.upper() not in MISSING}


def _code(name: str, text: str, today: date) -> dict[str, Any]:
    code = compact_code(text)
    if OLD_NUMBER_SHAPE.fullmatch(code):
        return {"old_number": code}
    return {"uscc": normalise_uscc(code)}


def _old_number(name: str, text: str, today: date) -> dict[str, Any]:
    """Lists that know only 注册号 put credit codes into it as well."""
    code = compact_code(text)
    return {"uscc": normalise_uscc(code)} if len(code) == 18 else {"old_number": normalise_old_number(code)}


def _date(name: str, text: str, today: date) -> dict[str, Any]:
    return {name: parse_date(text, latest=today)}


def _capital(name: str, text: str, today: date) -> dict[str, Any]:
    return {**_plain(name, text, today), "capital_amount": parse_amount(text)}


def _plain(name: str, text: str, today: date) -> dict[str, Any]:
    limit = getattr(Subject._meta.get_field(name), "max_length", None)
    if limit and len(text) > limit:
        raise ValidationError(
            _("The text is too long: %(length)d characters, at most %(limit)d.") % {"length": len(text), "limit": limit}
        )
    return {name: text}


_READERS: dict[str, Callable[[str, str, date], dict[str, Any]]] = {
    "uscc": _code,
    "old_number": _old_number,
    "registered_on": _date,
    "registered_capital": _capital,
}
