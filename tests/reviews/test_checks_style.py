from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from reviews.domain.checks import examine_text
from reviews.domain.checks.content import Content, Passage, Spot
from reviews.domain.checks.style import check_readability

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spring(set_clock) -> None:
    set_clock(datetime(2026, 3, 18, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))


def codes(text: str, *wanted: str) -> list[tuple[str, str]]:
    return [(each.code, each.found) for each in examine_text(text) if each.code in wanted]


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("2026年2月30日", "impossible_date", "2026年2月30日"),
        ("2025年2月29日", "impossible_date", "2025年2月29日"),
        ("4月31日截止", "impossible_date", "4月31日"),
        ("13月5日", "impossible_date", "13月5日"),
        ("2026-02-30", "impossible_date", "2026-02-30"),
        ("2026.13.01", "impossible_date", "2026.13.01"),
        ("２０２６年２月３０日", "impossible_date", "2026年2月30日"),
        ("2026年3月18日（星期四）", "weekday", "2026年3月18日(星期四"),
        ("2026年3月22日（周六）", "weekday", "2026年3月22日(周六"),
        ("2226年3月18日", "future_date", "2226年3月18日"),
        ("2026年5月1日，我区举办了宣传活动", "future_date", "2026年5月1日"),
        ("2027/01/05已经结束", "future_date", "2027/01/05"),
    ],
)
def test_dates_that_cannot_be(text: str, code: str, found: str) -> None:
    assert codes(text, "impossible_date", "weekday", "future_date") == [(code, found)]


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月18日（星期三）",
        "2月29日",
        "2024年2月29日",
        "2026年3月22日（周日）、3月22日（周天）",
        "3月18日（周三）",
        "2026年5月1日举办宣传活动",
        "版本2.13.01与192.168.13.45",
        "2026-02-28-30",
        "2026年2月1日，我区举办了宣传活动",
        "自2030年1月1日起施行",
        "2月29日（星期天）",
    ],
)
def test_dates_that_can_be(text: str) -> None:
    assert codes(text, "impossible_date", "weekday", "future_date") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("诚信,从我做起", "信,"),
        ("什么是信用?", "用?"),
        ("信用办(发改局)", "办("),
        ('所谓"信用"就是', '"信用"'),
        ("好的。。", "。。"),
        ("不知道...", ".."),
        ("第１５届", "１５"),
        ("（混用)", "（混用)"),
        ("“没有关上", "“"),
        ("《没有关上", "《"),
    ],
)
def test_punctuation_to_look_at(text: str, found: str) -> None:
    assert [row[1].strip(".") or ".." for row in codes(text, "punctuation")] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "诚信，从我做起。",
        "“信用”（发改局）《条例》",
        "打开 https://example.gov.cn/a,b",
        "14:00—16:30",
        "3.15 与 1,000 元",
        "😀🎉",
    ],
)
def test_punctuation_that_is_fine(text: str) -> None:
    assert codes(text, "punctuation") == []


@pytest.mark.parametrize("text", ["信用&nbsp;修复", '<p class="MsoNormal">信用</p>', "mso-spacerun:yes", "<o:p></o:p>"])
def test_leftovers_of_word(text: str) -> None:
    assert len(codes(text, "leftover_markup")) == 1


@pytest.mark.parametrize("text", ["AT&T 公司", "a < b 而 c > d", "信用分 < 600"])
def test_no_leftovers(text: str) -> None:
    assert codes(text, "leftover_markup") == []


def readability(text: str, **options: bool) -> list[str]:
    content = Content(passages=[Passage(Spot(), text, **options)])
    return [finding.code for finding in check_readability(content)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("好" * 81 + "。", ["long_sentence"]),
        ("好" * 79 + "。", []),
        ("一，二，三，四，五，六，七，八，九，十。", ["many_clauses"]),
        ("一，二，三，四，五，六，七，八，九。", []),
        ("好好好。" * 76, ["long_paragraph"]),
        ("好好好。" * 75, []),
        ("好好好。\n" * 100, []),
        ("𠮷" * 81, ["long_sentence"]),
    ],
)
def test_readability(text: str, found: list[str]) -> None:
    assert readability(text) == found


def test_titles_are_no_sentences() -> None:
    assert readability("好" * 10_000, is_prose=False) == []
