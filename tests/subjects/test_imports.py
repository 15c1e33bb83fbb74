import hashlib
import io
import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from accounts.models import Area, AuditEntry, OfficeSettings
from subjects import tasks
from subjects.domain import subject_imports
from subjects.enums import ImportState, SubjectState
from subjects.interfaces.csv_records import CsvRecords
from subjects.models import RejectedRow, Subject, SubjectImport
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.subjects import SubjectFactory, make_uscc

pytestmark = pytest.mark.django_db

HEADER = "企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址"


def line(number, name="示例区饲料有限公司", **changes):
    cells = {
        "name": name,
        "code": make_uscc(number),
        "date": "1999-11-02",
        "type": "N/A",
        "person": "徐某某",
        "capital": '"1,176(万元人民币)"',
        "scope": "饲料销售",
        "province": "示例省",
        "region": "示例市",
        "address": "示例区示例路1号",
        **changes,
    }
    return ",".join(cells.values())


@pytest.fixture
def area():
    return AreaFactory(code="320799")


@pytest.fixture
def run_file(tmp_path, area, capsys):
    """Import a file through the command; returns the summary and what stood on stderr."""

    def run(content, name="firms.csv", encoding="utf-8", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        call_command("import_subjects", str(path), area=area.code, **options)
        captured = capsys.readouterr()
        return json.loads(captured.out.strip().splitlines()[-1]), captured.err

    return run


def table(*lines, header=HEADER):
    return "\n".join([header, *lines]) + "\n"


def counts(rows=0, created=0, updated=0, unchanged=0, rejected=0):
    return {"rows": rows, "created": created, "updated": updated, "unchanged": unchanged, "rejected": rejected}


def test_a_file_is_taken_in_and_a_second_run_changes_nothing(run_file, area):
    content = table(line(1), line(2, code="320722000011889", capital="N/A", date="N/A"))
    assert run_file(content)[0] == counts(rows=2, created=2)
    firm, old = Subject.objects.order_by("old_number")
    firm, old = (firm, old) if firm.uscc else (old, firm)
    assert (firm.registered_capital, firm.capital_amount) == ("1,176(万元人民币)", Decimal(1176))
    assert (firm.registered_on, firm.enterprise_type, firm.area) == (date(1999, 11, 2), "", area)
    assert old.is_old_numbered
    assert (old.identifier, old.uscc, old.registered_on) == ("320722000011889", None, None)
    before = list(Subject.objects.values())
    assert run_file(content)[0] == counts(rows=2, unchanged=2)
    assert list(Subject.objects.values()) == before


def test_an_import_leaves_a_record_and_one_audit_line(run_file):
    content = table(line(1))
    run_file(content)
    run = SubjectImport.objects.get()
    assert run.file_hash == hashlib.sha256(content.encode()).hexdigest()
    assert (run.state, run.encoding, run.counts, str(run)) == (ImportState.DONE, "utf-8-sig", counts(1, 1), "firms.csv")
    entry = AuditEntry.objects.get(action="subjects.import.done")
    assert (entry.target_id, entry.detail["counts"]["created"]) == (run.public_id, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings_are_recognised(run_file, encoding):
    assert run_file(table(line(1, name="示例区国盛饲料有限公司")), encoding=encoding)[0] == counts(rows=1, created=1)
    assert Subject.objects.get().name == "示例区国盛饲料有限公司"


def test_windows_line_ends_tabs_blank_lines_and_a_title_above_the_header(run_file):
    content = (
        table("", line(1, capital="50万"), ",,,", line(2, capital="50万")).replace("\n", "\r\n").replace(",", "\t")
    )
    assert run_file("企业名单（2026年）\r\n\r\n" + content.replace(",", "\t"))[0]["rows"] == 2


def test_a_title_line_does_not_decide_the_delimiter(run_file):
    assert run_file("企业名单;2026;第一批\n" + table(line(1)))[0] == counts(rows=1, created=1)


@pytest.mark.parametrize(
    ("bad", "column", "reason"),
    [
        (line(9, code="91230500MA1B3N1N2N"), "统一社会信用代码", "校验位"),
        (line(9, code="000000000000000000"), "统一社会信用代码", "首位"),
        (line(9, code="11010519491231002X"), "统一社会信用代码", "身份证"),
        (line(9, code="N/A"), "统一社会信用代码", "缺少"),
        (line(9, name=" "), "企业名称", "缺少"),
        (line(9, name="长" * 201), "企业名称", "太长"),
        (line(9, date="1999-02-30"), "注册日期", "日期不存在"),
        (line(9, date="2999-01-01"), "注册日期", "不合常理"),
        (line(9, date="不详"), "注册日期", "不是日期"),
        (line(9).rsplit(",", 1)[0], "", "单元格"),
        (line(9) + ",多余", "", "单元格"),
        (line(9, name="坏\0公司"), "", "无法识别"),
        (line(9, scope='"没有结束的引号'), "", "引号"),
        (line(9, scope='"引号"后还有字'), "", "引号"),
    ],
)
def test_a_broken_row_is_rejected_alone_with_its_reason(run_file, bad, column, reason):
    content = table(line(1), bad, line(2), line(3, capital='"10,000(万元人民币)"'))
    summary, errors = run_file(content.encode())
    assert summary == counts(rows=4, created=3, rejected=1)
    row = RejectedRow.objects.get()
    assert (row.row_number, row.column) == (3, column)
    assert reason in row.reason
    assert "第3行" in errors
    assert reason in errors
    assert "3:" in str(row)


def test_a_few_broken_bytes_cost_only_their_row(run_file):
    content = table(line(1), line(2), line(3)).encode()
    broken = content.replace("示例路".encode(), "示例".encode() + b"\xe8\xb7", 1)
    assert run_file(broken)[0] == counts(rows=3, created=2, rejected=1)


def test_id_card_numbers_are_not_kept(run_file):
    header = HEADER + ",证件号码"
    good, bad = line(1) + ",11010519491231002X", line(2, code="11010519491231002X") + ",N/A"
    run_file(table(good, bad, header=header))
    assert Subject.objects.get().extra == {"证件号码": "110105********002X"}
    assert "11010519491231002X" not in json.dumps(RejectedRow.objects.get().cells)


def test_unknown_columns_are_kept_under_their_names(run_file):
    header = HEADER + ",备注,,备注,企业名称"
    run_file(table(line(1) + ",一,二,三,四", header=header))
    assert Subject.objects.get().extra == {"备注": "一", "备注2": "三", "企业名称": "四"}
    run_file(table(line(1) + ",改,,N/A,四", header=header))
    assert Subject.objects.get().extra == {"备注": "改", "备注2": "三", "企业名称": "四"}


@pytest.mark.parametrize(
    "header",
    ["单位名称,统一社会信用代码（18位）", "CF_XDR_MC,CF_XDR_SHXYM", "企业 名称*,信用代码：", "行政相对人名称,uscc"],
)
def test_other_offices_call_the_columns_otherwise(run_file, header):
    assert run_file(f"{header}\n示例公司,{make_uscc(1)}\n")[0] == counts(rows=1, created=1)


def test_a_changed_row_updates_and_a_missing_value_erases_nothing(run_file):
    run_file(table(line(1)))
    assert run_file(table(line(1, address="新址2号", scope="N/A")))[0] == counts(rows=1, updated=1)
    firm = Subject.objects.get()
    assert (firm.address, firm.business_scope) == ("新址2号", "饲料销售")
    assert firm.updated_at > firm.created_at


def test_of_rows_with_the_same_code_the_first_counts(run_file, monkeypatch):
    monkeypatch.setattr(subject_imports, "CHUNK", 2)
    content = table(line(1), line(1), line(2), line(1, address="别处"), line(1))
    for summary in (counts(rows=5, created=2, unchanged=2, rejected=1), counts(rows=5, unchanged=4, rejected=1)):
        assert run_file(content)[0] == summary
    assert Subject.objects.get(uscc=make_uscc(1)).address == "示例区示例路1号"
    assert "第2行" in RejectedRow.objects.last().reason


def test_a_subject_that_got_its_credit_code_stays_one_subject(run_file):
    header = "名称,统一社会信用代码,注册号"
    run_file(f"{header}\n示例公司,N/A,320722000011889\n")
    assert run_file(f"{header}\n示例公司,{make_uscc(1)},320722000011889\n")[0] == counts(rows=1, updated=1)
    firm = Subject.objects.get()
    assert (firm.uscc, firm.old_number, firm.identifier_kind) == (make_uscc(1), "320722000011889", "uscc")
    assert not firm.is_old_numbered


def test_both_in_one_file_is_one_subject_too(run_file):
    content = f"名称,代码,注册号\n甲,无,320722000011889\n甲,{make_uscc(1)},320722000011889\n".replace(
        "代码", "信用代码"
    )
    assert run_file(content)[0] == counts(rows=2, created=1, updated=1)
    assert run_file(content)[0] == counts(rows=2, unchanged=2)


def test_an_old_number_of_somebody_else_is_not_taken_over(run_file):
    header = "名称,信用代码,注册号"
    run_file(f"{header}\n甲,{make_uscc(1)},320722000011889\n")
    summary, errors = run_file(f"{header}\n乙,{make_uscc(2)},320722000011889\n")
    assert summary == counts(rows=1, rejected=1)
    assert "另一主体" in errors


def test_a_credit_code_in_the_column_of_old_numbers(run_file):
    content = f"名称,注册号\n甲,{make_uscc(1)}\n乙,320722000011889\n丙,12\n"
    assert run_file(content)[0] == counts(rows=3, created=2, rejected=1)


def test_a_subject_of_another_area_is_left_alone(run_file):
    other = SubjectFactory(uscc=make_uscc(1), name="别区公司")
    summary, errors = run_file(table(line(1)))
    assert summary == counts(rows=1, rejected=1)
    assert "其他区域" in errors
    other.refresh_from_db()
    assert other.name == "别区公司"


def test_standing_in_the_registry_approves_a_waiting_subject(run_file, area):
    waiting = SubjectFactory(pending=True, uscc=make_uscc(1), area=area)
    assert run_file(table(line(1)))[0] == counts(rows=1, updated=1)
    waiting.refresh_from_db()
    assert waiting.state == SubjectState.ACTIVE
    assert waiting.imported_at


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "文件是空的"),
        (b"\n\n", "没有找到表头"),
        ("甲,乙\n1,2\n".encode(), "没有找到表头"),
        (HEADER.encode(), "没有数据"),
        (b"\xd0\xcf\x11\xe0rest", ".xlsx"),
        (b"\x89PNG\0\0\0", "不是表格"),
        ("企業名稱,統一社會信用代碼\n".encode("utf-7") + b"\xff" * 50, "编码"),
        (b"PK\x03\x04 broken", "损坏"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(run_file, content, message):
    with pytest.raises(CommandError, match=message):
        run_file(content)
    run = SubjectImport.objects.get()
    assert (run.state, run.counts) == (ImportState.FAILED, counts())
    assert message in run.error
    assert AuditEntry.objects.filter(action="subjects.import.failed").count() == 1


def test_no_such_file_or_area(tmp_path, area):
    with pytest.raises(CommandError, match="没有文件"):
        call_command("import_subjects", str(tmp_path / "none.csv"))
    (tmp_path / "a.csv").write_text(table(line(1)))
    with pytest.raises(CommandError, match="没有代码为"):
        call_command("import_subjects", str(tmp_path / "a.csv"), area="999999")


def test_without_any_area_the_first_import_makes_one(tmp_path, capsys):
    (tmp_path / "a.csv").write_text(table(line(1)), encoding="utf-8")
    call_command("import_subjects", str(tmp_path / "a.csv"))
    assert Subject.objects.get().area == Area.objects.get()


def test_the_office_names_the_area(tmp_path, area, settings):
    from wagtail.models import Site

    office = AreaFactory(code="320700")
    OfficeSettings.objects.create(site=Site.objects.get(is_default_site=True), area=office)
    (tmp_path / "a.csv").write_text(table(line(1)), encoding="utf-8")
    call_command("import_subjects", str(tmp_path / "a.csv"))
    assert Subject.objects.get().area == office


def workbook(*rows, title=None):
    book = Workbook()
    sheet = book.active
    for row in ([title], HEADER.split(","), *rows) if title else (HEADER.split(","), *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_spreadsheets(run_file):
    content = workbook(
        ["甲", make_uscc(1), datetime(1999, 11, 2), None, "徐某某", 1176.0, None, None, None, "示例路"],
        [None] * 10,
        ["乙", 320722000011889, date(2001, 1, 2)],
        ["丙", make_uscc(2), "2001-02-30"],
        title="名单",
    )
    summary, errors = run_file(content, name="firms.xlsx")
    assert summary == counts(rows=3, created=2, rejected=1)
    assert Subject.objects.get(name="甲").registered_on == date(1999, 11, 2)
    assert Subject.objects.get(name="甲").registered_capital == "1176"
    assert Subject.objects.get(name="乙").old_number == "320722000011889"
    assert "第6行“注册日期”列" in errors
    assert run_file(content, name="firms.xlsx")[0] == counts(rows=3, unchanged=2, rejected=1)


def read_csv(text):
    return list(CsvRecords(io.StringIO(text), is_header=lambda cells: True))


def test_a_quoted_cell_may_go_over_several_lines():
    rows = read_csv('a,"b\nc",d\ne,f,g')
    assert [(row.number, row.cells) for row in rows] == [(1, ["a", "b\nc", "d"]), (3, ["e", "f", "g"])]


def test_a_quote_that_is_never_closed_loses_one_line_of_many():
    text = 'a,"b\n' + "c,d\n" * 200
    rows = read_csv(text)
    assert [bool(row.problem) for row in rows] == [True] + [False] * 200
    assert [row.number for row in rows] == list(range(1, 202))


def test_an_endless_line_is_one_rejected_row(monkeypatch):
    monkeypatch.setattr("subjects.interfaces.csv_records.MAX_LINE", 20)
    rows = read_csv("a,b\n" + "x" * 95 + "\nc,d\n" + "y" * 30)
    assert [bool(row.problem) for row in rows] == [False, True, False, True]
    assert rows[2].cells == ["c", "d"]


def test_somebody_else_enters_the_same_firm_meanwhile(run_file, area, monkeypatch):
    real, calls = subject_imports._decide, []

    def decide(row, known, seen, outcome):
        real(row, known, seen, outcome)
        if not calls:  # after our look-up, before our insert
            calls.append(SubjectFactory(uscc=row.code, area=area))

    monkeypatch.setattr(subject_imports, "_decide", decide)
    assert run_file(table(line(1)))[0] == counts(rows=1, created=1)
    assert Subject.objects.count() == 1


def test_one_read_per_chunk(run_file, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        run_file(table(*[line(n) for n in range(30)]))


def test_an_upload_is_imported_by_a_task_once(area):
    user = UserFactory(area=area)
    run = subject_imports.queue_import(area=area, file=ContentFile(table(line(1)).encode(), "x.csv"), user=user)
    assert run.state == ImportState.QUEUED
    assert tasks.run_import(run.pk) == counts(rows=1, created=1)
    assert tasks.run_import(run.pk) == counts(rows=1, created=1)
    entry = AuditEntry.objects.get(action="subjects.import.done")
    assert entry.actor == user


def test_a_killed_import_starts_over(area):
    run = subject_imports.queue_import(
        area=area, file=ContentFile(table(line(1), "x").encode(), "x.csv"), user=UserFactory(area=area)
    )
    tasks.run_import(run.pk)
    SubjectImport.objects.update(finished_at=None, state=ImportState.RUNNING)
    assert tasks.run_import(run.pk) == counts(rows=2, unchanged=1, rejected=1)
    assert RejectedRow.objects.count() == 1


def test_an_upload_that_cannot_be_read_says_so(area):
    run = subject_imports.queue_import(area=area, file=ContentFile(b"x", "x.csv"), user=UserFactory(area=area))
    assert tasks.run_import(run.pk) == counts()
    run.refresh_from_db()
    assert run.state == ImportState.FAILED
