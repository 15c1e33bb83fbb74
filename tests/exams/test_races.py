"""Two people, tabs or processes at once; row locks and guarded updates need a server that has them."""

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from exams.domain import corrections, ending
from exams.domain.attempts import save_answers, start_attempt, submit_attempt
from exams.domain.corrections import correct_key
from exams.domain.ending import latest_grade
from exams.domain.leases import open_lease
from exams.domain.sweeping import sweep
from exams.enums import AttemptState
from exams.models import Attempt, Candidate, Grade, Question
from tests.factories.accounts import UserFactory
from tests.factories.exams import NINE, CandidateFactory, Phone, SittingFactory, content, hand_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 100


def at_once(*calls):
    """Run the calls in threads that begin together; returns results or exceptions in order."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        barrier.wait()
        try:
            results[index] = call()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_double_start_gives_one_attempt():
    candidate = CandidateFactory()
    for second in range(10):
        results = at_once(*[partial(start_attempt, candidate, at=NINE + timedelta(seconds=second))] * 4)
        assert len({attempt.pk for attempt in results}) == 1
        assert len({attempt.deadline_at for attempt in results}) == 1
        Attempt.objects.all().delete()


def test_attempts_limit_with_parallel_starts():
    candidate = CandidateFactory(sitting=SittingFactory(attempts_allowed=1))

    def start_and_hand_in():
        phone = Phone(Candidate.objects.get(pk=candidate.pk))
        return submit_attempt(phone.attempt, lease_id=phone.lease, items=[], key="k", at=NINE)

    at_once(*[start_and_hand_in] * 6)
    assert Attempt.objects.filter(candidate=candidate).count() == 1
    assert Grade.objects.count() == 1


def test_sweeper_and_user_submit_in_the_same_second():
    sitting = SittingFactory()
    late = NINE + timedelta(minutes=31, seconds=20)
    for number in range(ROUNDS):
        phone = Phone(CandidateFactory(sitting=sitting, key=f"c{number}"))
        arrived = late if number % 2 else late - timedelta(seconds=30)
        _swept, done = at_once(
            partial(sweep, at=late),
            partial(submit_attempt, phone.attempt, lease_id=phone.lease, items=phone.items(), key="k", at=arrived),
        )
        attempt = Attempt.objects.get(pk=phone.attempt.pk)
        assert attempt.receipt == done.receipt.code
        sweep(at=late + timedelta(hours=1))
        attempt.refresh_from_db()
        assert (attempt.state, attempt.grades.count()) == (AttemptState.GRADED, 1)


def test_parallel_saves_keep_the_newest():
    phone = Phone(CandidateFactory())
    old, new = phone.item(0, seq=1, right=False), phone.item(0, seq=2)
    for _round in range(20):
        saves = [
            partial(save_answers, phone.attempt, lease_id=phone.lease, items=[item], at=NINE) for item in (old, new)
        ]
        assert all(saved.lease_ok for saved in at_once(*saves))
        assert phone.attempt.responses.get().value == list(new.value)
        phone.attempt.responses.all().delete()


def test_leases_taken_at_once_are_different():
    phone = Phone(CandidateFactory())
    leases = at_once(*[lambda: open_lease(Attempt.objects.select_related("sitting__area").get())] * 5)
    epochs = [lease.epoch for lease in leases]
    assert max(epochs) == Attempt.objects.get(pk=phone.attempt.pk).lease_epoch
    assert len(set(epochs)) == 5


def somebody_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone()[0] > 0


def until_done_or_waiting(done):
    """Until the other one is through, or stands before the lock."""
    while not done.wait(0.02) and not somebody_waits_for_a_lock():
        pass


@pytest.mark.parametrize(("slower", "guarded"), [("correction", True), ("marking", True), ("marking", False)])
def test_a_paper_handed_in_while_its_key_is_corrected(monkeypatch, slower, guarded):
    """Whoever is in the middle when the other comes, the paper ends up marked by the new key. Without the lock a slow
    marking that has read the old key isn't found by the correction: the last case shows it.
    """
    phone, staff = Phone(CandidateFactory()), UserFactory()
    question = Question.objects.select_related("current").get(current=phone.attempt.slots[0]["version"])
    fixed = replace(content(1), stem=question.current.stem, options=question.current.options, key=[3])
    in_the_middle, other_is_through = threading.Event(), threading.Event()
    place = (corrections, "record_fact") if slower == "correction" else (ending, "_add_grade")
    real = getattr(*place)

    def pause(*args, **kwargs):
        if not in_the_middle.is_set():
            in_the_middle.set()
            until_done_or_waiting(other_is_through)
        return real(*args, **kwargs)

    monkeypatch.setattr(*place, pause)
    if not guarded:
        monkeypatch.setattr("common.locking._lock", lambda function, name: None)

    def correct():
        return correct_key(question, content=fixed, reason="答案有误", actor=staff)

    first, second = (correct, partial(hand_in, phone)) if slower == "correction" else (partial(hand_in, phone), correct)

    def come_second():
        in_the_middle.wait()
        try:
            return second()
        finally:
            other_is_through.set()

    results = at_once(first, come_second)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert (latest_grade(phone.attempt).score == 75) is guarded
