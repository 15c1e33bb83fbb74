"""Folding, cutting questions into words, marking: what search is made of."""

import pytest

from common.search.excerpts import excerpt, mark
from common.search.folding import fold, grams, is_proved_by_probe, probe, tokens_of
from common.search.words import words_of

ODD = "ＡＢｃ１２３（）〔2019〕㈱①\0\t“引号”𠮷🎉İﬁ\ud800\U00031350é·"


class TestFolding:
    def test_keeps_every_character_in_its_place(self) -> None:
        assert len(fold(ODD)) == len(ODD)
        assert fold(ODD) == fold(fold(ODD))

    def test_width_case_and_signs(self) -> None:
        assert fold("ＡＢｃ１２３，3·15") == "abc123 3 15"
        assert fold("a\0b\ud800") == "a b "

    def test_names_in_rare_characters_stay(self) -> None:
        assert fold("𠮷\U00031350") == "𠮷\U00031350"

    def test_grams_and_probes(self) -> None:
        assert grams("信用 a") == {"信", "用", "信用", "a"}
        assert probe("信用修") == ["信用", "用修"] and probe("修 a") == ["a", "修"]
        assert is_proved_by_probe("信用") and not is_proved_by_probe("信 用") and not is_proved_by_probe("信用修")

    def test_no_text_can_pretend_to_be_a_mark(self) -> None:
        tokens = tokens_of(title=fold("¶信"), body=fold("§audience1"), facets=["§audience2"])
        assert {token for token in tokens if token[0] in "¶§"} == {"¶信", "§audience2"}


class TestWords:
    @pytest.mark.parametrize(
        ("term", "words"),
        [
            ("信用修", ["信用修"]),
            ("信用修复", ["信用", "修复"]),
            ("怎么申请信用修复", ["申请", "信用", "修复"]),
            ("怎么怎么怎么", ["怎么怎么怎么"]),
            ("2026年培训", ["2026", "培训"]),
        ],
    )
    def test_that_carry_the_meaning(self, term: str, words: list[str]) -> None:
        assert words_of(term) == words

    def test_known_words_stay_whole(self) -> None:
        assert words_of("举报有偿修复", {"有偿修复", "不在里面"}) == ["举报", "有偿修复"]


class TestMarks:
    def test_longest_first_and_everything_else_escaped(self) -> None:
        html = mark("<b>信用修复</b>与信用", ["信用", "信用修复"])
        assert html == "&lt;b&gt;<mark>信用修复</mark>&lt;/b&gt;与<mark>信用</mark>"

    def test_what_is_marked_is_escaped_too(self) -> None:
        assert mark("<script>alert(1)</script>", ["script"]).count("<script") == 0
        assert mark("a & b", ["a b"]) == "a &amp; b"
        assert mark('"a&b"', ["a b"]) == "&quot;<mark>a&amp;b</mark>&quot;"

    def test_nothing_to_mark(self) -> None:
        assert mark("信用", []) == "信用" and mark("", ["信"]) == ""

    def test_original_writing_is_shown(self) -> None:
        assert mark("ＣＲＥＤＩＴ", ["credit"]) == "<mark>ＣＲＥＤＩＴ</mark>"

    def test_excerpt_begins_with_the_sentence(self) -> None:
        text = "第一句很长" * 20 + "。第二句讲信用修复。" + "后面还有" * 50
        html = excerpt(text, ["信用修复", "信用"])
        assert html.startswith("…第二句讲<mark>信用修复</mark>") and html.endswith("…")

    def test_excerpt_of_a_text_without_the_words_is_its_beginning(self) -> None:
        assert excerpt("开头\n第二行", ["别的"]) == "开头 第二行"

    def test_excerpt_without_a_sentence_end(self) -> None:
        html = excerpt("长" * 200 + "信用", ["信用"])
        assert html == "…" + "长" * 24 + "<mark>信用</mark>"
