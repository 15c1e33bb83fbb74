"""Taking registrations into the files: row by row checked, chunk by chunk atomic, run again a no-op.

Rules: a row is found by its credit code, else by its old registration number. A missing value never erases a known one.
Of several rows with the same code in one file the first counts; a later one that says something else is rejected.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import Area, User
from common.clock import now
from common.tasks_queue import enqueue
from subjects.enums import IdentifierKind, ImportState, SubjectState
from subjects.models import RejectedRow, Subject, SubjectImport
from subjects.validators import mask_citizen_ids

CHUNK = 1000
MAX_CELL, MAX_CELLS = 500, 60
IMPORTED_FIELDS = (
    "name",
    "uscc",
    "old_number",
    "identifier_kind",
    "state",
    "legal_representative",
    "registered_on",
    "enterprise_type",
    "registered_capital",
    "capital_amount",
    "business_scope",
    "province",
    "region",
    "address",
    "extra",
    "imported_at",
    "updated_at",
)


@dataclass(frozen=True, slots=True)
class ValidRow:
    """A row that can be read: values by field name (missing ones left out) and further columns by their header."""

    number: int
    cells: list[str]
    values: dict[str, Any]
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.values.get("uscc") or self.values["old_number"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is left out, and why."""

    number: int
    cells: list[str]
    reason: str
    column: str = ""


ImportRow = ValidRow | Refusal
Listener = Callable[[Refusal], None]


@transaction.atomic
def queue_import(*, area: Area, file: File, user: User) -> SubjectImport:
    """Keep an uploaded file and have a task import it."""
    run = SubjectImport.objects.create(
        area=area, user=user, file=file, file_name=(file.name or "")[-200:], state=ImportState.QUEUED, started_at=now()
    )
    enqueue("subjects.tasks.run_import", run.pk)
    return run


def open_import(*, area: Area, file_name: str, user: User | None = None) -> SubjectImport:
    return SubjectImport.objects.create(area=area, file_name=file_name[-200:], user=user, started_at=now())


def run_import(
    run: SubjectImport, rows: Iterable[ImportRow], *, sha256: str, encoding: str, on_refused: Listener | None = None
) -> SubjectImport:
    """Take the rows in. A run that was killed starts over: what it had taken in counts as unchanged then."""
    run.rejected_rows.all().delete()
    SubjectImport.objects.filter(pk=run.pk).update(
        state=ImportState.RUNNING,
        file_hash=sha256,
        encoding=encoding,
        rows=0,
        created=0,
        updated=0,
        unchanged=0,
        rejected=0,
    )
    seen: dict[str, int] = {}
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        outcome = _take_chunk(run, chunk, seen)
        if on_refused:
            for refusal in outcome.refused:
                on_refused(refusal)
    return _close(run, state=ImportState.DONE)


def fail_import(run: SubjectImport, *, reason: str) -> SubjectImport:
    """Note why a file could not be read (to its end); the chunks taken in before stay."""
    return _close(run, state=ImportState.FAILED, error=reason[:300])


@transaction.atomic
def _close(run: SubjectImport, *, state: ImportState, error: str = "") -> SubjectImport:
    SubjectImport.objects.filter(pk=run.pk).update(state=state, error=error, finished_at=now())
    run.refresh_from_db()
    label = "" if run.user else "manage.py"
    action = "subjects.import.done" if state == ImportState.DONE else "subjects.import.failed"
    audit.record(action, actor=run.user, actor_label=label, target=run, sha256=run.file_hash, counts=run.counts)
    return run


@dataclass
class _Outcome:
    created: list[Subject] = field(default_factory=list)
    updated: list[Subject] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)


def _take_chunk(run: SubjectImport, chunk: list[ImportRow], seen: dict[str, int]) -> _Outcome:
    try:
        outcome = _write_chunk(run, chunk, seen)
    except IntegrityError:  # somebody else entered one of these subjects meanwhile: now it can be read
        outcome = _write_chunk(run, chunk, seen)
    seen |= outcome.seen
    return outcome


