from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.domain import audit
from accounts.models import AuditBatch, AuditEntry
from accounts.tasks import chain_audit
from common.clock import now
from tests.factories.accounts import AreaFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(monkeypatch):
    monkeypatch.setattr(audit, "SETTLE", timedelta(0))


def test_an_entry_says_who_did_what_where():
    user, person = UserFactory(username="lin"), PersonFactory()
    entry = audit.record("people.changed", actor=user, target=person, field="name")
    assert (entry.actor_label, entry.target_type, entry.target_id) == ("lin", "accounts.person", person.public_id)
    assert entry.area == person.area
    assert "lin people.changed" in str(entry)
    assert audit.record("system.swept").actor_label == "system"


@pytest.mark.parametrize("change", [lambda rows: rows.update(action="x"), lambda rows: rows.delete()])
def test_the_database_refuses_to_rewrite_history(change):
    entry = audit.record("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        change(AuditEntry.objects.filter(pk=entry.pk))
    assert AuditEntry.objects.get(pk=entry.pk).action == "a"


def test_entries_are_chained_once_and_the_chain_is_provable(settled, monkeypatch, capsys):
    monkeypatch.setattr(audit, "BATCH_SIZE", 2)
    AuditEntry.objects.bulk_create([AuditEntry(at=now(), action=str(n)) for n in range(5)])
    assert chain_audit() is not None
    assert chain_audit() is None
    named = [entry_id for batch in AuditBatch.objects.all() for entry_id in batch.entry_ids]
    assert len(named) == len(set(named)) == AuditEntry.objects.count()
    call_command("verify_audit")
    assert "intact" in capsys.readouterr().out


def test_an_entry_that_commits_late_is_still_chained(settled):
    late = audit.record("late")
    AuditBatch.objects.create(entry_ids=[late.pk + 1], closed_at=now(), prev_hash=audit.GENESIS, hash="h")
    batch = audit.chain_batch()
    assert batch is not None and late.pk in batch.entry_ids


def test_old_batches_are_the_floor_for_new_ones(settled):
    old = audit.record("old")
    AuditBatch.objects.create(
        entry_ids=[old.pk], closed_at=now() - timedelta(days=9), prev_hash=audit.GENESIS, hash="h"
    )
    new = audit.record("new")
    batch = audit.chain_batch()
    assert batch is not None and batch.entry_ids == [new.pk] and batch.prev_hash == "h"


def test_fresh_entries_wait_until_they_have_settled():
    audit.record("just now")
    assert audit.chain_batch() is None


def disable_trigger() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending checks would forbid the next line
            cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER accounts_auditentry_no_UPDATE")


def test_tampering_is_found_and_the_batch_named(settled):
    entry = audit.record("honest")
    batch = audit.chain_batch()
    disable_trigger()
    AuditEntry.objects.filter(pk=entry.pk).update(action="dishonest")
    assert audit.first_broken_batch() == batch
    with pytest.raises(CommandError, match=f"audit batch {batch.pk}"):
        call_command("verify_audit")


def test_staff_read_their_own_area_only():
    mine, other = UserFactory(), AreaFactory()
    audit.record("here", area=mine.area)
    audit.record("there", area=other)
    seen = AuditEntry.objects.for_user(mine).values_list("action", flat=True)
    assert "here" in seen and "there" not in seen
