"""Where each trainee stands: read only, in a constant number of queries for any number of trainees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.domain.words import short_time
from courses.enums import CheckInKind, CheckInOutcome
from courses.models import CheckIn, Completion, Course, Enrolment, Meeting, TrainingSession
from exams.domain.sittings import Result, best_results
from pledges.enums import PledgeState


@dataclass(frozen=True)
class Progress:
    """The facts of one enrolment against the policy of its course."""

    attended: frozenset[int]
    meetings_needed: int
    exam_required: bool
    exam: Result | None
    pledge_required: bool
    pledge_done: bool
    completion: Completion | None
    missing: list[str] = field(default_factory=list)

    @property
    def attendance_done(self) -> bool:
        return len(self.attended) >= self.meetings_needed

    @property
    def exam_done(self) -> bool:
        return self.exam is not None and self.exam.passed

    @property
    def score_text(self) -> str:
        """70 or 62.5, or nothing before the first marking."""
        return f"{self.exam.score:f}".removesuffix(".0") if self.exam else ""

    @property
    def is_complete(self) -> bool:
        """All that the course's policy demands is there; whether it was decided is `completion`."""
        return (
            self.attendance_done
            and (self.exam_done or not self.exam_required)
            and (self.pledge_done or not self.pledge_required)
        )


def progress_of(enrolment: Enrolment) -> Progress:
    return progress_for(enrolment.session, [enrolment])[enrolment.pk]


def progress_for(session: TrainingSession, enrolments: Sequence[Enrolment]) -> dict[int, Progress]:
    """Progress by enrolment id. What is missing is said in words that name the meeting, the test or the pledge."""
    return _progress({session.pk: session}, enrolments)


def progress_across(enrolments: Sequence[Enrolment]) -> dict[int, Progress]:
    """The same for enrolments of several sessions; load them with `session__course`."""
    return _progress({enrolment.session_id: enrolment.session for enrolment in enrolments}, enrolments)


def _progress(sessions: dict[int, TrainingSession], enrolments: Sequence[Enrolment]) -> dict[int, Progress]:
    meetings = defaultdict(list)
    for meeting in Meeting.objects.filter(session__in=sessions).order_by("starts_at", "pk"):
        meetings[meeting.session_id].append(meeting)
    attended = _attended(enrolments)
    results = best_results([e.candidate_id for e in enrolments if e.candidate_id])
    completions = {
        completion.enrolment_id: completion
        for completion in Completion.objects.filter(enrolment__in=enrolments).select_related("document")
    }
    signed = _signed(enrolments)
    rows = {}
    for enrolment in enrolments:
        course, held = sessions[enrolment.session_id].course, meetings[enrolment.session_id]
        needed = min(course.meetings_required or len(held), len(held))
        progress = Progress(
            attended=frozenset(attended[enrolment.pk]),
            # A session without meetings can't be attended, so it can't be completed either.
            meetings_needed=max(needed, 1),
            exam_required=course.exam_required,
            exam=results.get(enrolment.candidate_id) if enrolment.candidate_id else None,
            pledge_required=course.pledge_required,
            pledge_done=enrolment.pk in signed,
            completion=completions.get(enrolment.pk),
        )
        progress.missing.extend(_missing(progress, course, held))
        rows[enrolment.pk] = progress
    return rows


def _attended(enrolments: Iterable[Enrolment]) -> defaultdict[int, set[int]]:
    accepted = CheckIn.objects.filter(enrolment__in=enrolments, outcome=CheckInOutcome.ACCEPTED, kind=CheckInKind.ENTRY)
    attended = defaultdict(set)
    for enrolment_id, meeting_id in accepted.values_list("enrolment_id", "meeting_id"):
        attended[enrolment_id].add(meeting_id)
    return attended


def _signed(enrolments: Iterable[Enrolment]) -> set[int]:
    ids = [enrolment.pk for enrolment in enrolments if enrolment.pledge_id]
    return set(Enrolment.objects.filter(pk__in=ids, pledge__state=PledgeState.SIGNED).values_list("pk", flat=True))


def _missing(progress: Progress, course: Course, meetings: Sequence[Meeting]) -> Iterable[str]:
    if not progress.attendance_done:
        yield _missing_meetings(progress, meetings)
    if course.exam_required and not progress.exam_done:
        yield _missing_exam(progress)
    if course.pledge_required and not progress.pledge_done:
        yield _("The pledge is not signed yet.")


def _missing_meetings(progress: Progress, meetings: Sequence[Meeting]) -> str:
    absent = [meeting for meeting in meetings if meeting.pk not in progress.attended]
    short = progress.meetings_needed - len(progress.attended)
    if len(absent) > short:
        return ngettext("%(count)s more meeting to attend.", "%(count)s more meetings to attend.", short) % {
            "count": short
        }
    names = "、".join(f"{short_time(meeting.starts_at)} {meeting.title}".strip() for meeting in absent)
    return _("Not checked in: %(meetings)s.") % {"meetings": names}


def _missing_exam(progress: Progress) -> str:
    if progress.exam is None:
        return _("The test is not taken yet.")
    return _("The test is not passed yet (best score %(score)s).") % {"score": progress.score_text}
