import io
import json

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from accounts.models import Area, AuditEntry
from exams import demo
from exams.domain.papers import BankTooSmall, check_bank_suffices
from exams.enums import Difficulty, QuestionKind, QuestionState
from exams.interfaces import question_sheets
from exams.interfaces.question_sheets import read_sheet
from exams.models import Question, QuestionBank, QuestionVersion
from tests.factories.accounts import AreaFactory, UserFactory

HEADER = "外部编号,题型,题干,选项A,选项B,选项C,选项D,正确答案,解析,难度,知识点,状态"


def row(
    number="S1", kind="单选题", stem="信用修复收费吗？", options="收费,不收费,,", key="B", rest="解析,易,流程,启用"
):
    return f"{number},{kind},{stem},{options},{key},{rest}"


def sheet_of(*rows, header=HEADER, encoding="utf-8", name="bank.csv"):
    return read_sheet(io.BytesIO("\r\n".join([header, *rows]).encode(encoding)), name=name)


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        tab = book.create_sheet(title)
        for cells in rows:
            tab.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def only_error(sheet):
    assert not sheet.questions or len(sheet.errors) == 1
    (error,) = sheet.errors
    return error


def test_a_row_becomes_a_question():
    (question,) = sheet_of(row()).questions
    content = question.content
    assert (content.kind, content.stem, content.options) == (
        QuestionKind.SINGLE,
        "信用修复收费吗？",
        ["收费", "不收费"],
    )
    assert (content.key, content.explanation, content.difficulty, content.topic) == (
        [1],
        "解析",
        Difficulty.EASY,
        "流程",
    )
    assert (question.external_id, question.state) == ("S1", QuestionState.ACTIVE)


@pytest.mark.parametrize("answer", ["ABD", '"A,B,D"', "A、B、D", "ａｂｄ", '"A; B; D"', "A/B.D", "d b a"])
def test_a_multiple_answer_may_be_written_in_many_ways(answer):
    sheet = sheet_of(row(kind="多选", options="甲,乙,丙,丁", key=answer))
    assert sheet.errors == []
    assert sheet.questions[0].content.key == [0, 1, 3]


@pytest.mark.parametrize(
    ("answer", "key"), [("对", [0]), ("√", [0]), ("ｔ", [0]), ("是", [0]), ("错误", [1]), ("×", [1]), ("false", [1])]
)
def test_a_judge_answer_may_be_a_word_or_a_mark(answer, key):
    assert sheet_of(row(kind="判断题", options=",,,", key=answer)).questions[0].content.key == key


def test_a_judge_answer_may_be_a_letter_only_when_the_options_say_what_it_means():
    assert sheet_of(row(kind="判断题", options="错误,正确,,", key="A")).questions[0].content.key == [1]
    assert only_error(sheet_of(row(kind="判断题", options=",,,", key="A"))).column == "正确答案"


@pytest.mark.parametrize(
    ("changes", "column", "text"),
    [
        ({"kind": "填空题"}, "题型", "填空题"),
        ({"kind": ""}, "题型", ""),
        ({"stem": ""}, "题干", ""),
        ({"stem": "长" * 2001}, "题干", "长" * 2001),
        ({"options": "甲,,,"}, "选项B", ""),
        ({"options": ",,,"}, "选项A", ""),
        ({"options": f"甲,{'乙' * 501},,"}, "选项B", "乙" * 501),
        ({"options": "甲,甲,,", "key": "A"}, "正确答案", "A"),
        ({"key": ""}, "正确答案", ""),
        ({"key": "C"}, "正确答案", "C"),
        ({"key": "AB"}, "正确答案", "AB"),
        ({"key": "B2"}, "正确答案", "B2"),
        ({"kind": "多选题", "key": "A"}, "正确答案", "A"),
        ({"kind": "多选题", "key": "AA"}, "正确答案", "AA"),
        ({"kind": "判断题", "options": ",,,", "key": "也许"}, "正确答案", "也许"),
        ({"rest": "解析,超难,流程,启用"}, "难度", "超难"),
        ({"rest": "解析,易,流程,作废"}, "状态", "作废"),
    ],
)
def test_a_fault_is_told_with_line_column_and_text(changes, column, text):
    error = only_error(sheet_of(row(number="S0", stem="另一道题？"), row(**changes)))
    assert (error.line, error.column, error.text) == (3, column, text)
    assert error.cause


