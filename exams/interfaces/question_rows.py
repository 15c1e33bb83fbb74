"""One row of a question sheet: its cells as a question, or what is wrong with them."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.domain.questions import JUDGE_OPTIONS, IncomingQuestion, QuestionContent
from exams.enums import Difficulty, QuestionKind, QuestionState
from exams.models import Question, QuestionVersion
from exams.validators import MAX_EXPLANATION, MAX_OPTION, MAX_STEM, key_problem

OPTION_COLUMNS = "ABCDEFGH"
KINDS = {
    **dict.fromkeys(("单选", "单选题", "single"), QuestionKind.SINGLE),
    **dict.fromkeys(("多选", "多选题", "multiple"), QuestionKind.MULTIPLE),
    **dict.fromkeys(("判断", "判断题", "judge", "tf"), QuestionKind.JUDGE),
}
DIFFICULTIES = {
    **dict.fromkeys(("易", "简单", "1", "2"), Difficulty.EASY),
    **dict.fromkeys(("", "中", "中等", "3"), Difficulty.MEDIUM),
    **dict.fromkeys(("难", "困难", "4", "5"), Difficulty.HARD),
}
STATES = {
    "启用": QuestionState.ACTIVE,
    "待复核": QuestionState.TO_REVIEW,
    "停用": QuestionState.RETIRED,
    "": None,
}
TRUE_WORDS = frozenset({"对", "正确", "是", "√", "✓", "✔", "T", "TRUE"})
FALSE_WORDS = frozenset({"错", "错误", "否", "×", "✗", "✘", "F", "FALSE"})
SEPARATORS = re.compile(r"[\s,，、;；/.]+")
LIMITS = {
    "stem": MAX_STEM,
    "explanation": MAX_EXPLANATION,
    "citation": QuestionVersion._meta.get_field("citation").max_length,
    "topic": QuestionVersion._meta.get_field("topic").max_length,
    "external_id": Question._meta.get_field("external_id").max_length,
    **dict.fromkeys(OPTION_COLUMNS, MAX_OPTION),
}


@dataclass(frozen=True)
class RowProblem:
    field: str
    cause: "str | Promise"


def read_question(
    values: dict[str, str], problems: list[RowProblem], *, sheet_kind: str | None = None
) -> IncomingQuestion | None:
    """The question of a row, or None with everything that is wrong added to `problems`."""
    before = len(problems)
    kind = sheet_kind if sheet_kind and not values.get("kind") else _pick(KINDS, values, "kind", problems)
    difficulty = _pick(DIFFICULTIES, values, "difficulty", problems)
    state = _pick(STATES, values, "state", problems)
    if not values["stem"]:
        problems.append(RowProblem("stem", _("The question is empty.")))
    _check_lengths(values, problems)
    options, key = _options_and_key(kind, values, problems) if kind else ([], [])
    if len(problems) > before or not kind:
        return None
    texts = {name: values.get(name, "") for name in ("explanation", "citation", "topic")}
    content = QuestionContent(
        kind=kind, stem=values["stem"], options=options, key=key, difficulty=difficulty or Difficulty.MEDIUM, **texts
    )
    return IncomingQuestion(content, external_id=values.get("external_id", ""), state=state)


def normalise_answer(text: str) -> str:
    """NFKC, upper case, without separators and white space: "a、b" and "Ａ,B" are both "AB"."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text).upper())


def _pick(choices: dict, values: dict[str, str], name: str, problems: list[RowProblem]) -> str | None:
    text = unicodedata.normalize("NFKC", values.get(name, "")).strip().lower()
    if text not in choices:
        words = "、".join(dict.fromkeys(word for word in choices if word and not word.isascii()))
        problems.append(RowProblem(name, _("Please write one of: %(words)s.") % {"words": words}))
        return None
    return choices[text]


def _check_lengths(values: dict[str, str], problems: list[RowProblem]) -> None:
    for name, limit in LIMITS.items():
        if limit and len(values.get(name, "")) > limit:
            problems.append(RowProblem(name, _("Longer than %(limit)d characters.") % {"limit": limit}))


def _options_and_key(kind: str, values: dict[str, str], problems: list[RowProblem]) -> tuple[list[str], list[int]]:
    if kind == QuestionKind.JUDGE:
        return list(JUDGE_OPTIONS), _judge_key(values, problems)
    filled = [letter for letter in OPTION_COLUMNS if values.get(letter)]
    for letter in "AB":
        if letter not in filled:
            problems.append(RowProblem(letter, _("Option %(letter)s is empty.") % {"letter": letter}))
            return [], []
    options = [values[letter] for letter in filled]
    key = _choice_key(values, filled, problems)
    if key and (problem := key_problem(kind, options, key)):
        problems.append(RowProblem("key", problem))
    return options, key


def _choice_key(values: dict[str, str], filled: list[str], problems: list[RowProblem]) -> list[int]:
    answer = normalise_answer(values["key"])
    if not answer:
        problems.append(RowProblem("key", _("The answer is empty.")))
    elif not set(answer) <= set(OPTION_COLUMNS):
        problems.append(RowProblem("key", _("The answer must consist of option letters, such as B or ACD.")))
    elif not set(answer) <= set(filled):
        problems.append(RowProblem("key", _("The answer names an option that is empty.")))
    elif len(set(answer)) != len(answer):
        problems.append(RowProblem("key", _("The answer names an option twice.")))
    else:
        return sorted(filled.index(letter) for letter in answer)
    return []


def _judge_key(values: dict[str, str], problems: list[RowProblem]) -> list[int]:
    answer = normalise_answer(values["key"])
    if answer in ("A", "B") and values.get(answer):
        answer = normalise_answer(values[answer])
    if answer in TRUE_WORDS:
        return [0]
    if answer in FALSE_WORDS:
        return [1]
    problems.append(RowProblem("key", _("The answer to a true-or-false question must be 对 or 错.")))
    return []
