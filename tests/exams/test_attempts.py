from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditEntry
from common.models import Fact
from exams.domain import papers
from exams.domain.answers import Item, UnknownAnswer, answers_of, saved_items
from exams.domain.attempts import (
    AttemptClosed,
    end_if_due,
    prepare_attempt,
    save_answers,
    start_attempt,
    submit_attempt,
)
from exams.domain.ending import finish, grade_attempt, latest_grade, receipt_of, void_attempt
from exams.domain.late_batches import (
    MAX_BATCHES,
    LateRefused,
    accept_all_late,
    accept_late_batch,
    quarantine,
    reject_late_batch,
)
from exams.domain.leases import epoch_of
from exams.domain.questions import revise_question, set_state
from exams.domain.sittings import add_candidate, best_result, best_results, tries_left, update_sitting
from exams.domain.standing import CannotStart, standing_of
from exams.domain.sweeping import sweep
from exams.domain.time_grants import CannotGrant, grant_time
from exams.enums import AttemptState, BatchState, QuestionState, StandingState, SubmittedBy
from exams.models import Attempt, Paper, Question
from exams.tasks import sweep_attempts
from tests.factories.accounts import UserFactory
from tests.factories.exams import NINE, CandidateFactory, Phone, SittingFactory, after, content, hand_in, save, tokens

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class TestStart:
    def test_starting_sets_the_deadline_and_draws_four_different_questions(self, candidate):
        attempt = start_attempt(candidate, at=NINE)
        assert (attempt.state, attempt.number, attempt.started_at) == (AttemptState.IN_PROGRESS, 1, NINE)
        assert (attempt.deadline_at, attempt.accept_until) == (after(minutes=30), after(minutes=31))
        assert len({slot["version"] for slot in attempt.slots}) == 4
        assert AuditEntry.objects.filter(action="exams.attempt.started").count() == 1

    def test_double_tap_on_start(self, candidate):
        first, second = start_attempt(candidate, at=NINE), start_attempt(candidate, at=after(seconds=5))
        assert (first.pk, first.deadline_at) == (second.pk, second.deadline_at)
        assert AuditEntry.objects.filter(action="exams.attempt.started").count() == 1

    def test_the_window_cuts_the_time(self, candidate):
        attempt = start_attempt(candidate, at=after(hours=7, minutes=50))
        assert attempt.deadline_at == candidate.sitting.closes_at

    @pytest.mark.parametrize(("at", "code"), [(after(minutes=-1), "not_yet"), (after(hours=8), "closed")])
    def test_outside_the_window_nothing_starts(self, candidate, at, code):
        with pytest.raises(CannotStart) as refusal:
            start_attempt(candidate, at=at)
        assert refusal.value.code == code

    def test_tries_run_out(self, candidate):
        for number in range(3):
            hand_in(Phone(candidate, at=after(minutes=number * 10)), right=False, at=after(minutes=number * 10 + 5))
        with pytest.raises(CannotStart) as refusal:
            start_attempt(candidate, at=after(hours=1))
        assert refusal.value.code == StandingState.NO_TRIES

    def test_after_a_pass_nobody_needs_another_try(self, phone, candidate):
        hand_in(phone)
        with pytest.raises(CannotStart) as refusal:
            start_attempt(candidate, at=after(hours=1))
        assert refusal.value.code == StandingState.PASSED

    def test_wait_between_attempts(self):
        candidate = CandidateFactory(sitting=SittingFactory(wait_minutes=30))
        hand_in(Phone(candidate), right=False, at=after(minutes=5))
        with pytest.raises(CannotStart) as refusal:
            start_attempt(candidate, at=after(minutes=34))
        assert refusal.value.code == StandingState.WAIT
        assert standing_of(candidate, at=after(minutes=34)).may_start_at == after(minutes=35)
        assert start_attempt(candidate, at=after(minutes=35)).number == 2

    def test_an_attempt_that_ran_out_ends_when_somebody_starts_again(self, phone, candidate):
        with pytest.raises(CannotStart) as refusal:
            start_attempt(candidate, at=after(hours=1))
        assert refusal.value.code == StandingState.MARKING
        phone.attempt.refresh_from_db()
        assert (phone.attempt.state, phone.attempt.submitted_at) == (AttemptState.SUBMITTED, after(minutes=30))

    def test_a_prepared_paper_is_the_one_that_is_taken(self, candidate):
        prepared = prepare_attempt(candidate)
        assert prepare_attempt(candidate) == prepared
        started = start_attempt(candidate, at=NINE)
        assert (started.pk, started.slots) == (prepared.pk, prepared.slots)

    @pytest.mark.parametrize("change", ["version", "state", "rules"])
    def test_a_prepared_paper_is_drawn_again_when_something_changed(self, candidate, change):
        prepared = prepare_attempt(candidate)
        question = Question.objects.get(current=prepared.slots[0]["version"])
        if change == "version":
            revise_question(question, content=content(77, question.current.kind))
        elif change == "state":
            set_state(question, state=QuestionState.TO_REVIEW)
        else:
            candidate.sitting.paper.rules.update(marks=10)
        started = start_attempt(candidate, at=NINE)
        assert started.pk != prepared.pk
        assert question.current_id not in {slot["version"] for slot in started.slots} or change == "rules"

    def test_a_paper_cleared_away_while_its_owner_begins_tells_that_the_test_is_over(self, candidate, monkeypatch):
        prepared = prepare_attempt(candidate)
        real = papers.stamp

        def sweep_and_stamp(paper):
            sweep(at=after(hours=9))
            return real(paper)

        monkeypatch.setattr(papers, "stamp", sweep_and_stamp)
        with pytest.raises(CannotStart) as refusal:
            start_attempt(candidate, at=after(hours=7, minutes=59))
        assert refusal.value.code == StandingState.CLOSED
        prepared.refresh_from_db()
        assert (prepared.started_at, prepared.deadline_at) == (None, None)
        assert not AuditEntry.objects.filter(action="exams.attempt.started").exists()

    def test_a_bank_too_small_says_so_at_the_start(self, candidate):
        Question.objects.update(state=QuestionState.RETIRED)
        with pytest.raises(papers.BankTooSmall):
            start_attempt(candidate, at=NINE)


