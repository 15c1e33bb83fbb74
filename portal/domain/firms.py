"""What a representative sees of each firm: everything once approved, before that only the people they enrolled themselves."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import pgettext

from accounts.models import User
from courses.domain.progress import Progress, progress_across
from courses.models import Enrolment
from subjects.models import Representative, Subject

Step = tuple[str, str]


@dataclass(frozen=True)
class Trainee:
    """One person's way through one session."""

    enrolment: Enrolment
    steps: list[Step]
    missing: list[str]


@dataclass(frozen=True)
class Firm:
    """A firm as one of its representatives meets it."""

    claim: Representative
    sees_file: bool
    trainees: list[Trainee] = field(default_factory=list)

    @property
    def subject(self) -> Subject:
        return self.claim.subject


def firms_of(user: User, claims: Sequence[Representative]) -> list[Firm]:
    """The firms of these claims with their trainees, in a constant number of queries."""
    subjects = [claim.subject_id for claim in claims]
    open_files = set(Subject.objects.for_user(user).filter(pk__in=subjects).values_list("pk", flat=True))
    trainees = trainees_of(user, subjects)
    return [Firm(claim, claim.subject_id in open_files, trainees[claim.subject_id]) for claim in claims]


def trainees_of(user: User, subjects: Iterable[int]) -> defaultdict[int, list[Trainee]]:
    """By subject, the newest session first: of firms whose file is open all trainees, of others those this user enrolled."""
    enrolments = list(
        Enrolment.objects.for_user(user)
        .active()
        .filter(subject__in=list(subjects))
        .select_related("person", "session__course")
        .order_by("-session__year", "-session__number", "seat_number", "pk")
    )
    progress = progress_across(enrolments)
    trainees = defaultdict(list)
    for enrolment in enrolments:
        row = progress[enrolment.pk]
        trainees[enrolment.subject_id].append(Trainee(enrolment, steps_of(row), row.missing))
    return trainees


def steps_of(progress: Progress) -> list[Step]:
    """(label, done | now | todo): the first that isn't done is the one to take now. Only what the course asks for."""
    wanted = [
        (pgettext("step", "Registered"), True),
        (pgettext("step", "Check-in"), progress.attendance_done),
        *([(pgettext("step", "Test"), progress.exam_done)] if progress.exam_required else []),
        *([(pgettext("step", "Pledge"), progress.pledge_done)] if progress.pledge_required else []),
        (pgettext("step", "Certificate"), progress.completion is not None),
    ]
    following = next((label for label, done in wanted if not done), "")
    return [(label, "done" if done else "now" if label == following else "todo") for label, done in wanted]