@transaction.atomic
def _write_chunk(run: SubjectImport, chunk: list[ImportRow], seen: dict[str, int]) -> _Outcome:
    outcome = _Outcome()
    known = _Known(run.area, [row for row in chunk if isinstance(row, ValidRow)])
    for row in chunk:
        if isinstance(row, Refusal):
            outcome.refused.append(row)
        else:
            _decide(row, known, seen, outcome)
    Subject.objects.bulk_create(outcome.created)
    Subject.objects.bulk_update(outcome.updated, IMPORTED_FIELDS, batch_size=200)
    RejectedRow.objects.bulk_create(_rejected_row(run, refusal) for refusal in outcome.refused)
    SubjectImport.objects.filter(pk=run.pk).update(
        rows=F("rows") + len(chunk),
        created=F("created") + len(outcome.created),
        updated=F("updated") + len(outcome.updated),
        unchanged=F("unchanged") + outcome.unchanged,
        rejected=F("rejected") + len(outcome.refused),
    )
    return outcome


class _Known:
    """The subjects a chunk speaks of, read in one query, by either of their codes."""

    def __init__(self, area: Area, rows: list[ValidRow]) -> None:
        self.area = area
        codes = [row.values["uscc"] for row in rows if "uscc" in row.values]
        numbers = [row.values["old_number"] for row in rows if "old_number" in row.values]
        found = Subject.objects.filter(Q(uscc__in=codes) | Q(old_number__in=numbers)).select_related("area")
        self.by_code: dict[str, Subject] = {}
        for subject in found:
            self.add(subject)

    def add(self, subject: Subject) -> None:
        for code in (subject.uscc, subject.old_number):
            if code:
                self.by_code[code] = subject

    def find(self, row: ValidRow) -> tuple[Subject | None, str]:
        """The row's subject, and a reason why the row can't be taken in."""
        subject = self.by_code.get(row.code)
        namesake = self.by_code.get(row.values.get("old_number", ""))
        if subject is None and namesake is not None and namesake.uscc is None:
            subject = namesake  # it got its credit code since
        if namesake is not None and namesake is not subject:
            return None, _("The old registration number already belongs to another subject.")
        if subject is not None and not subject.area.path.startswith(self.area.path):
            return None, _("This subject is on file with another area.")
        return subject, ""


def _decide(row: ValidRow, known: _Known, seen: dict[str, int], outcome: _Outcome) -> None:
    subject, reason = known.find(row)
    first = seen.get(row.code) or outcome.seen.get(row.code)
    if reason:
        outcome.refused.append(Refusal(row.number, row.cells, reason))
        return
    if subject is None:
        subject = _new_subject(row, area=known.area)
        known.add(subject)
        outcome.created.append(subject)
    elif changes := _changes(subject, row):
        if first:
            reason = _("Row %(row)d has the same code and says something else. The first of them counts.") % {
                "row": first
            }
            outcome.refused.append(Refusal(row.number, row.cells, reason))
            return
        _apply(subject, changes)
        known.add(subject)
        outcome.updated.append(subject)
    else:
        outcome.unchanged += 1
    if not first:
        outcome.seen[row.code] = row.number


def _new_subject(row: ValidRow, *, area: Area) -> Subject:
    at = now()
    kind = IdentifierKind.USCC if "uscc" in row.values else IdentifierKind.OLD_NUMBER
    return Subject(
        area=area,
        identifier_kind=kind,
        state=SubjectState.ACTIVE,
        extra=row.extra,
        created_at=at,
        updated_at=at,
        imported_at=at,
        **row.values,
    )


def _changes(subject: Subject, row: ValidRow) -> dict[str, Any]:
    """What the row says that the subject doesn't. A subject waiting for approval is approved by standing in the registry."""
    wanted = {**row.values, "extra": {**subject.extra, **row.extra}, "state": SubjectState.ACTIVE}
    if "uscc" in wanted:
        wanted["identifier_kind"] = IdentifierKind.USCC
    changes = {name: value for name, value in wanted.items() if getattr(subject, name) != value}
    if subject.imported_at is None:
        changes["imported_at"] = now()
    return changes


def _apply(subject: Subject, changes: dict[str, Any]) -> None:
    for name, value in {**changes, "updated_at": now()}.items():
        setattr(subject, name, value)


def _rejected_row(run: SubjectImport, refusal: Refusal) -> RejectedRow:
    return RejectedRow(
        subject_import=run,
        row_number=refusal.number,
        column=refusal.column[:100],
        reason=refusal.reason[:300],
        cells=[_kept(cell) for cell in refusal.cells[:MAX_CELLS]],
    )


def _kept(cell: str) -> str:
    """A cell as it can be stored: without characters the database refuses, and without ID card numbers."""
    clean = "".join("\ufffd" if ch == "\0" or "\ud800" <= ch <= "\udfff" else ch for ch in cell[:MAX_CELL])
    return mask_citizen_ids(clean)