def test_all_faults_are_told_at_once():
    sheet = sheet_of(row(kind="填空", rest=",九,,"), row(), row(stem="", key="Z"))
    assert [(error.line, error.column) for error in sheet.errors] == [
        (2, "题型"), (2, "难度"), (4, "题干"), (4, "正确答案")
    ]  # fmt: skip
    assert "[题型]" in str(sheet.errors[0])
    assert "“填空”" in str(sheet.errors[0])


def test_the_same_question_twice_in_a_file_is_a_fault():
    assert only_error(sheet_of(row(), row(stem="别的题？"))).column == "外部编号"
    assert only_error(sheet_of(row(number=""), row(number=""))).column == "题干"


def test_headers_may_have_other_names_marks_and_order():
    header = "\ufeff序号,答案*,题目内容（必填）,题型 ,选项a,选项B,题目解析,备注"
    sheet = sheet_of("1,A,题？,单选,甲,乙,因为,记一笔", header=header)
    assert sheet.errors == []
    assert (sheet.questions[0].content.explanation, sheet.ignored_columns) == ("因为", ["序号", "备注"])


def test_missing_columns_are_named():
    error = only_error(sheet_of("1,2", header="题干,选项A"))
    assert "题型、正确答案" in error.cause


def test_cells_may_hold_lines_and_lines_are_counted_in_the_file():
    sheet = sheet_of(row(stem='"第一行\r\n第二行"'), row(number="S2", kind="？"))
    assert sheet.questions[0].content.stem == "第一行\r\n第二行"
    assert only_error(sheet).line == 4


