from dataclasses import replace

import pytest

from accounts.models import AuditEntry
from common.domain.facts import drain_facts
from common.models import Fact
from exams.domain.attempts import (
    prepare_attempt,
    start_attempt,
)
from exams.domain.corrections import correct_key, preview_correction
from exams.domain.ending import CannotVoid, grade_attempt, latest_grade, regrade_attempt, void_attempt
from exams.domain.questions import QuestionRefused, revise_question, set_state
from exams.domain.sittings import best_result
from exams.enums import AttemptState, QuestionKind, QuestionState
from exams.models import Attempt, Question
from tests.factories.accounts import UserFactory
from tests.factories.exams import NINE, CandidateFactory, Phone, after, content, hand_in, save

pytestmark = pytest.mark.django_db


class TestRegrade:
    def test_question_withdrawn_during_the_exam(self, phone):
        question = Question.objects.get(current=phone.attempt.slots[0]["version"])
        set_state(question, state=QuestionState.RETIRED)
        hand_in(phone, right=False)
        assert latest_grade(phone.attempt).score == 25

    def test_question_edited_while_attempts_are_open(self, phone):
        before = phone.attempt.slots
        question = Question.objects.get(current=before[0]["version"])
        revise_question(question, content=content(99, question.current.kind, key=[3]))
        assert start_attempt(phone.attempt.candidate, at=after(minutes=1)).slots == before
        hand_in(phone)
        assert latest_grade(phone.attempt).score == 100

    def test_nothing_changes_when_marking_again_gives_the_same(self, phone):
        assert regrade_attempt(phone.attempt, reason="看看", actor=None) is None
        hand_in(phone)
        assert regrade_attempt(phone.attempt, reason="看看", actor=None) is None
        assert grade_attempt(phone.attempt) is None

    def test_key_corrected_after_grading(self, phone, candidate):
        staff = UserFactory()
        question = Question.objects.get(current=phone.attempt.slots[0]["version"])
        others = [Phone(CandidateFactory(sitting=candidate.sitting)) for _ in range(2)]
        hand_in(others[0])
        save(phone, *phone.items())
        fixed = replace(content(1), stem=question.current.stem, options=question.current.options, key=[3])
        holders = sum(any(slot["version"] == question.current_id for slot in each.attempt.slots) for each in others[:1])
        assert preview_correction(question, content=fixed).marked == holders
        hand_in(phone)
        assert preview_correction(question, content=fixed).changed == holders + 1
        assert phone.attempt.grades.count() == 1
        done = correct_key(question, content=fixed, reason="答案有误", actor=staff)
        assert (done.marked, done.now_failing) == (holders + 1, 0)
        grade = latest_grade(phone.attempt)
        assert (grade.revision, grade.score, grade.score_before, grade.reason) == (2, 75, 100, "答案有误")
        again = replace(fixed, key=[1])
        assert correct_key(question, content=again, reason="看错了", actor=staff).changed == holders + 1
        assert latest_grade(phone.attempt).score == 100
        others[1].attempt.refresh_from_db()
        assert others[1].attempt.state == AttemptState.IN_PROGRESS

    def test_regrade_turns_pass_into_fail(self, phone, candidate):
        Attempt.objects.update(pass_percent=100)
        hand_in(phone)
        question = Question.objects.get(current=phone.attempt.slots[0]["version"])
        fixed = replace(content(1), stem=question.current.stem, options=question.current.options, key=[3])
        assert correct_key(question, content=fixed, reason="答案有误", actor=UserFactory()).now_failing == 1
        assert Fact.objects.filter(kind="attempt.graded").count() == 2
        assert not best_result(candidate).passed

    def test_who_had_another_question_keeps_the_marks(self, phone):
        other = Phone(CandidateFactory())
        hand_in(phone)
        hand_in(other)
        question = Question.objects.get(current=phone.attempt.slots[0]["version"])
        fixed = replace(content(1), options=question.current.options, key=[3])
        assert correct_key(question, content=fixed, reason="答案有误", actor=UserFactory()).marked == 1
        assert (latest_grade(phone.attempt).score, latest_grade(other.attempt).score) == (75, 100)

    def test_a_correction_whose_process_died_is_finished_by_its_fact(self, phone, monkeypatch):
        hand_in(phone)
        question = Question.objects.get(current=phone.attempt.slots[0]["version"])
        fixed = replace(content(1), options=question.current.options, key=[3])

        def die(*args, **kwargs):
            raise SystemExit

        staff = UserFactory()
        with monkeypatch.context() as patch:
            patch.setattr("exams.domain.corrections.mark_again", die)
            with pytest.raises(SystemExit):
                correct_key(question, content=fixed, reason="答案有误", actor=staff)
        assert latest_grade(phone.attempt).score == 100
        for _twice in range(2):
            Fact.objects.filter(kind="question.key_corrected").update(drained_at=None)
            drain_facts()
        grade = latest_grade(phone.attempt)
        assert (grade.revision, grade.score, grade.reason) == (2, 75, "答案有误")

    def test_regrade_with_another_number_of_options(self, phone):
        question = Question.objects.get(current=phone.attempt.slots[0]["version"])
        for other in (content(1, options=["甲", "乙"]), content(1, QuestionKind.JUDGE)):
            with pytest.raises(QuestionRefused):
                preview_correction(question, content=other)
        same = replace(content(1), options=question.current.options)
        with pytest.raises(QuestionRefused):
            correct_key(question, content=same, reason=" ", actor=UserFactory())

    def test_void_needs_a_reason_and_a_beginning(self, candidate):
        prepared = prepare_attempt(candidate)
        with pytest.raises(CannotVoid):
            void_attempt(prepared, reason="代答", actor=UserFactory())
        attempt = start_attempt(candidate, at=NINE)
        with pytest.raises(CannotVoid):
            void_attempt(attempt, reason="", actor=UserFactory())
        for _twice in range(2):
            void_attempt(attempt, reason="代答", actor=UserFactory())
        assert AuditEntry.objects.filter(action="exams.attempt.voided").count() == 1
        assert start_attempt(candidate, at=after(minutes=1)).number == 2
