import pytest

from reviews.domain.checks import examine_text

pytestmark = pytest.mark.django_db


def of(text: str, code: str) -> list[tuple[str, str]]:
    return [(each.severity, each.found) for each in examine_text(text) if each.code == code]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("这是最佳选择", "最佳"),
        ("我市信用环境全国第一", "全国第一"),
        ("销量第一的企业", "销量第一"),
        ("打造第一品牌", "第一品牌"),
        ("荣获国家级荣誉称号的国家级企业", "国家级"),
        ("全省首个信用社区", "首个"),
        ("唯一的官方渠道", "唯一"),
        ("国 家 级服务", "国家级"),
        ("最\u200b先进的做法", "最先进"),
        ("１００％有效", "100%有效"),
        ("规模最大的培训", "规模最"),
    ],
)
def test_absolute_terms_need_a_second_look(text: str, found: str) -> None:
    assert of(text, "absolute_term") == [("warn", found)]


@pytest.mark.parametrize(
    "text",
    [
        "最高人民法院、最高人民检察院",
        "根据第一条和第一次修订",
        "最后一天，最近、最终、最多跑一次，最长公示期三年，最低生活保障",
        "第一书记、第一责任人、第一时间、第一批名单",
        "全市第一批示范单位，全国第一部条例",
        "国家级经济技术开发区和国家级高新区",
        "首个工作日受理",
        "统一社会信用代码是唯一标识，具有唯一性，不唯一",
        "《国家级示范区第一品牌建设办法》",
        "最好提前预约",
        "最强降雨",
    ],
)
def test_what_only_looks_absolute(text: str) -> None:
    assert of(text, "absolute_term") == []


@pytest.mark.parametrize(
    "text",
    [
        "培训合格后方可修复。",
        "先参加培训，合格后方可申请信用修复。",
        "企业参加信用修复培训并考试合格，才能申请信用修复",
        "申请信用修复须参加专题培训",
        "失信主体必须参加培训后再申请信用修复",
        "培训是信用修复的前提。",
        "凭培训证明申请信用修复",
        "未参加培训的，不予修复",
        "培 训 合 格 后 方 可 修 复",
        "培训结业方能停止公示",
    ],
)
def test_training_is_no_condition(text: str) -> None:
    assert [severity for severity, _found in of(text, "training_as_condition")] == ["block"]


@pytest.mark.parametrize(
    "text",
    [
        "培训自愿参加，不是信用修复的前提条件。",
        "不参加培训，不影响申请信用修复。",
        "声称“必须参加培训才能修复”的，请提高警惕并核实。",
        "不参加培训，能不能申请修复？",
        "培训才能修复吗",
        "培训内容为信用修复的条件和流程。",
        "培训会上讲解了信用修复流程。",
        "参加培训的企业满三个月才能申请修复。",
        "公示期满方可申请信用修复。",
        "志愿者应参加培训，学习信用修复知识。",
        "《信用修复培训合格后方可申请的说明》已废止",
    ],
)
def test_speaking_of_training_is_fine(text: str) -> None:
    assert of(text, "training_as_condition") == []


@pytest.mark.parametrize(
    "text",
    [
        "秘密★1年",
        "机密 ★",
        "★绝密",
        "机密",
        "【秘密】",
        "密级：秘密",
        "本文件为机密文件",
        "内部资料，注意保存",
        "仅供内部使用",
        "机\u200b密★",
    ],
)
def test_marks_of_secrecy_block(text: str) -> None:
    assert [severity for severity, _found in of(text, "secrecy_mark")] == ["block"]


@pytest.mark.parametrize(
    "text",
    [
        "不得泄露国家秘密、商业秘密",
        "保护商业机密",
        "密级分为绝密、机密、秘密三级",
        "不要告诉别人手机密码",
        "《机密级文件管理办法》解读",
        "企业内部文件管理",
        "飞机密集起降",
        "内部资料性出版物",
    ],
)
def test_speaking_of_secrecy_is_fine(text: str) -> None:
    assert of(text, "secrecy_mark") == []
