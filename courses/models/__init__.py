from courses.models.attendance import CheckIn, Completion
from courses.models.course import Course, CourseMaterial, CourseUnit
from courses.models.enrolment import Enrolment
from courses.models.session import Meeting, TrainingSession

__all__ = [
    "CheckIn",
    "Completion",
    "Course",
    "CourseMaterial",
    "CourseUnit",
    "Enrolment",
    "Meeting",
    "TrainingSession",
]
