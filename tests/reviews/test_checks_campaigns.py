import pytest

from reviews.domain.checks import examine_text
from reviews.domain.checks.campaigns import nearly
from tests.factories.campaigns import CampaignFactory

pytestmark = pytest.mark.django_db
THEME = "爱征信 惠民生 助发展"


def of(text: str, code: str) -> list[tuple[str, str]]:
    return [(each.found, each.advice) for each in examine_text(text) if each.code == code]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("主题为“爱征信 惠民生 促发展”。", "爱征信惠民生促发展"),
        ("今年的爱征信、惠民生、发展活动", "爱征信惠民生发展"),
        ("爱征信 惠及民生 助发展", "爱征信惠及民生助发展"),
        ("《爱征信惠民众助发展》", "爱征信惠民众助发展"),
    ],
)
def test_themes_nearly_quoted(text: str, found: str) -> None:
    CampaignFactory(title="信用记录关爱日", theme=THEME)
    assert of(text, "theme_misquoted") == [(found, f"官方主题为：{THEME}")]


@pytest.mark.parametrize(
    "text",
    [
        "主题为“爱征信 惠民生 助发展”。",
        "爱征信、惠民生、助发展",
        "爱征信，从我做起，服务民生，推动发展",
        "征信服务惠民生",
        "爱征信" * 2000,
    ],
)
def test_themes_quoted_or_left_alone(text: str) -> None:
    CampaignFactory(title="信用记录关爱日", theme=THEME)
    assert of(text, "theme_misquoted") == []


def test_last_years_theme_is_a_theme() -> None:
    CampaignFactory(title="去年的", theme="诚信经营 放心消费")
    CampaignFactory(title="今年的", theme="诚信兴商 放心消费")
    CampaignFactory(title="没有主题的")
    CampaignFactory(title="主题太短的", theme="讲诚信")
    assert of("诚信经营，放心消费；讲诚实", "theme_misquoted") == []


def test_drafts_have_no_official_theme_yet() -> None:
    CampaignFactory(title="信用记录关爱日", theme=THEME, draft=True)
    assert of("爱征信 惠民生 促发展", "theme_misquoted") == []


def test_the_nearest_stretch() -> None:
    assert nearly("诚信兴商放心消费", "我们诚信兴商安心消费吧") == "诚信兴商安心消费"
    assert nearly("诚信兴商放心消费", "") == ""


def test_whoever_hosts_and_assists_is_named() -> None:
    CampaignFactory(
        title="诚信兴商宣传月", theme=THEME, lead_units="区信用办、区商务局", assisting_units="区市场监管局"
    )
    assert [found for found, _advice in of("诚信兴商宣传月启动", "units_unnamed")] == [
        "主办单位：区信用办、区商务局",
        "协办单位：区市场监管局",
    ]
    assert [found for found, _advice in of("今年主题是“爱征信 惠民生 助发展”，由区信用办主办", "units_unnamed")] == [
        "主办单位：区商务局",
        "协办单位：区市场监管局",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "诚信兴商宣传月由区信用办、区商务局主办，区市场监管局协办。",
        "诚信兴商宣传月\n主办：区信用办 区商务局\n协办：区市场监管局",
        "宣传月",
        "诚信经营",
    ],
)
def test_units_named_or_not_needed(text: str) -> None:
    CampaignFactory(title="诚信兴商宣传月", lead_units="区信用办、区商务局", assisting_units="区市场监管局")
    assert of(text, "units_unnamed") == []
