import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction

from accounts.models import AuditEntry
from common.models import Fact
from subjects.domain.completion_records import RecordRefused, erase_person, verify_chain
from subjects.models import ChainHead, CompletionRecord, CompletionRecordPerson
from tests.factories.accounts import UserFactory
from tests.factories.subjects import CompletionRecordFactory, RepresentativeFactory, SubjectFactory

pytestmark = pytest.mark.django_db


class Unlocked:
    """What somebody with the database's own password can do: switch the triggers off."""

    table = "subjects_completionrecord"

    def __enter__(self):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"ALTER TABLE {self.table} DISABLE TRIGGER USER")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [self.table])
            self.triggers = cursor.fetchall()
            for name, _sql in self.triggers:
                cursor.execute(f"DROP TRIGGER {name}")

    def __exit__(self, *args):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {self.table} ENABLE TRIGGER USER")
                return
            for _name, sql in self.triggers:
                cursor.execute(sql)


def test_records_are_numbered_and_linked():
    first, second = CompletionRecordFactory(), CompletionRecordFactory()
    assert (first.seq, second.seq) == (1, 2)
    assert (first.prev_hash, second.prev_hash) == ("0" * 64, first.hash)
    assert verify_chain().checked == 2
    assert first.identifier == first.subject.uscc
    assert str(first) == "1 2026年第3期"


def test_the_same_completion_is_one_record_however_often_it_arrives():
    first = CompletionRecordFactory(source_key="enrolment:7")
    again = CompletionRecordFactory(source_key="enrolment:7", subject=first.subject)
    assert again == first
    assert CompletionRecord.objects.count() == 1
    assert Fact.objects.filter(kind="completion_record.appended", key=first.public_id).count() == 1
    assert AuditEntry.objects.filter(action="subjects.record.appended").count() == 1


def test_no_personal_text_stands_in_the_chain():
    record = CompletionRecordFactory(person_name="王小明", person_phone="13800000001")
    row = CompletionRecord.objects.filter(pk=record.pk).values().get()
    assert not [value for value in row.values() if "王小明" in str(value) or "13800000001" in str(value)]
    assert (record.person.name, record.person.phone) == ("王小明", "13800000001")


@pytest.mark.parametrize("change", [lambda rows: rows.update(session_number="x"), lambda rows: rows.delete()])
def test_the_database_refuses_changes(change):
    record = CompletionRecordFactory()
    CompletionRecordPerson.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        change(CompletionRecord.objects.filter(pk=record.pk))


def test_erasing_the_person_keeps_the_chain_provable():
    record = CompletionRecordFactory()
    actor = UserFactory()
    for _time in range(2):
        person = erase_person(record, actor=actor, reason="本人申请")
    assert (person.name, person.phone, person.phone_index, person.phone_last4, person.salt) == ("",) * 5
    assert verify_chain().is_intact
    assert AuditEntry.objects.filter(action="subjects.record.person_erased").count() == 1


def test_a_correction_supersedes_with_its_reason():
    record = CompletionRecordFactory(session_number="2026年第2期")
    corrected = CompletionRecordFactory(
        source_key=record.source_key, subject=record.subject, supersedes=record, reason="期次登记错误"
    )
    again = CompletionRecordFactory(
        source_key=record.source_key, subject=record.subject, supersedes=record, reason="期次登记错误"
    )
    assert (again, corrected.version) == (corrected, 2)
    assert list(CompletionRecord.objects.current()) == [corrected]
    assert verify_chain().is_intact


@pytest.mark.parametrize("change", [{"reason": ""}, {"source_key": "another"}])
def test_a_correction_of_nothing_or_without_reason_is_refused(change):
    record = CompletionRecordFactory()
    arguments = {"source_key": record.source_key, "supersedes": record, "reason": "错", "subject": record.subject}
    with pytest.raises(RecordRefused):
        CompletionRecordFactory(**(arguments | change))


TAMPERINGS = {
    "内容被改动": lambda: CompletionRecord.objects.filter(seq=2).update(session_number="别的期次"),
    "衔接不上": lambda: CompletionRecord.objects.filter(seq=2).update(prev_hash="f" * 64),
    "缺少第2条": lambda: (
        CompletionRecordPerson.objects.filter(record__seq=2).delete()
        and CompletionRecord.objects.filter(seq=2).delete()
    ),
    "链尾缺少": lambda: ChainHead.objects.update(seq=4),
}


@pytest.mark.parametrize("problem", TAMPERINGS)
def test_the_first_broken_row_is_named(problem, capsys):
    for _number in range(3):
        CompletionRecordFactory()
    call_command("verify_records")
    assert "共3条" in capsys.readouterr().out
    with Unlocked():
        TAMPERINGS[problem]()
    broken = 4 if problem == "链尾缺少" else 2
    assert verify_chain().broken_seq == broken
    with pytest.raises(CommandError, match=f"第{broken}条.*{problem}"):
        call_command("verify_records")


def test_a_changed_name_or_a_lost_person_row_is_found():
    record = CompletionRecordFactory()
    person = record.person
    person.name = "李四"
    person.save()
    assert "姓名或手机号" in verify_chain().problem
    person.delete()
    assert "缺少人员" in verify_chain().problem


def test_an_empty_chain_is_intact():
    assert verify_chain().is_intact


def test_a_chain_that_vanished_is_noticed():
    ChainHead.objects.create(seq=1, hash="a" * 64)
    assert verify_chain().broken_seq == 1


def test_who_sees_records():
    record = CompletionRecordFactory()
    approved = RepresentativeFactory(approved=True, subject=record.subject).user
    unverified = RepresentativeFactory(subject=record.subject).user
    staff, stranger = UserFactory(area=record.area), UserFactory()
    seen = {user: CompletionRecord.objects.for_user(user).count() for user in (approved, unverified, staff, stranger)}
    assert seen == {approved: 1, unverified: 0, staff: 1, stranger: 0}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_workers_append_without_gaps_or_doubles():
    subject = SubjectFactory()
    barrier = threading.Barrier(8)
    errors = []

    def work(worker):
        try:
            barrier.wait()
            for number in range(6):
                key = f"enrolment:{number if worker % 2 else worker * 100 + 100 + number}"
                CompletionRecordFactory(source_key=key, subject=subject)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    seqs = list(CompletionRecord.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, 4 * 6 + 6 + 1))
    assert verify_chain().is_intact
