"""Reading sheets: every row comes back with what is wrong with it; a bad file says what to do."""

import io

import pytest
from openpyxl import Workbook

from courses.enums import TraineeRole
from courses.interfaces.sheets import SheetError, cell_text, read_sheet

CODE = "91350100M000100Y43"
HEADER = ["单位名称", "统一社会信用代码", "姓名", "联系电话", "职务"]


def xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data, name="报名表.xlsx"):
    return read_sheet(io.BytesIO(data), name=name, size=len(data))


def csv(text, encoding="utf-8"):
    return read(text.encode(encoding), name="报名表.csv")


def test_rows_of_a_workbook_with_a_title_above_the_header():
    rows = read(
        xlsx(
            ["2026年第3期报名表"],
            HEADER,
            ["甲公司", CODE.lower(), " 王 小明 ", 13800000001.0, "信用联络员"],
            [None] * 5,
        )
    )
    [row] = rows
    assert (row.line, row.uscc, row.name, row.phone, row.errors) == (3, CODE, "王 小明", "13800000001", [])
    assert row.trainee().role == TraineeRole.CREDIT_LIAISON
    assert row.trainee().job_title == "信用联络员"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_csv_in_the_encodings_offices_save(encoding):
    [row] = csv(f"{','.join(HEADER)}\n甲公司,{CODE},王小明,138 0000 0001,会计\n", encoding)
    assert (row.firm, row.phone, row.trainee().role) == ("甲公司", "13800000001", TraineeRole.AGENT)


def test_every_bad_row_comes_back_with_its_reasons():
    rows = csv(
        f"姓名,单位,信用代码,手机\n,甲公司,{CODE},\n{'长' * 61},甲公司,,\n王小明,,,12345\n王小明,甲公司,9135,\n王小明,甲公司\n"
    )
    assert [len(row.errors) for row in rows] == [1, 1, 2, 1, 0]
    assert rows[2].phone == "12345"
    assert rows[3].uscc == "9135"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "空"),
        (b"0" * (2 * 1024 * 1024 + 1), "a.csv", "2 MB"),
        (b"not a zip", "a.xlsx", ".xlsx"),
        (b"PK\x03\x04broken", "a.xlsx", ".xlsx"),
        (b"\xff\xfe\x00\x01\xff\xff\x80", "a.csv", "UTF-8"),
        (b"a\x00b,c\n", "a.csv", "UTF-8"),
        ("姓,名\n1,2\n".encode(), "a.csv", "表头"),
        ("单位名称,姓名\n".encode(), "a.csv", "没有参训人员"),
        (("单位名称,姓名\n" + "甲,乙\n" * 1001).encode(), "a.csv", "1000"),
    ],
)
def test_unusable_files_say_what_to_do(data, name, words):
    with pytest.raises(SheetError) as refused:
        read(data, name=name)
    assert words in str(refused.value)


def test_telephone_numbers_a_spreadsheet_keeps_as_floats():
    """Excel may write 1.3800000001E10."""
    assert cell_text(13800000001.0) == "13800000001"
    assert cell_text(1.5) == "1.5"
    assert cell_text(None) == ""
