"""Everything the office knows about one subject, gathered from the apps below in a constant number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Prefetch, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from courses.domain.progress import Progress, progress_across
from courses.enums import CheckInKind, CheckInOutcome
from courses.models import CheckIn, Enrolment
from issuance.enums import DocumentKind
from issuance.models import IssuedDocument
from pledges.enums import PledgeState
from subjects.models import BreachRecord, CompletionRecord, Delivery, Representative, Subject


class EventKind(TextChoices):
    IMPORTED = "imported", pgettext_lazy("timeline", "Imported")
    ENTERED = "entered", pgettext_lazy("timeline", "Entered")
    REGISTERED = "registered", pgettext_lazy("timeline", "Registered")
    ATTENDED = "attended", pgettext_lazy("timeline", "Attended")
    PASSED = "passed", pgettext_lazy("timeline", "Passed the test")
    PLEDGED = "pledged", pgettext_lazy("timeline", "Signed the pledge")
    CERTIFIED = "certified", pgettext_lazy("timeline", "Certificate issued")
    DELIVERED = "delivered", pgettext_lazy("timeline", "Delivered")
    BREACH = "breach", pgettext_lazy("timeline", "Breach decided")
    BREACH_CLOSED = "breach_closed", pgettext_lazy("timeline", "Breach record closed")


@dataclass(frozen=True)
class Event:
    """Something that happened, when, and to whom. Of decisions only the day is known."""

    at: datetime
    kind: EventKind
    what: str = ""
    is_day: bool = False


@dataclass(frozen=True)
class TraineeRow:
    enrolment: Enrolment
    progress: Progress


@dataclass(frozen=True)
class SubjectFile:
    subject: Subject
    trainees: list[TraineeRow]
    papers: list[IssuedDocument]
    records: list[CompletionRecord]
    breaches: list[BreachRecord]
    representatives: list[Representative]
    events: list[Event]

    @property
    def last_updated(self) -> datetime:
        """The newest of what the file holds: an old file must not look fresh."""
        entered = [record.updated_at for record in self.breaches]
        return max([self.subject.updated_at, *entered, *(event.at for event in self.events if not event.is_day)])


def open_file(subject: Subject) -> SubjectFile:
    enrolments = list(
        subject.enrolments.select_related("person", "session__course", "pledge").order_by("-enrolled_at", "-pk")
    )
    progress = progress_across(enrolments)
    trainees = [TraineeRow(enrolment, progress[enrolment.pk]) for enrolment in enrolments]
    papers = list(IssuedDocument.objects.filter(subject=subject).order_by("-pk"))
    records = list(_records(subject))
    breaches = list(subject.breach_records.all())
    events = [
        *_arrival(subject),
        *_breaches(breaches),
        *_training(trainees),
        *_attendance(trainees),
        *_papers(papers),
        *_deliveries(records),
    ]
    representatives = list(subject.representatives.select_related("user", "decided_by"))
    events.sort(key=lambda event: event.at)
    return SubjectFile(subject, trainees, papers, records, breaches, representatives, events)


def _records(subject: Subject) -> Iterator[CompletionRecord]:
    deliveries = Delivery.objects.select_related("destination").defer("destination__secret").order_by("pk")
    records = subject.completion_records.select_related("superseded_by").order_by("seq")
    yield from records.prefetch_related(Prefetch("deliveries", deliveries))


def _arrival(subject: Subject) -> Iterator[Event]:
    if subject.imported_at:
        yield Event(subject.imported_at, EventKind.IMPORTED)
    if subject.imported_at != subject.created_at:
        yield Event(subject.created_at, EventKind.ENTERED)


def _breaches(records: list[BreachRecord]) -> Iterator[Event]:
    for record in records:
        what = f"{record} · {record.authority}"
        yield Event(_start_of(record.decided_on), EventKind.BREACH, what, is_day=True)
        if record.ended_on:
            how = f"{what} · {record.get_state_display()}"
            yield Event(_start_of(record.ended_on), EventKind.BREACH_CLOSED, how, is_day=True)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _training(trainees: list[TraineeRow]) -> Iterator[Event]:
    for row in trainees:
        enrolment, exam, pledge = row.enrolment, row.progress.exam, row.enrolment.pledge
        who = f"{enrolment.person.name} · {enrolment.session}"
        yield Event(enrolment.enrolled_at, EventKind.REGISTERED, who)
        if exam and exam.passed:
            score = _("%(score)s of %(full)s points") % {
                "score": f"{float(exam.score):g}",
                "full": f"{float(exam.max_score):g}",
            }
            yield Event(exam.graded_at, EventKind.PASSED, f"{who} · {score}")
        if pledge and pledge.state == PledgeState.SIGNED and pledge.signed_at:
            yield Event(pledge.signed_at, EventKind.PLEDGED, who)


def _attendance(trainees: list[TraineeRow]) -> Iterator[Event]:
    enrolments = {row.enrolment.pk: row.enrolment for row in trainees}
    accepted = CheckIn.objects.filter(
        enrolment__in=enrolments, outcome=CheckInOutcome.ACCEPTED, kind=CheckInKind.ENTRY
    ).select_related("meeting__session")
    for check_in in accepted:
        who = enrolments[check_in.enrolment_id or 0].person.name
        what = (who, check_in.meeting.session, check_in.meeting, check_in.get_evidence_level_display())
        yield Event(check_in.happened_at, EventKind.ATTENDED, " · ".join(map(str, what)))


def _papers(papers: list[IssuedDocument]) -> Iterator[Event]:
    for paper in papers:
        if paper.kind == DocumentKind.CERTIFICATE and paper.sealed_at:
            yield Event(paper.sealed_at, EventKind.CERTIFIED, f"{paper.person_name} · {paper}")


def _deliveries(records: list[CompletionRecord]) -> Iterator[Event]:
    for record in records:
        for delivery in record.deliveries.all():
            if delivery.delivered_at:
                what = f"{record.session_number} · {delivery.destination}"
                yield Event(delivery.delivered_at, EventKind.DELIVERED, what)
