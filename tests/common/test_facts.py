import pytest
from django.core.management import call_command
from django_q.models import Schedule

from common.domain import facts
from common.models import Fact
from common.tasks import drain_facts_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(facts, "_handlers", type(facts._handlers)(list))
    calls: list[dict] = []
    facts.register("thing.happened", calls.append)
    return calls


def test_a_fact_told_twice_is_one_fact(heard):
    facts.record_fact("thing.happened", "1", {"id": 1})
    facts.record_fact("thing.happened", "1", {"id": 1})
    assert Fact.objects.count() == 1
    assert drain_facts_task() == 1
    assert drain_facts_task() == 0
    assert heard == [{"id": 1}]


def test_registering_twice_calls_once(heard):
    handler = heard.append
    facts.register("other.thing", handler)
    facts.register("other.thing", handler)
    facts.record_fact("other.thing", "1")
    facts.drain_facts()
    assert heard == [{}]


def test_a_broken_handler_keeps_its_fact_and_lets_the_others_through(heard, caplog):
    def fail(payload):
        raise ValueError("no")

    facts.register("other.thing", fail)
    facts.record_fact("other.thing", "1")
    facts.record_fact("thing.happened", "1")
    assert facts.drain_facts() == 1
    waiting = Fact.objects.undrained().get()
    assert (waiting.attempts, waiting.last_error) == (1, "ValueError('no')")
    assert str(waiting) == "other.thing 1"
    assert heard == [{}]


def test_drained_meanwhile_by_another_worker_counts_once(heard):
    fact = facts.record_fact("thing.happened", "1")
    facts.drain_facts()
    assert facts._drain(fact) == 0


def test_schedules_are_written_once(capsys):
    call_command("sync_schedules")
    call_command("sync_schedules")
    assert Schedule.objects.filter(func="common.tasks.drain_facts_task").count() == 1
