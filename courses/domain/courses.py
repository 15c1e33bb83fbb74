"""Courses: what a new one starts from, and the trace of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.domain import audit
from courses.models import Course

if TYPE_CHECKING:
    from accounts.models import Area, User


def propose_course(area: Area | None) -> Course:
    """An unsaved course with the policy, test paper and pledge text of the last one of the area."""
    previous = Course.objects.filter(area=area).first()
    course = Course(area=area)
    if previous:
        for name in ("meetings_required", "exam_required", "pledge_required", "paper_id", "pledge_template_id"):
            setattr(course, name, getattr(previous, name))
    return course


@transaction.atomic
def record_course_saved(course: Course, *, actor: User | None, created: bool) -> None:
    """One audit line after the editor wrote a course."""
    action = "courses.course.created" if created else "courses.course.changed"
    audit.record(action, actor=actor, target=course)
