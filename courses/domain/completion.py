"""The one decision: does what is known of an enrolment satisfy its course's policy? Then its paper and its record are made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.domain import audit
from common.clock import now
from courses.domain.progress import Progress, progress_for, progress_of
from courses.enums import CheckInKind, CheckInOutcome, EnrolmentState, SessionState
from courses.models import Completion, Enrolment, Meeting, TrainingSession
from issuance.domain.documents import request_document
from issuance.domain.offices import issuer_for
from issuance.enums import DocumentKind
from issuance.models import IssuedDocument
from subjects.domain.completion_records import append_record
from subjects.models import CompletionRecord

DECIDING_STATES = (SessionState.PUBLISHED, SessionState.CLOSED, SessionState.COMPLETED)
# The sweep looks back so far: facts that arrive later are settled by their own handlers.
SWEPT = timedelta(days=60)
AHEAD = timedelta(days=1)  # check-in opens at most that long before a meeting starts


def missing(enrolment: Enrolment) -> list[str]:
    """What this trainee still lacks, in words that name the meeting, the test or the pledge; empty when nothing does."""
    return progress_of(enrolment).missing


def missing_for(session: TrainingSession, enrolments: Sequence[Enrolment]) -> dict[int, list[str]]:
    """The same for many trainees of one session, by enrolment id, in a constant number of queries."""
    return {pk: progress.missing for pk, progress in progress_for(session, enrolments).items()}


@transaction.atomic
def decide_completion(enrolment: Enrolment) -> Completion | None:
    """Issue the 培训证明 and append the record once all that the policy demands is there; None while something is missing.

    Asks the facts anew each time, so their order and number don't matter: exactly one completion per enrolment, which
    later facts (a regrade too) never take back. Seats that aren't confirmed and cancelled sessions are never completed.
    """
    # One row is locked: deciders of the same trainee wait for each other and then find what the first one made.
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    locked = Enrolment.objects.select_related(
        "session__course", "session__area", "person", "subject", "candidate", "pledge"
    ).get(pk=enrolment.pk)
    made = Completion.objects.filter(enrolment=locked).first()
    if made or locked.state != EnrolmentState.CONFIRMED or locked.session.state not in DECIDING_STATES:
        return made
    progress = progress_of(locked)
    return _complete(locked, progress) if progress.is_complete else None


def _complete(enrolment: Enrolment, progress: Progress) -> Completion:
    session = enrolment.session
    at = now()
    prefix = number_prefix(session)
    completion = Completion.objects.create(enrolment=enrolment, decided_at=at)
    today = timezone.localdate(at)
    completion.document = request_document(
        kind=DocumentKind.CERTIFICATE,
        source_key=source_key(enrolment),
        area=session.area,
        subject=enrolment.subject,
        person_name=enrolment.person.name,
        facts=printed_facts(enrolment, progress, issued_on=today),
        number_scope=f"certificate:{prefix}",
        number_format=f"{prefix}-{{serial:04d}}",
    )
    completion.record = append_record(
        source_key=source_key(enrolment),
        subject=enrolment.subject,
        session_number=session.short_name,
        course_title=session.course.title,
        completed_on=today,
        person_name=enrolment.person.name,
        person_phone=enrolment.person.phone,
        document_number=completion.document.number,
    )
    completion.save(update_fields=["document", "record"])
    audit.record("courses.completion.decided", target=enrolment, area=session.area, document=completion.document.number)
    return completion


@transaction.atomic
def adopt_replacement(document_id: str, *, replacement_id: str) -> Completion | None:
    """After a certificate was corrected: the completion points to the new paper, and a record with its number supersedes
    the earlier one. Public ids of the papers; told twice, or of a paper that isn't a completion's, nothing changes.
    """
    completion = Completion.objects.select_for_update().filter(document__public_id=document_id).first()
    if completion is None or completion.document is None or completion.record is None:
        return None
    reason = completion.document.ended_reason
    completion.document = IssuedDocument.objects.get(public_id=replacement_id)
    completion.record = _correct_record(completion.record, completion, completion.document, reason=reason)
    completion.save(update_fields=["document", "record"])
    return completion


def _correct_record(
    earlier: CompletionRecord, completion: Completion, document: IssuedDocument, *, reason: str
) -> CompletionRecord:
    enrolment = Enrolment.objects.select_related("person", "subject").get(pk=completion.enrolment_id)
    return append_record(
        source_key=earlier.source_key,
        subject=enrolment.subject,
        session_number=earlier.session_number,
        course_title=earlier.course_title,
        completed_on=earlier.completed_on,
        person_name=document.person_name,
        person_phone=enrolment.person.phone,
        document_number=document.number,
        supersedes=earlier,
        reason=reason,
    )


def source_key(enrolment: Enrolment) -> str:
    return f"enrolment:{enrolment.public_id}"


def number_prefix(session: TrainingSession) -> str:
    """{区划6位}-XYXF-{yyyy}-{期2位}: certificates are counted within the session, -{流水4位} follows."""
    return f"{session.area.code[:6]}-XYXF-{session.year}-{session.number:02d}"


def printed_facts(enrolment: Enrolment, progress: Progress, *, issued_on: date) -> dict[str, Any]:
    """Everything the 培训证明 says but the name, as it was on the day of issue."""
    session, subject = enrolment.session, enrolment.subject
    days = attended_days(progress, session.meetings.all())
    return {
        "unit": subject.name,
        "uscc": subject.identifier,
        "role": str(enrolment.get_role_display()),
        "session_title": str(session),
        "hosts": hosts_line(session),
        "contents": "、".join(unit.title for unit in session.course.units.all()) or session.course.title,
        "achievements": achievements(progress),
        "attended_from": min(days).isoformat(),
        "attended_to": max(days).isoformat(),
        "issuer": issuer_for(session.area),
        "issued_on": issued_on.isoformat(),
    }


def attended_days(progress: Progress, meetings: Sequence[Meeting]) -> list[date]:
    return [timezone.localdate(meeting.starts_at) for meeting in meetings if meeting.pk in progress.attended]


def hosts_line(session: TrainingSession) -> str:
    """“甲、乙联合举办” from the lines of the plan; lines that say themselves who does what are kept as they are."""
    lines = [line.strip() for line in session.hosts.splitlines() if line.strip()]
    if not lines or any("：" in line for line in lines):
        return "，".join(lines)
    words = {"hosts": "、".join(lines)}
    return _("held jointly by %(hosts)s") % words if len(lines) > 1 else _("held by %(hosts)s") % words


def hosts_names(session: TrainingSession) -> str:
    return "、".join(line.strip() for line in session.hosts.splitlines() if line.strip())


def achievements(progress: Progress) -> str:
    """What else the trainee did, without any score."""
    took, signed = progress.exam_required and progress.exam_done, progress.pledge_required and progress.pledge_done
    if took and signed:
        return pgettext("certificate", "took the final test and signed the training pledge")
    if took:
        return pgettext("certificate", "took the final test")
    return pgettext("certificate", "signed the training pledge") if signed else ""


def sweep_completions() -> int:
    """Decide for everybody whose facts are complete but whose completion isn't there: the net below the fact handlers."""
    since = now() - SWEPT
    sessions = TrainingSession.objects.filter(
        state__in=DECIDING_STATES, meetings__ends_at__gte=since, meetings__starts_at__lte=now() + AHEAD
    )
    return sum(_sweep(session) for session in sessions.select_related("course").distinct())


def _sweep(session: TrainingSession) -> int:
    waiting = session.enrolments.filter(
        state=EnrolmentState.CONFIRMED,
        completion=None,
        check_ins__outcome=CheckInOutcome.ACCEPTED,
        check_ins__kind=CheckInKind.ENTRY,
    ).distinct()
    progress = progress_for(session, list(waiting))
    ready = [enrolment for enrolment in waiting if progress[enrolment.pk].is_complete]
    return sum(decide_completion(enrolment) is not None for enrolment in ready)
