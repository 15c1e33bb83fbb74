"""The chain of completion records: appended under one lock, never changed, provable after personal data were erased."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.domain.facts import record_fact
from common.errors import DomainError
from subjects.domain.deliveries import create_deliveries
from subjects.models import ChainHead, CompletionRecord, CompletionRecordPerson, Subject

GENESIS = "0" * 64
HASHED_FIELDS = (
    "seq",
    "public_id",
    "source_key",
    "version",
    "supersedes_id",
    "reason",
    "subject_id",
    "area_id",
    "identifier",
    "session_number",
    "course_title",
    "document_number",
    "person_digest",
    "phone_digest",
    "prev_hash",
)


class RecordRefused(DomainError):
    code = "record_refused"


@transaction.atomic
def append_record(
    *,
    source_key: str,
    subject: Subject,
    session_number: str,
    course_title: str,
    completed_on: date,
    person_name: str,
    person_phone: str,
    document_number: str,
    supersedes: CompletionRecord | None = None,
    reason: str = "",
    actor: User | None = None,
) -> CompletionRecord:
    """Append one completion to the subject's file and queue it for the active destinations.

    Once per source_key and version, however often it is asked: the record already there is returned. A correction names
    the record it supersedes and the reason. An internal service record: no score enters it.
    """
    head = _locked_head()
    version = supersedes.version + 1 if supersedes else 1
    found = CompletionRecord.objects.filter(source_key=source_key, version=version).first()
    if found:
        return found
    if supersedes and (supersedes.source_key != source_key or not reason):
        raise RecordRefused(_("A correction needs a reason and belongs to the completion it corrects."))
    record = CompletionRecord(
        source_key=source_key,
        version=version,
        supersedes=supersedes,
        reason=reason,
        subject=subject,
        area_id=subject.area_id,
        identifier=subject.identifier,
        session_number=session_number,
        course_title=course_title,
        completed_on=completed_on,
        document_number=document_number,
        recorded_at=now(),
    )
    _link(record, head, name=person_name, phone=person_phone)
    create_deliveries(record)
    audit.record("subjects.record.appended", actor=actor, target=record, seq=record.seq, version=version, reason=reason)
    record_fact("completion_record.appended", record.public_id, {"record": record.pk})
    return record


@transaction.atomic
def erase_person(record: CompletionRecord, *, actor: User | None, reason: str) -> CompletionRecordPerson:
    """Erase name and phone behind a record (个人信息保护法 art. 47). With the salt gone the digests lead nowhere; the chain holds."""
    person = CompletionRecordPerson.objects.select_for_update().get(record=record)
    if person.erased_at is None:
        person.name = person.salt = ""
        person.set_phone("")
        person.erased_at = now()
        person.save()
        audit.record("subjects.record.person_erased", actor=actor, target=record, seq=record.seq, reason=reason)
    return person


@dataclass(frozen=True)
class ChainReport:
    """What verify_chain found: the number of intact rows and, if any, the first broken one and what is wrong with it."""

    checked: int
    broken_seq: int | None = None
    problem: str = ""

    @property
    def is_intact(self) -> bool:
        return self.broken_seq is None


def verify_chain() -> ChainReport:
    """Recompute every hash, link, number and personal digest in order; stops at the first that doesn't hold."""
    seq, prev_hash = 0, GENESIS
    for record in CompletionRecord.objects.select_related("person").order_by("seq").iterator(chunk_size=1000):
        if problem := _problem(record, expected_seq=seq + 1, prev_hash=prev_hash):
            return ChainReport(seq, min(record.seq, seq + 1), problem)
        seq, prev_hash = record.seq, record.hash
    head = ChainHead.objects.filter(pk=1).first() or ChainHead(hash=GENESIS)
    if (head.seq, head.hash) != (seq, prev_hash):
        return ChainReport(seq, seq + 1, _("Rows are missing at the end of the chain."))
    return ChainReport(seq)


def record_hash(record: CompletionRecord) -> str:
    content: dict[str, Any] = {name: getattr(record, name) for name in HASHED_FIELDS}
    content["completed_on"] = record.completed_on.isoformat()
    content["recorded_at"] = record.recorded_at.astimezone(UTC).isoformat()
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _locked_head() -> ChainHead:
    """The end of the chain, held until the transaction ends: numbers without gaps. On SQLite the transaction itself is the lock."""
    ChainHead.objects.bulk_create([ChainHead(hash=GENESIS)], ignore_conflicts=True)
    return ChainHead.objects.select_for_update().get(pk=1)


def _personal_digest(salt: str, label: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\0{label}\0{text}".encode()).hexdigest()


def _link(record: CompletionRecord, head: ChainHead, *, name: str, phone: str) -> None:
    """Make the record the new end of the chain; what is personal goes beside it."""
    salt = secrets.token_hex(32)
    record.person_digest = _personal_digest(salt, "name", name)
    record.phone_digest = _personal_digest(salt, "phone", phone)
    record.seq, record.prev_hash = head.seq + 1, head.hash
    record.hash = record_hash(record)
    record.save(force_insert=True)
    ChainHead.objects.filter(pk=head.pk).update(seq=record.seq, hash=record.hash)
    person = CompletionRecordPerson(record=record, salt=salt, name=name)
    person.set_phone(phone)
    person.save(force_insert=True)


def _problem(record: CompletionRecord, *, expected_seq: int, prev_hash: str) -> str:
    if record.seq != expected_seq:
        return _("Row %(seq)d is missing.") % {"seq": expected_seq}
    if record.prev_hash != prev_hash:
        return _("The row doesn't follow the row before it.")
    if record.hash != record_hash(record):
        return _("The row's content was changed.")
    return _person_problem(record)


def _person_problem(record: CompletionRecord) -> str:
    person = getattr(record, "person", None)
    if person is None:
        return _("The row about the person is missing.")
    if person.erased_at:
        return ""
    kept = {"person_digest": ("name", person.name), "phone_digest": ("phone", person.phone)}
    for field, (label, text) in kept.items():
        if getattr(record, field) != _personal_digest(person.salt, label, text):
            return _("The name or phone was changed.")
    return ""
