"""Question banks as people keep them: CSV and Excel. Everything wrong is told at once, with its place."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from exams.domain.questions import IncomingQuestion
from exams.enums import QuestionKind

from .question_rows import OPTION_COLUMNS, RowProblem, read_question
from .sheet_files import FileRefused, Table, open_tables

ALIASES: dict[str, tuple[str, ...]] = {
    "kind": ("题型",),
    "stem": ("题干", "题目", "试题", "题目内容"),
    "key": ("正确答案", "答案", "正确选项"),
    "explanation": ("解析", "题目解析"),
    "difficulty": ("难度", "难度等级", "题目难度"),
    "topic": ("知识点", "知识点名称"),
    "citation": ("法规依据",),
    "external_id": ("外部编号",),
    "state": ("状态",),
    **{column: (f"选项{column}",) for column in OPTION_COLUMNS},
}
FIELD_OF = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
KIND_SHEETS = {"单选题": QuestionKind.SINGLE, "多选题": QuestionKind.MULTIPLE, "判断题": QuestionKind.JUDGE}
MAX_ROWS = 5000


@dataclass(frozen=True)
class SheetError:
    """One thing to correct: where it stands, why it can't be taken in, and what is written there."""

    sheet: str
    line: int
    column: str
    cause: str
    text: str = ""

    def __str__(self) -> str:
        place = _("%(sheet)s, line %(line)d") if self.sheet else _("line %(line)d")
        where = place % {"sheet": self.sheet, "line": self.line}
        return "".join([where, f" [{self.column}]" if self.column else "", f": {self.cause}", self._quoted])

    @property
    def _quoted(self) -> str:
        return f" “{self.text[:80]}”" if self.text else ""


@dataclass(frozen=True)
class SheetRow:
    sheet: str
    line: int
    question: IncomingQuestion


@dataclass
class QuestionSheet:
    """What a file holds: questions, or the reasons why nothing of it can be taken in."""

    rows: list[SheetRow] = field(default_factory=list)
    errors: list[SheetError] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)

    @property
    def questions(self) -> list[IncomingQuestion]:
        return [row.question for row in self.rows]


def read_sheet(stream: BinaryIO, *, name: str) -> QuestionSheet:
    """Read a whole file. Never raises for what stands in it: every fault becomes an entry of `errors`."""
    sheet = QuestionSheet()
    try:
        tables = open_tables(stream, name=name, kind_sheets=tuple(KIND_SHEETS))
    except FileRefused as refused:
        sheet.errors.append(SheetError("", 1, "", str(refused)))
        return sheet
    for table in tables:
        _read_table(table, sheet)
    _find_doubles(sheet)
    if not sheet.rows and not sheet.errors:
        sheet.errors.append(SheetError("", 1, "", _("There are no questions in this file.")))
    return sheet


def _read_table(table: Table, sheet: QuestionSheet) -> None:
    columns, ignored = _columns(table.header)
    sheet.ignored_columns += [label for label in ignored if label not in sheet.ignored_columns]
    sheet_kind = KIND_SHEETS.get(table.name)
    missing = [ALIASES[name][0] for name in _required(sheet_kind) if name not in columns]
    if missing:
        cause = _("The column %(names)s is missing.") % {"names": "、".join(missing)}
        sheet.errors.append(SheetError(table.name, 1, "", cause, "、".join(filter(None, table.header))))
        return
    if len(table.rows) > MAX_ROWS:
        cause = _("More than %(count)d rows. Please divide the file.") % {"count": MAX_ROWS}
        sheet.errors.append(SheetError(table.name, MAX_ROWS + 1, "", cause))
        return
    for line, problem, cells in table.rows:
        if problem:
            sheet.errors.append(SheetError(table.name, line, "", problem))
        elif any(cell.strip() for cell in cells):
            _read_row(table, sheet, line, _values(columns, cells), sheet_kind)


def _read_row(table: Table, sheet: QuestionSheet, line: int, values: dict[str, str], sheet_kind: str | None) -> None:
    problems: list[RowProblem] = []
    question = read_question(values, problems, sheet_kind=sheet_kind)
    for problem in problems:
        label = ALIASES[problem.field][0]
        sheet.errors.append(SheetError(table.name, line, label, str(problem.cause), values.get(problem.field, "")))
    if question:
        sheet.rows.append(SheetRow(table.name, line, question))


def _columns(header: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """Field → column; a second column of the same meaning is left aside, as are unknown ones."""
    columns: dict[str, int] = {}
    ignored = []
    for index, cell in enumerate(header):
        name = FIELD_OF.get(_label(cell))
        if name and name not in columns:
            columns[name] = index
        elif cell.strip():
            ignored.append(cell.strip())
    return columns, ignored


def _label(cell: str) -> str:
    text = "".join(cell.split()).replace("（必填）", "").replace("(必填)", "").strip("*＊\ufeff")
    return text[:-1] + text[-1].upper() if text.startswith("选项") and len(text) > 2 else text


def _required(sheet_kind: str | None) -> list[str]:
    return ["stem", "key"] if sheet_kind else ["kind", "stem", "key"]


def _values(columns: dict[str, int], cells: list[str]) -> dict[str, str]:
    return {name: cells[index].strip() if index < len(cells) else "" for name, index in columns.items()}


def _find_doubles(sheet: QuestionSheet) -> None:
    seen: dict[str, SheetRow] = {}
    for row in sheet.rows:
        first = seen.setdefault(row.question.identity, row)
        if first is not row:
            number = row.question.external_id
            cause = _("The same question stands in line %(line)d.") % {"line": first.line}
            column = ALIASES["external_id" if number else "stem"][0]
            sheet.errors.append(SheetError(row.sheet, row.line, column, cause, number or row.question.content.stem))
