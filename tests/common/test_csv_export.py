import pytest

from common.csv_export import csv_response, harmless_cell


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =HYPERLINK(1)"])
def test_what_a_spreadsheet_would_run_becomes_text(text):
    assert harmless_cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "cell"), [("区税务局", "区税务局"), (-3, -3), (None, ""), ("a=b", "a=b"), ("", "")])
def test_everything_else_stays(value, cell):
    assert harmless_cell(value) == cell


def test_the_download_opens_in_a_spreadsheet_with_its_chinese():
    response = csv_response("表.csv", [["名称", "数"], ["=cmd", 2], ['逗号,和"引号"', None]])
    assert response.content.decode("utf-8-sig").splitlines() == ["名称,数", "'=cmd,2", '"逗号,和""引号""",']
    assert "attachment" in response["Content-Disposition"]
    assert response.content.startswith(b"\xef\xbb\xbf")
