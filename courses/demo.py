"""A made-up course and two sessions for the demo: one to walk through today, one in the past."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from courses.domain.courses import record_course_saved
from courses.domain.enrolment import Trainee, enrol_group
from courses.domain.sessions import move_session, record_session_saved
from courses.enums import EnrolmentSource, SessionState, TraineeRole
from courses.models import Course, CourseUnit, Meeting, TrainingSession
from exams.models import Paper
from pledges.enums import PledgeKind
from pledges.models import PledgeTemplate
from subjects.domain.approvals import find_or_queue_subject

if TYPE_CHECKING:
    from accounts.models import Area, User

COURSE = "企业信用修复公益培训"
SUMMARY = "用半天时间讲清楚：失信信息分几类、各公示多久，什么时候可以申请修复，到哪里办、带什么材料。"
UNITS = [
    ("当前形势", 20, "社会信用体系建设的总体要求，诚信经营对企业意味着什么。"),
    ("政策解读", 50, "失信信息的分类和公示期限，信用修复的条件，各类修复由谁受理。"),
    ("办理流程", 40, "网上申请的步骤，需要的材料，常见的退回原因。全程不收费，谨防收费“代办”。"),
    ("承诺与测试", 40, "阅读并签署培训承诺书，完成一次简短考试。"),
]
TEXTS = {
    "hosts": "主办：示例区社会信用体系建设领导小组办公室\n协办：示例区企业联合会",
    "place": "示例区行政中心二楼报告厅",
    "how_to_get_there": "乘 3 路公交车到行政中心站，从东门进。",
    "audience": "自愿参加的企业法定代表人、主要负责人、实际控制人、信用联络员或受托人。",
    "what_to_bring": "请带手机。没有手机也可以参加，现场备有纸质签到表和试卷。",
    "contact_name": "信用办",
    "contact_telephone": "000-0000 0000",
}
FIRMS = [
    ("91320799MA1DEM001K", "示例区示范饲料有限公司", [("王小明", "13800000001", TraineeRole.CREDIT_LIAISON)]),
    (
        "91320799MA1DEM002N",
        "示例区海棠建材商行",
        [("李芳", "13800000002", TraineeRole.LEGAL_REPRESENTATIVE), ("赵强", "", TraineeRole.AGENT)],
    ),
]
ALL_DAY = 14 * 60


@transaction.atomic
def load(*, area: Area, admin_user: User, today: date) -> None:
    """Make what is missing, and bring today's session to today: its check-in is open from midnight to midnight."""
    course = _course(area, admin_user)
    past = _session(course, year=today.year, number=1, day=today - timedelta(days=30), actor=admin_user)
    move_session(past, to=SessionState.COMPLETED, actor=admin_user)
    current = _session(course, year=today.year, number=2, day=today, actor=admin_user)
    _bring_to(current, today, admin_user)
    for code, name, people in FIRMS:
        subject = find_or_queue_subject(area=area, uscc=code, name=name, actor=admin_user)
        trainees = [Trainee(*person) for person in people]
        enrol_group(
            current,
            subject=subject,
            trainees=trainees,
            actor=admin_user,
            source=EnrolmentSource.STAFF,
            reason="演示数据",
        )


def _course(area: Area, actor: User) -> Course:
    course = Course.objects.filter(area=area, title=COURSE).first()
    if course:
        return course
    paper = Paper.objects.filter(area=area).first()
    template = PledgeTemplate.objects.filter(area=area, kind=PledgeKind.TRAINING).published().first()
    course = Course.objects.create(
        area=area,
        title=COURSE,
        summary=SUMMARY,
        paper=paper,
        exam_required=paper is not None,
        pledge_template=template,
        pledge_required=template is not None,
    )
    for order, (title, minutes, outline) in enumerate(UNITS):
        CourseUnit.objects.create(course=course, sort_order=order, title=title, minutes=minutes, outline=outline)
    record_course_saved(course, actor=actor, created=True)
    return course


def _session(course: Course, *, year: int, number: int, day: date, actor: User) -> TrainingSession:
    session = TrainingSession.objects.filter(area=course.area, year=year, number=number).first()
    if session:
        return session
    session = TrainingSession.objects.create(
        area=course.area, course=course, year=year, number=number, capacity=40, **TEXTS, **_windows(day)
    )
    Meeting.objects.create(session=session, check_in_before=ALL_DAY, check_in_after=7 * 60 - 1, **_hours(day))
    record_session_saved(session, actor=actor, created=True)
    return move_session(session, to=SessionState.PUBLISHED, actor=actor)


def _bring_to(session: TrainingSession, day: date, actor: User) -> None:
    """A demo that is opened again on a later day starts there."""
    if timezone.localtime(session.meetings.first().starts_at).date() == day:
        return
    session.meetings.update(**_hours(day))
    for name, value in _windows(day).items():
        setattr(session, name, value)
    session.save()
    record_session_saved(session, actor=actor, created=False)


def _hours(day: date) -> dict[str, datetime]:
    return {"starts_at": _at(day, 14), "ends_at": _at(day, 17)}


def _windows(day: date) -> dict[str, datetime]:
    return {
        "registration_opens_at": _at(day - timedelta(days=14), 9),
        "registration_closes_at": _at(day, 23),
        "exam_opens_at": _at(day, 0),
        "exam_closes_at": _at(day + timedelta(days=3), 18),
    }


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