class TestSave:
    def test_answers_are_acknowledged_and_kept(self, phone):
        saved = save(phone, phone.item(0), phone.item(2))
        assert (saved.acked, saved.lease_ok) == ({0: 1, 2: 2}, True)
        assert set(answers_of(phone.attempt)) == {0, 2}

    def test_old_and_repeated_items_change_nothing(self, phone):
        newer = phone.item(0, seq=5)
        save(phone, newer)
        save(phone, phone.item(0, seq=4, right=False))
        save(phone, newer)
        assert answers_of(phone.attempt)[0] == list(newer.value)

    def test_of_two_values_in_one_request_the_newer_stays(self, phone):
        save(phone, phone.item(0, seq=9), phone.item(0, seq=3, right=False))
        assert answers_of(phone.attempt)[0] == tokens(phone.attempt, 0)

    def test_an_answer_can_be_taken_back(self, phone):
        save(phone, phone.item(0))
        save(phone, phone.item(0, value=()))
        assert answers_of(phone.attempt) == {}

    def test_tampered_payload(self, phone):
        other = Phone(CandidateFactory(sitting=phone.attempt.sitting))
        two = tuple(phone.attempt.slots[0]["tokens"][:2])
        one = two[:1]
        bad = [Item(4, 1, one), Item(-1, 1, one), Item(0, 0, one), Item(0, 1, ("nope",)), Item(0, 1, one * 2)]
        for item in [*bad, Item(0, 1, two), other.item(0)]:
            with pytest.raises(UnknownAnswer):
                save(phone, phone.item(1), item)
        assert answers_of(phone.attempt) == {}

    def test_several_options_are_allowed_where_the_question_says_so(self, phone):
        assert save(phone, phone.item(2)).acked == {2: 1}
        assert len(answers_of(phone.attempt)[2]) == 2

    def test_second_tab_takes_the_lease(self, phone):
        first = phone.lease
        save(phone, phone.item(0))
        phone.open()
        stale = save(phone, phone.item(1), lease=first)
        assert (stale.lease_ok, stale.acked) == (False, {1: 2})
        assert set(answers_of(phone.attempt)) == {0, 1}
        assert save(phone, phone.item(2)).lease_ok

    def test_two_devices_differ_on_question_3(self, phone):
        old = phone.lease
        phone.open()
        save(phone, phone.item(2))
        save(phone, phone.item(2, right=False), lease=old)
        assert answers_of(phone.attempt)[2] == tokens(phone.attempt, 2)
        (clash,) = AuditEntry.objects.get(action="exams.answers.differ").detail["clashes"]
        assert (clash["slot"], clash["had"]["epoch"], clash["came"]["epoch"]) == (2, 2, 1)

    @pytest.mark.parametrize("lease", ["", "1-forged", "99999999999-x", "x-y", "２-x", "1-é"])
    def test_a_lease_we_never_gave_writes_nothing(self, phone, lease):
        saved = save_answers(phone.attempt, lease_id=lease, items=[phone.item(0)], at=after(minutes=1))
        assert (saved.lease_ok, saved.acked, answers_of(phone.attempt)) == (False, {}, {})
        assert epoch_of(phone.attempt, phone.lease) == 1

    def test_offline_until_just_after_deadline(self, phone):
        saved = save(phone, *phone.items(), at=after(minutes=30, seconds=30))
        assert len(saved.acked) == 4
        assert all(phone.attempt.responses.values_list("late", flat=True))

    def test_after_the_grace_a_save_is_refused_and_ends_the_attempt(self, phone):
        save(phone, phone.item(0))
        with pytest.raises(AttemptClosed):
            save(phone, phone.item(1), at=after(minutes=32))
        attempt = Attempt.objects.get()
        assert (attempt.state, attempt.submitted_by) == (AttemptState.SUBMITTED, SubmittedBy.SYSTEM)
        assert set(answers_of(attempt)) == {0}

    def test_old_tab_wakes_after_submit(self, phone):
        hand_in(phone)
        before = saved_items(phone.attempt)
        with pytest.raises(AttemptClosed):
            save(phone, phone.item(0, right=False), at=after(minutes=6))
        assert saved_items(phone.attempt) == before


