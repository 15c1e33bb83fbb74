"""The link to the test: a sitting per session, a candidate per trainee, and what the session page says of results."""

from datetime import timedelta

import pytest

from accounts.domain.consent import publish_text
from accounts.enums import ConsentPurpose
from common.clock import now
from courses.domain.enrolment import enrol_trainee
from courses.domain.errors import SessionRefused
from courses.domain.progress import progress_of
from courses.domain.sessions import move_session, record_session_saved
from courses.models import Course, TrainingSession
from exams.domain.sittings import add_candidate
from exams.models import Attempt, Candidate, Grade, Sitting
from pledges.domain.pledges import sign_pledge
from tests.factories.accounts import AreaFactory, PersonFactory
from tests.factories.courses import CourseFactory, EnrolmentFactory, TrainingSessionFactory
from tests.factories.exams import PaperFactory
from tests.factories.pledges import NAME_INK, open_one
from tests.factories.pledges import template as pledge_template
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    area = AreaFactory()
    paper = PaperFactory(area=area, title="结业考试")
    course = CourseFactory(area=area, exam_required=True, paper=paper)
    return TrainingSessionFactory(
        area=area, course=course, exam_opens_at=now(), exam_closes_at=now() + timedelta(days=3), draft=True
    )


def save(session):
    return record_session_saved(session, actor=None, created=False)


def graded(candidate, *, number, score, passed, revision=1):
    attempt = Attempt.objects.filter(candidate=candidate, number=number).first() or Attempt.objects.create(
        sitting=candidate.sitting, candidate=candidate, number=number, slots=[], state="graded"
    )
    return Grade.objects.create(
        attempt=attempt, revision=revision, score=score, max_score=100, passed=passed, detail={}, graded_at=now()
    )


def test_saving_a_session_makes_its_sitting_once_and_moves_its_window(session):
    save(session)
    save(session)
    sitting = Sitting.objects.get()
    assert (session.sitting, sitting.title, sitting.opens_at) == (sitting, session.title, session.exam_opens_at)
    session.exam_closes_at += timedelta(days=1)
    save(session)
    assert Sitting.objects.get().closes_at == session.exam_closes_at


def test_usual_rules_of_the_test(session):
    sitting = save(session).sitting
    assert (sitting.minutes, sitting.attempts_allowed, sitting.paper.pass_percent) == (30, 3, 60)


def test_no_window_or_no_test_no_sitting(session):
    TrainingSession.objects.update(exam_opens_at=None, exam_closes_at=None)
    save(TrainingSession.objects.get())
    Course.objects.update(exam_required=False)
    save(TrainingSession.objects.get())
    assert not Sitting.objects.exists()


def test_a_test_without_its_times_cannot_be_published(session):
    with pytest.raises(SessionRefused, match="考试开始"):
        move_session(session, to="published", actor=None)
    save(session)
    assert move_session(session, to="published", actor=None).state == "published"


def test_enrolling_makes_a_candidate(session):
    save(session)
    move_session(session, to="published", actor=None)
    enrolment = enrol_trainee(
        session, subject=SubjectFactory(area=session.area), name="王小明", actor=None, source="representative"
    )
    assert enrolment.candidate.display_name == "王小明"
    assert enrolment.candidate.sitting == session.sitting


def test_those_enrolled_before_the_test_was_planned_become_candidates(session):
    early = EnrolmentFactory(session=session)
    gone = EnrolmentFactory(session=session, withdrawn=True)
    save(session)
    save(session)
    early.refresh_from_db()
    gone.refresh_from_db()
    assert early.candidate == Candidate.objects.get()
    assert gone.candidate is None


def test_what_is_lacking_follows_the_best_attempt(session):
    enrolment = EnrolmentFactory(session=session)
    assert "还没参加考试" in progress_of(enrolment).missing
    save(session)
    enrolment.refresh_from_db()
    assert "还没参加考试" in progress_of(enrolment).missing
    graded(enrolment.candidate, number=1, score=55, passed=False)
    assert "考试还没通过（最高 55 分）" in progress_of(enrolment).missing
    graded(enrolment.candidate, number=2, score=70, passed=True)
    graded(enrolment.candidate, number=3, score=40, passed=False)
    assert progress_of(enrolment).exam_done
    graded(enrolment.candidate, number=2, score=50, passed=False, revision=2)
    assert not progress_of(enrolment).exam_done


def test_half_marks_are_shown_as_they_are(session):
    save(session)
    enrolment = EnrolmentFactory(
        session=session, candidate=add_candidate(session.sitting, key="k", display_name="王二")
    )
    assert progress_of(enrolment).score_text == ""
    graded(enrolment.candidate, number=1, score="62.5", passed=True)
    assert progress_of(enrolment).score_text == "62.5"


def test_pledge_is_lacking_until_it_is_signed(session):
    publish_text(purpose=ConsentPurpose.PLEDGE, title="在线签名说明", body="记录签名笔迹。")
    wording = pledge_template(session.area)
    Course.objects.update(exam_required=False, pledge_required=True, pledge_template=wording)
    enrolment = EnrolmentFactory(
        session=TrainingSession.objects.get(), person=PersonFactory(area=session.area, name="王二")
    )
    assert "还没签承诺书" in progress_of(enrolment).missing
    enrolment.pledge = open_one(template=wording, person=enrolment.person)
    enrolment.save()
    assert not progress_of(enrolment).pledge_done
    evidence = {"identified_by": "seat_slip", "user_agent_hash": "x"}
    text_hash = enrolment.pledge.text_hash
    sign_pledge(enrolment.pledge, strokes=NAME_INK, text_hash=text_hash, idempotency_key="k", evidence=evidence)
    progress = progress_of(enrolment)
    assert progress.pledge_done
    assert "还没签承诺书" not in progress.missing
