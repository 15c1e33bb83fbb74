"""Questions typed in by hand or compared with a bank: what is refused, what is new."""

from dataclasses import replace

import pytest

from exams.domain.questions import (
    IncomingQuestion,
    QuestionRefused,
    classify,
    create_question,
    known_questions,
    revise_question,
)
from exams.enums import QuestionKind
from exams.models import Question, QuestionVersion
from tests.factories.exams import BankFactory, content

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "changes",
    [
        {"options": ["只有一个"], "key": [0]},
        {"options": ["甲", "甲", "乙"], "key": [0]},
        {"key": [4]},
        {"key": [0, 1]},
        {"kind": QuestionKind.MULTIPLE, "key": [0]},
    ],
)
def test_a_question_nobody_could_answer_is_refused(changes):
    bank = BankFactory()
    question = Question.objects.get(external_id="Q1")
    bad = replace(content(50), **changes)
    with pytest.raises(QuestionRefused):
        create_question(bank, content=bad)
    with pytest.raises(QuestionRefused):
        revise_question(question, content=bad)
    assert QuestionVersion.objects.count() == bank.questions.count() == 9


def test_the_same_question_is_not_typed_in_twice():
    bank = BankFactory()
    create_question(bank, content=content(50))
    with pytest.raises(QuestionRefused):
        create_question(bank, content=content(50, explanation="换一种说法"))
    assert bank.questions.count() == 10


def test_for_a_bank_that_is_still_to_be_made_every_question_is_new():
    BankFactory()
    assert known_questions(None) == {}
    assert classify(None, IncomingQuestion(content(1), "Q1"), known_questions(None)) == "created"