class TestSubmit:
    def test_handing_in_marks_at_once_and_gives_a_receipt(self, phone, candidate):
        done = hand_in(phone)
        assert (done.counted, len(done.receipt.code), done.receipt.answered) == (True, 8, 4)
        assert done.receipt.submitted_at == after(minutes=5)
        result = best_result(candidate)
        assert (result.score, result.max_score, result.passed) == (Decimal(100), Decimal(100), True)
        fact = Fact.objects.get(kind="attempt.graded")
        assert (fact.key, fact.payload) == (f"{phone.attempt.public_id}:1", {"candidate": candidate.pk})

    def test_double_tap_on_submit(self, phone):
        first, second = hand_in(phone), hand_in(phone, right=False, key="k2", at=after(minutes=6))
        assert first.receipt == second.receipt
        assert phone.attempt.grades.count() == 1

    def test_who_ends_an_attempt_second_changes_nothing(self, phone):
        stale = Attempt.objects.get()
        receipt = hand_in(phone).receipt
        assert not finish(stale, by=SubmittedBy.SYSTEM, submitted_at=after(minutes=30))
        assert (stale.submitted_by, receipt_of(stale)) == (SubmittedBy.CANDIDATE, receipt)
        assert stale.grades.count() == AuditEntry.objects.filter(action="exams.attempt.submitted").count() == 1

    def test_submit_repairs_saves_that_were_lost(self, phone):
        save(phone, phone.item(0, right=False))
        hand_in(phone)
        assert latest_grade(phone.attempt).score == 100

    def test_just_below_the_pass_mark_fails(self, phone, candidate):
        items = [*phone.items(slots=[0, 1]), *phone.items(slots=[2, 3], right=False)]
        submit_attempt(phone.attempt, lease_id=phone.lease, items=items, key="k", at=after(minutes=5))
        assert (best_result(candidate).score, best_result(candidate).passed) == (50, False)

    def test_half_of_a_multiple_choice_earns_nothing(self, phone):
        half = phone.item(2, value=tuple(tokens(phone.attempt, 2)[:1]))
        submit_attempt(phone.attempt, lease_id=phone.lease, items=[half], key="k", at=after(minutes=5))
        assert latest_grade(phone.attempt).score == 0

    def test_a_late_submit_ends_the_attempt_with_what_was_acknowledged(self, phone):
        save(phone, phone.item(0))
        done = hand_in(phone, at=after(minutes=40))
        assert (done.counted, done.receipt.answered, done.receipt.submitted_at) == (False, 1, after(minutes=30))

    def test_a_paper_not_begun_cannot_be_handed_in(self, candidate):
        with pytest.raises(AttemptClosed):
            submit_attempt(prepare_attempt(candidate), lease_id="", items=[], key="k", at=NINE)

    def test_the_best_result_counts_and_a_void_one_does_not(self, phone, candidate):
        other = CandidateFactory(sitting=candidate.sitting)
        hand_in(phone, right=False)
        hand_in(Phone(candidate, at=after(minutes=10)), at=after(minutes=20))
        assert best_results([candidate.pk, other.pk])[candidate.pk].score == 100
        void_attempt(candidate.attempts.get(number=2), reason="代答", actor=UserFactory())
        assert best_result(candidate).score == 0
        assert best_result(other) is None


