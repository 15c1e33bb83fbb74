import pytest

from accounts.enums import Role
from accounts.models import AuditEntry, User
from reviews.domain.checks import examine_text
from reviews.domain.checks.word_list import FIRST_WORDS, WordRefused, add_word, change_word, ensure_words
from reviews.domain.checks.words import compiled_rules
from reviews.models import WordRule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_words(db: None) -> None:
    ensure_words(WordRule)


@pytest.fixture
def reviewer(users: dict[str, User]) -> User:
    return users[Role.SECTION_REVIEWER]


def of(text: str) -> list[tuple[str, str]]:
    return [(each.severity, each.found) for each in examine_text(text) if each.code.startswith("word-")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("曝光老赖", [("block", "老赖"), ("warn", "曝光")]),
        ("列入黑名单", [("warn", "黑名单")]),
        ("发布红黑榜", [("block", "红黑榜")]),
        ("设立曝光台", [("block", "曝光台")]),
        ("征信修复咨询", [("warn", "征信修复")]),
        ("帮您洗白", [("block", "洗白")]),
        ("可以删除记录", [("warn", "删除记录")]),
        ("一处失信，处处受限", [("block", "一处失信，处处受限")]),
        ("一处失信 处处受限", [("block", "一处失信处处受限")]),
        ("老 赖", [("block", "老赖")]),
        ("老　赖", [("block", "老赖")]),
        ("老\u200b赖", [("block", "老赖")]),
        ("老·赖、老*赖、老-赖", [("block", "老赖")]),
        ("“老”赖", [("block", "老赖")]),
        ("⽼赖", [("block", "老赖")]),
        ("😀老赖𠮷", [("block", "老赖")]),
    ],
)
def test_words_on_the_list(text: str, found: list[tuple[str, str]]) -> None:
    assert sorted(of(text)) == sorted(found)


@pytest.mark.parametrize(
    "text",
    [
        "失信被执行人名单",
        "严重失信主体名单",
        "《食品安全黑名单管理办法》",
        "警惕“征信修复”骗局",
        "谨防征信修复陷阱",
        "曝光度不高",
        "一处失信。我们处处受限制",
        "一处失信" + "很" * 13 + "处处受限",
        "老，赖着不走",
        "父老\n赖床",
    ],
)
def test_words_that_are_fine(text: str) -> None:
    assert of(text) == []


def test_what_the_office_says_about_a_word_is_told() -> None:
    (finding,) = examine_text("老赖")
    assert finding.advice == "改用“失信被执行人”，并以法院公布的名单为准。"
    assert finding.is_blocking


def test_first_words_come_once_and_the_offices_changes_stay(reviewer: User) -> None:
    assert WordRule.objects.count() == len(FIRST_WORDS)
    rule = WordRule.objects.get(code="laolai")
    change_word(rule, actor=reviewer, word="赖账的人", severity="warn")
    change_word(WordRule.objects.get(code="whitewash"), actor=reviewer, active=False)
    ensure_words(WordRule)
    assert WordRule.objects.count() == len(FIRST_WORDS)
    assert of("老赖洗白，赖账的人") == [("warn", "赖账的人")]


def test_a_new_word_counts_at_once(reviewer: User) -> None:
    assert of("躺平式修复") == []
    rule = add_word(actor=reviewer, word=" 躺平*修复 ", advice="换个说法", except_in="反对躺平式修复")
    assert of("躺平式修复") == [("warn", "躺平式修复")]
    assert of("反对躺平式修复") == []
    assert rule.word == "躺平*修复"
    assert AuditEntry.objects.filter(action="reviews.word.added").count() == 1


def test_the_list_is_compiled_once_per_change(reviewer: User, django_assert_num_queries) -> None:
    examine_text("好")
    with django_assert_num_queries(2):  # the version of the list, the official themes
        examine_text("好")
    before = WordRule.objects.version()
    change_word(WordRule.objects.get(code="laolai"), actor=reviewer, advice="")
    assert WordRule.objects.version() != before
    assert compiled_rules(WordRule.objects.version()) is compiled_rules(WordRule.objects.version())


def test_the_same_again_is_no_change(reviewer: User) -> None:
    rule = WordRule.objects.get(code="laolai")
    assert change_word(rule, actor=reviewer, word=rule.word).revision == 1
    assert not AuditEntry.objects.filter(action="reviews.word.changed").exists()


def test_a_word_is_there_once(reviewer: User) -> None:
    with pytest.raises(WordRefused, match="词表中已有"):
        add_word(actor=reviewer, word="老赖")
    with pytest.raises(WordRefused, match="词表中已有"):
        change_word(WordRule.objects.get(code="whitewash"), actor=reviewer, word="老赖")


@pytest.mark.parametrize("word", ["好", "*", "好*", "。。", " 好 "])
def test_a_word_needs_two_characters(reviewer: User, word: str) -> None:
    with pytest.raises(WordRefused, match="两个字"):
        add_word(actor=reviewer, word=word)


def test_only_reviewers_keep_the_list(users: dict[str, User]) -> None:
    with pytest.raises(WordRefused) as refused:
        add_word(actor=users[Role.EDITOR], word="新词")
    assert refused.value.code == "not_yours"
