"""Numbers of people, and names beside them. The numbers here are made up; their check digits are right."""

import pytest

from accounts.models import OfficeSettings
from reviews.domain.checks import examine_text, sources
from reviews.domain.checks.findings import Finding
from tests.factories.outreach import wagtail_roots

pytestmark = pytest.mark.django_db
ID = "11010519491231002X"


def of(text: str, *codes: str) -> list[tuple[str, str, str]]:
    return [(each.code, each.severity, each.found) for each in examine_text(text) if each.code in codes]


@pytest.mark.parametrize(
    "text",
    [
        f"身份证号{ID}。",
        f"身份证：{ID.lower()}",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "1101-0519-4912-3100-2X",
        "1\u200b1010519491231\u200d002X",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
    ],
)
def test_identity_numbers_block_and_are_masked(text: str) -> None:
    assert of(text, "id_number") == [("id_number", "block", "110*************2X")]


@pytest.mark.parametrize("text", ["身份证110105194912310021。", "证件号码 110105491231002", "号码110105194912310029"])
def test_what_looks_like_an_identity_number_needs_a_second_look(text: str) -> None:
    assert [severity for _code, severity, _found in of(text, "id_number")] == ["warn"]


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码91230500MA1B3N1N2M。",
        "文号20260318000000000012",
        "110105194913310021 没有这一天",
        "110105184912310021 太早",
        "110105499931002",
        "号码110105****0021已隐去",
        "A11010519491231002X",
    ],
)
def test_other_numbers_are_no_identity_numbers(text: str) -> None:
    assert of(text, "id_number") == []


@pytest.mark.parametrize(
    "text",
    [
        "电话13800138000",
        "１３８００１３８０００",
        "138 0013 8000",
        "138-0013-8000",
        "138·0013·8000",
        "1380 013 8000",
        "+86 13800138000",
        "008613800138000",
        "1 3 8 0 0 1 3 8 0 0 0",
        "138\u200b0013\u00ad8000",
        "手机幺三八〇〇一三八〇〇〇",
        "一三八零零一三八零零零",
    ],
)
def test_mobile_numbers_block_and_are_masked(text: str) -> None:
    assert of(text, "mobile_number") == [("mobile_number", "block", "138****8000")]


@pytest.mark.parametrize(
    "text",
    [
        "咨询电话0511-88881234",
        "12345热线",
        "编号213800138000",
        "一共12800138000元",
        "二三八零零一三八零零零",
        "138****8000",
    ],
)
def test_other_numbers_are_no_mobile_numbers(text: str) -> None:
    assert of(text, "mobile_number") == []


def test_the_numbers_that_the_office_has_published_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_phones", [])
    OfficeSettings.objects.create(site=wagtail_roots(), phone="0511-88881234、138 0013 8000")
    sources.register_phones(lambda: ["13900139000"])
    assert of("值班手机13800138000，投诉139-0013-9000，一三八零零一三八零零零", "mobile_number") == []
    assert of("私人手机13700137000", "mobile_number") == [("mobile_number", "block", "137****7000")]


@pytest.mark.parametrize(
    "text", ["卡号6222021234567890128", "4111 1111 1111 1111", "４１１１-１１１１-１１１１-１１１１"]
)
def test_bank_cards_block(text: str) -> None:
    found = of(text, "bank_card")
    assert [severity for _code, severity, _found in found] == ["block"]
    assert found[0][2].startswith("*" * 12)


@pytest.mark.parametrize("text", ["4111 1111 1111 1112", "订单2026031800001234", "4111111111111", "X4111111111111111"])
def test_other_numbers_are_no_bank_cards(text: str) -> None:
    assert of(text, "bank_card") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"张三丰，身份证号{ID}", "张*丰"),
        ("联系人：李雷，手机13800138000", "李*"),
        ("欧阳小明 13800138000", "欧阳*明"),
        ("有意报名的请联系王小明，手机138 0013 8000", "王*明"),
        ("13800138000（王伟）", "王*"),
        ("经办人王小明同志联系电话：13800138000", "王*明"),
    ],
)
def test_a_name_beside_a_number_blocks(text: str, found: str) -> None:
    assert of(text, "name_beside_number") == [("name_beside_number", "block", found)]


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：13800138000",
        "联系方式：13800138000",
        "请致电13800138000",
        "金额：13800138000",
        "方式：13800138000",
        "张三丰来了。" + "好" * 50 + "13800138000",
    ],
)
def test_a_number_without_a_name(text: str) -> None:
    assert of(text, "name_beside_number") == []


@pytest.mark.parametrize(
    "text",
    [
        "王小明，住海棠路12号3单元501室。",
        "当事人李雷家住花园小区3号楼2单元501室",
        "户主：赵六，家庭住址：青山镇东岗村8号院3户",
    ],
)
def test_a_name_beside_a_home_needs_a_second_look(text: str) -> None:
    assert [row[:2] for row in of(text, "name_beside_address")] == [("name_beside_address", "warn")]


@pytest.mark.parametrize(
    "text",
    [
        "地址：海棠路12号3楼501室",
        "王小明走在海棠路上",
        "高新区地址：海棠路12号1单元501室",
        "办公室在花园小区3号楼2单元501室",
    ],
)
def test_the_office_has_an_address_too(text: str) -> None:
    assert of(text, "name_beside_address") == []


def test_a_number_is_one_finding() -> None:
    findings: list[Finding] = examine_text(f"{ID}和{ID}")
    assert [each.code for each in findings] == ["id_number"]
    assert ID not in repr(findings)