class TestTime:
    def test_never_reconnects(self, phone):
        save(phone, *phone.items())
        assert sweep(at=after(minutes=31, seconds=10)) == 0
        assert sweep(at=after(minutes=32)) == 1
        phone.attempt.refresh_from_db()
        assert (phone.attempt.state, phone.attempt.submitted_at) == (AttemptState.SUBMITTED, after(minutes=30))
        assert sweep(at=after(minutes=40)) == 0
        assert sweep(at=after(minutes=42)) == 1
        assert latest_grade(phone.attempt).score == 100

    def test_papers_are_drawn_ahead_and_cleared_when_nobody_came(self, candidate):
        assert sweep(at=after(hours=-2)) == 0
        assert sweep(at=after(minutes=-30)) == 1
        assert sweep(at=after(minutes=-20)) == 0
        assert sweep(at=after(hours=9)) == 1
        assert candidate.attempts.get().state == AttemptState.UNUSED

    def test_a_sweep_survives_a_paper_it_cannot_draw(self, candidate, monkeypatch, set_clock):
        Question.objects.update(state=QuestionState.RETIRED)
        assert sweep(at=NINE) == 0
        monkeypatch.setattr("exams.domain.attempts.papers.draw_slots", lambda paper: 1 / 0)
        set_clock(NINE)
        assert sweep_attempts() == 0

    def test_extra_time_before_the_deadline(self, phone):
        attempt = grant_time(phone.attempt, minutes=10, reason="停电", actor=UserFactory(), at=after(minutes=20))
        assert attempt.accept_until == after(minutes=41)
        assert save(phone, phone.item(0), at=after(minutes=35)).acked

    def test_extra_time_after_expiry_before_grading(self, phone):
        staff = UserFactory()
        sweep(at=after(minutes=32))
        attempt = grant_time(phone.attempt, minutes=10, reason="停电", actor=staff, at=after(minutes=35))
        assert (attempt.state, attempt.deadline_at) == (AttemptState.IN_PROGRESS, after(minutes=45))
        sweep(at=after(minutes=47))
        with pytest.raises(CannotGrant):
            grant_time(phone.attempt, minutes=10, reason="又停电", actor=staff, at=after(minutes=48))
        assert AuditEntry.objects.filter(action="exams.attempt.time_granted").count() == 1

    @pytest.mark.parametrize(("minutes", "reason"), [(0, "停电"), (181, "停电"), (10, " ")])
    def test_extra_time_needs_a_reason_and_a_sensible_length(self, phone, minutes, reason):
        with pytest.raises(CannotGrant):
            grant_time(phone.attempt, minutes=minutes, reason=reason, actor=UserFactory(), at=NINE)

    def test_no_extra_time_after_marking(self, phone):
        hand_in(phone)
        with pytest.raises(CannotGrant):
            grant_time(phone.attempt, minutes=10, reason="停电", actor=UserFactory())

    def test_a_moved_window_leaves_attempts_under_way_alone(self, phone):
        sitting = phone.attempt.sitting
        for _twice in range(2):
            update_sitting(sitting, title="新名", opens_at=NINE, closes_at=after(minutes=10))
        phone.attempt.refresh_from_db()
        assert phone.attempt.deadline_at == after(minutes=30)
        assert AuditEntry.objects.filter(action="exams.sitting.changed").count() == 1

    def test_an_ended_attempt_is_not_ended_twice(self, phone):
        stale = Attempt.objects.get()
        hand_in(phone)
        assert end_if_due(stale, at=after(hours=1)).submitted_by == SubmittedBy.CANDIDATE


