"""An attempt after marking, question by question: what was chosen, what is right, and why."""

from dataclasses import dataclass

from exams.domain.answers import answers_of
from exams.domain.grading import Key, chosen_options, keys_of
from exams.models import Attempt, Grade, QuestionVersion


@dataclass(frozen=True)
class ReviewedOption:
    letter: str
    text: str
    chosen: bool
    right: bool


@dataclass(frozen=True)
class ReviewedQuestion:
    number: int
    version: QuestionVersion
    options: list[ReviewedOption]
    answered: bool
    right: bool
    waived: bool


def review_of(attempt: Attempt, grade: Grade) -> list[ReviewedQuestion]:
    """The questions in the order they were asked; three queries. Only for attempts that are over."""
    versions = QuestionVersion.objects.in_bulk([slot["version"] for slot in attempt.slots])
    answers, keys = answers_of(attempt), keys_of(attempt.slots)
    reviewed = []
    for number, (slot, marked) in enumerate(zip(attempt.slots, grade.detail, strict=True)):
        version = versions[slot["version"]]
        options = _options(slot["options"], version, chosen_options(slot, answers.get(number, [])), keys[version.pk])
        reviewed.append(
            ReviewedQuestion(number + 1, version, options, number in answers, marked["right"], marked["waived"])
        )
    return reviewed


def _options(order: list[int], version: QuestionVersion, chosen: frozenset[int], key: Key) -> list[ReviewedOption]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [
        ReviewedOption(letters[place], version.options[index], index in chosen, index in key.right)
        for place, index in enumerate(order)
    ]