def test_gbk_files_are_read_and_blank_rows_passed_over():
    sheet = sheet_of(row(), ",,,", encoding="gb18030")
    assert (len(sheet.questions), sheet.errors) == (1, [])


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"\xd0\xcf\x11\xe0old", "a.xls"),
        (b"PK\x03\x04 not a workbook", "a.xlsx"),
        (b"\x00\x01\xff\xfe" * 50, "a.csv"),
        (b"x" * (5 * 1024 * 1024 + 1), "a.csv"),
        (HEADER.encode(), "a.csv"),
        ((HEADER + '\n1,"never closed').encode(), "a.csv"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(content, name):
    assert only_error(read_sheet(io.BytesIO(content), name=name)).cause


def test_a_workbook_with_a_sheet_per_kind():
    stream = workbook(
        说明=[["随便写"]],
        单选题=[["题干", "选项A", "选项B", "答案"], ["一加一？", 1.0, 2.0, "B"]],
        判断题=[["题干", "答案"], ["对吗？", True]],
    )
    sheet = read_sheet(stream, name="bank.xlsx")
    assert sheet.errors == []
    assert [q.content.kind for q in sheet.questions] == [QuestionKind.SINGLE, QuestionKind.JUDGE]
    assert sheet.questions[0].content.options == ["1", "2"]


def test_a_plain_sheet_may_have_any_name_when_it_is_the_only_one():
    rows = [["题型", "题干", "选项A", "选项B", "答案"], ["单选", "=1+1", "+甲", "@乙", "A"]]
    content = read_sheet(workbook(Sheet1=rows), name="b.xlsx").questions[0].content
    assert (content.stem, content.options) == ("=1+1", ["+甲", "@乙"])
    assert only_error(read_sheet(workbook(甲=rows, 乙=rows), name="b.xlsx")).cause
    assert len(read_sheet(workbook(题目=rows, 乙=rows), name="b.xlsx").questions) == 1
    assert only_error(read_sheet(workbook(题目=[]), name="b.xlsx")).cause


def test_dates_in_cells_stay_readable():
    from datetime import date, datetime

    rows = [["题型", "题干", "选项A", "选项B", "选项C", "答案"]]
    rows += [["单选", "哪天？", date(2026, 4, 1), datetime(2026, 4, 2, 9, 30), 3.5, "A"]]
    content = read_sheet(workbook(题目=rows), name="b.xlsx").questions[0].content
    assert content.options == ["2026-04-01", "2026-04-02 09:30", "3.5"]


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(question_sheets, "MAX_ROWS", 1)
    assert only_error(sheet_of(row(), row(number="S2"))).line == 2


@pytest.fixture
def run(tmp_path, area, capsys):
    def run(content, **options):
        path = tmp_path / "bank.csv"
        path.write_text(content, encoding="utf-8")
        call_command("import_questions", str(path), **{"bank": "题库", "area": area.code, **options})
        return json.loads(capsys.readouterr().out)

    return run


def test_the_command_imports_once_and_makes_versions_of_changes(run):
    first = run("\n".join([HEADER, row(), row(number="", kind="判断题", stem="对吗？", options=",,,", key="对")]))
    assert (first["created"], first["changed"], first["unchanged"]) == (2, 0, 0)
    changed = "\n".join([HEADER, row(key="A"), row(number="", kind="判断题", stem="对吗？", options=",,,", key="对")])
    assert run(changed) | {"kinds": {}} == {"rows": 2, "created": 0, "changed": 1, "unchanged": 1, "kinds": {}}
    assert run(changed)["unchanged"] == 2
    question = Question.objects.get(external_id="S1")
    assert (question.versions.count(), question.current.number, question.current.key) == (2, 2, [0])
    assert AuditEntry.objects.filter(action="exams.questions.imported").count() == 2


def test_a_state_alone_can_change_and_an_empty_one_changes_nothing(run):
    run("\n".join([HEADER, row(rest="解析,易,流程,待复核")]))
    run("\n".join([HEADER, row(rest="解析,易,流程,")]))
    assert Question.objects.get().state == QuestionState.TO_REVIEW
    assert run("\n".join([HEADER, row()]))["changed"] == 1
    assert Question.objects.get().state == QuestionState.ACTIVE
    assert QuestionVersion.objects.count() == 1


def test_nothing_is_written_when_one_row_is_wrong(run, area):
    with pytest.raises(CommandError):
        run("\n".join([HEADER, row(), row(number="S2", key="")]))
    assert not QuestionBank.objects.exists()


def test_the_command_names_what_does_not_exist(run, area, tmp_path):
    with pytest.raises(CommandError, match="area"):
        run(HEADER, area="000000")
    assert run("\n".join([HEADER, row()]), area="")["created"] == 1
    AreaFactory()
    with pytest.raises(CommandError, match="several"):
        run(HEADER, area="")
    Area.objects.all().update(parent=area)
    with pytest.raises(CommandError, match="yet"):
        run(HEADER, area="")
    with pytest.raises(CommandError, match="file"):
        call_command("import_questions", str(tmp_path / "none.csv"), bank="题库", area=area.code)


@pytest.mark.django_db
def test_the_demo_bank_fills_its_paper_and_loads_twice():
    area, admin = AreaFactory(), UserFactory(is_superuser=True)
    paper = demo.load(area=area, admin_user=admin)
    assert demo.load(area=area, admin_user=admin) == paper
    assert Question.objects.count() == 60
    assert sum(rule.count * rule.marks for rule in paper.rules.all()) == 100
    assert Question.objects.drawable().count() == 55


@pytest.mark.django_db
def test_bank_too_small_for_the_draw():
    paper = demo.load(area=AreaFactory(), admin_user=UserFactory())
    judges = Question.objects.filter(current__kind=QuestionKind.JUDGE)
    judges.exclude(pk__in=judges.filter(state=QuestionState.ACTIVE)[:4]).update(state=QuestionState.TO_REVIEW)
    with pytest.raises(BankTooSmall) as refusal:
        check_bank_suffices(paper)
    assert all(word in str(refusal.value) for word in ["信用修复培训题库", "6", "2"])
    paper.rules.all().delete()
    with pytest.raises(BankTooSmall):
        check_bank_suffices(paper)
