"""The link to the test: one sitting per session, one candidate per enrolment. exams knows nothing of courses."""

from courses.enums import ACTIVE_STATES
from courses.models import Enrolment, TrainingSession
from exams.domain.sittings import add_candidate, create_sitting, update_sitting


def sync_sitting(session: TrainingSession) -> None:
    """Give a session with a test window its sitting, keep the window equal, and make candidates who are missing.

    A session without a window, or a course without a paper, has no sitting; an existing one stays, as people may
    have taken the test.
    """
    course = session.course
    if not (course.exam_required and course.paper and session.exam_opens_at and session.exam_closes_at):
        return
    title, opens_at, closes_at = str(session), session.exam_opens_at, session.exam_closes_at
    if session.sitting is None:
        session.sitting = create_sitting(
            area=session.area, paper=course.paper, title=title, opens_at=opens_at, closes_at=closes_at
        )
        session.save(update_fields=["sitting"])
    else:
        update_sitting(session.sitting, title=title, opens_at=opens_at, closes_at=closes_at)
    missing = session.enrolments.filter(candidate=None, state__in=ACTIVE_STATES)
    for enrolment in missing.select_related("person", "session__sitting"):
        add_candidate_for(enrolment)


def add_candidate_for(enrolment: Enrolment) -> None:
    """Put the trainee on the list of the session's sitting; nothing when there is none, or when it is done."""
    sitting = enrolment.session.sitting
    if sitting is None or enrolment.candidate_id:
        return
    enrolment.candidate = add_candidate(
        sitting, key=f"enrolment:{enrolment.public_id}", display_name=enrolment.person.name
    )
    enrolment.save(update_fields=["candidate"])