class TestLate:
    def late(self, phone, at=None, **options):
        return quarantine(phone.attempt, lease_id=phone.lease, items=phone.items(**options), at=at or after(minutes=40))

    def test_offline_ten_minutes_past_deadline(self, phone):
        staff = UserFactory()
        save(phone, phone.item(0))
        items = phone.items()
        batches = [quarantine(phone.attempt, lease_id=phone.lease, items=items, at=after(minutes=m)) for m in (40, 41)]
        assert batches[0] == batches[1]
        assert batches[1].arrived_at == after(minutes=40)
        grade_attempt(Attempt.objects.get())
        assert latest_grade(phone.attempt).score == 25
        for _twice in range(2):
            accept_late_batch(batches[0], actor=staff)
        grade = latest_grade(phone.attempt)
        assert (grade.revision, grade.score, grade.score_before, grade.graded_by) == (2, 100, 25, staff)

    def test_before_marking_an_accepted_batch_simply_counts(self, phone):
        assert accept_all_late(self.late(phone).attempt.sitting, actor=UserFactory()) == 1
        assert latest_grade(phone.attempt) is None
        grade_attempt(phone.attempt)
        assert latest_grade(phone.attempt).score == 100

    def test_a_rejected_batch_counts_nothing(self, phone):
        batch = self.late(phone)
        for _twice in range(2):
            reject_late_batch(batch, actor=UserFactory())
        accept_late_batch(batch, actor=UserFactory())
        assert batch.state == BatchState.REJECTED
        assert answers_of(phone.attempt) == {}

    def test_late_answers_need_an_end_and_must_belong_to_the_paper(self, phone):
        with pytest.raises(LateRefused):
            self.late(phone, at=after(minutes=5))
        with pytest.raises(UnknownAnswer):
            quarantine(phone.attempt, lease_id="", items=[Item(0, 1, ("nope",))], at=after(minutes=40))

    def test_late_batches_do_not_pile_up(self, phone):
        for _number in range(MAX_BATCHES):
            self.late(phone)
        with pytest.raises(LateRefused):
            self.late(phone)


def test_candidates_are_made_once_and_can_be_renamed(candidate):
    for _twice in range(2):
        again = add_candidate(candidate.sitting, key=candidate.key, display_name="王晓明")
        assert (again, again.display_name) == (candidate, "王晓明")


def test_tries_are_counted_without_void_ones(phone, candidate):
    assert tries_left(candidate) == 2
    void_attempt(phone.attempt, reason="代答", actor=UserFactory())
    assert tries_left(candidate) == 3


def test_the_pass_mark_of_the_start_counts(phone, candidate):
    Paper.objects.update(pass_percent=100)
    most = [*phone.items(slots=[0, 1, 2]), phone.item(3, right=False)]
    submit_attempt(phone.attempt, lease_id=phone.lease, items=most, key="k", at=after(minutes=5))
    assert best_result(candidate).passed


def test_best_results_take_the_same_queries_for_one_and_three(candidate, django_assert_num_queries):
    several = [candidate, *(CandidateFactory(sitting=candidate.sitting) for _ in range(2))]
    for each in several:
        hand_in(Phone(each))
    for ids in ([candidate.pk], [each.pk for each in several]):
        with django_assert_num_queries(1):
            assert len(best_results(ids)) == len(ids)


class TestBudgets:
    def test_start_on_a_prepared_paper(self, candidate, django_assert_max_num_queries):
        prepare_attempt(candidate)
        with django_assert_max_num_queries(12):
            start_attempt(candidate, at=NINE)

    def test_save(self, phone, django_assert_max_num_queries):
        items = phone.items()
        with django_assert_max_num_queries(6):
            save(phone, *items)

    def test_submit(self, phone, django_assert_max_num_queries):
        items = phone.items()
        with django_assert_max_num_queries(26):
            submit_attempt(phone.attempt, lease_id=phone.lease, items=items, key="k", at=after(minutes=5))
