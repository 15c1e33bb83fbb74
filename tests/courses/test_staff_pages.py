"""The staff session page, its papers, the steps of a session, and the Wagtail screens."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.domain.roles import setup_roles
from accounts.enums import Role
from common.clock import now
from courses.domain.errors import SessionRefused
from courses.domain.sessions import move_session
from courses.enums import CheckInOutcome, EvidenceLevel, SessionState
from courses.models import CheckIn, Completion, Course, Meeting, TrainingSession
from exams.enums import QuestionState
from exams.models import Question
from notices.models import Message
from tests.courses.browserless import form_data
from tests.factories.accounts import AreaFactory, PersonFactory, UserFactory
from tests.factories.courses import CourseFactory, EnrolmentFactory, MeetingFactory, TrainingSessionFactory
from tests.factories.exams import PaperFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return TrainingSessionFactory(capacity=3)


@pytest.fixture
def manager(client, session):
    setup_roles()
    user = UserFactory(area=session.area, roles=[Role.TRAINING_MANAGER])
    client.force_login(user)
    return user


def url(name, session, *args):
    return reverse(f"training-session-{name}", args=[session.pk, *args])


def check_in(enrolment, **kwargs):
    fields = {
        "meeting": enrolment.session.meetings.first(),
        "enrolment": enrolment,
        "outcome": CheckInOutcome.ACCEPTED,
        "evidence_level": EvidenceLevel.STAFF_SCAN,
        "nonce": f"n{enrolment.pk}",
        "happened_at": now(),
        "recorded_at": now(),
    }
    return CheckIn.objects.create(**fields | kwargs)


def test_page_says_what_each_still_lacks(client, manager, session):
    present, absent = EnrolmentFactory(session=session), EnrolmentFactory(session=session)
    check_in(present)
    page = client.get(url("staff", session))
    rows = {row.enrolment.pk: row for row in page.context["rows"]}
    assert rows[present.pk].progress.is_complete
    assert rows[absent.pk].lacks == {"attendance", "certificate"}
    text = page.content.decode()
    assert "未签到" in text
    assert "条件已齐" in text
    assert present.seat_code in text
    assert "已报 2 人，共 3 席，余 1 席" in text
    assert [item["count"] for item in page.context["filters"]] == [2, 1, 0, 0, 2]
    only = client.get(url("staff", session), {"lacking": "attendance"})
    assert [row.enrolment for row in only.context["rows"]] == [absent]
    none = client.get(url("staff", session), {"lacking": "pledge"})
    assert "没有人缺这一项" in none.content.decode()
    assert len(client.get(url("staff", session), {"lacking": "<x>"}).context["rows"]) == 2


def test_refused_scans_are_no_attendance(client, manager, session):
    enrolment = EnrolmentFactory(session=session)
    check_in(enrolment, outcome=CheckInOutcome.REFUSED, reason="too_early")
    [row] = client.get(url("staff", session)).context["rows"]
    assert not row.progress.attendance_done


def test_meetings_needed_may_be_fewer_than_all(client, manager, session):
    MeetingFactory(session=session, title="下午", starts_at=now() + timedelta(days=2))
    MeetingFactory(session=session, title="晚上", starts_at=now() + timedelta(days=3))
    Course.objects.update(meetings_required=2)
    enrolment = EnrolmentFactory(session=session)
    check_in(enrolment)
    assert "还需参加 1 次课" in client.get(url("staff", session)).content.decode()
    Course.objects.update(meetings_required=None)
    text = client.get(url("staff", session)).content.decode()
    assert "下午、" in text
    assert "晚上" in text


def test_excess_after_capacity_was_reduced(client, manager, session):
    EnrolmentFactory.create_batch(2, session=session)
    TrainingSession.objects.update(capacity=1)
    assert "比席位多 1 人" in client.get(url("staff", session)).content.decode()


def test_empty_session_says_what_to_do(client, manager, session):
    assert "还没有人报名" in client.get(url("staff", session)).content.decode()
    assert "暂无参会条" in client.get(url("slips", session)).content.decode()


@pytest.mark.parametrize("name", ["staff", "roster", "slips"])
def test_same_number_of_queries_for_1_and_3_trainees(
    client, manager, session, name, django_assert_num_queries, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url(name, session)).status_code == 200
        return len(queries)

    check_in(EnrolmentFactory(session=session))
    client.get(url(name, session))
    one = count()
    for _number in range(2):
        enrolment = EnrolmentFactory(session=session)
        check_in(enrolment)
        Completion.objects.create(enrolment=enrolment, decided_at=now())
    assert count() == one


def test_roster_masks_phones_and_has_a_column_for_each_meeting(client, manager, session):
    MeetingFactory(session=session, title="下午", starts_at=now() + timedelta(days=2))
    enrolment = EnrolmentFactory(session=session, person=PersonFactory(area=session.area, phone="13800000001"))
    EnrolmentFactory(session=session, waitlisted=True)
    text = client.get(url("roster", session)).content.decode()
    assert text.count('class="sign"') == 2
    assert "13800000001" not in text
    assert "*******0001" in text
    assert enrolment.subject.uscc in text


def test_slips_carry_code_and_qr(client, manager, session):
    enrolment = EnrolmentFactory(session=session)
    text = client.get(url("slips", session)).content.decode()
    assert enrolment.seat_code in text
    assert "<svg" in text
    assert "style=" not in text


def test_door_staff_see_the_page_but_neither_slips_nor_forms(client, session):
    setup_roles()
    client.force_login(UserFactory(area=session.area, roles=[Role.DOOR_STAFF]))
    page = client.get(url("staff", session)).content.decode()
    assert url("enrol", session) not in page
    assert client.get(url("roster", session)).status_code == 200
    enrolment = EnrolmentFactory(session=session)
    for name, args in [
        ("enrol", ()),
        ("sheet", ()),
        ("slips", ()),
        ("withdraw", (enrolment.pk,)),
        ("move", ("closed",)),
    ]:
        assert client.get(url(name, session, *args)).status_code == 404


def test_other_area_is_404_and_the_area_above_sees_it(client, session):
    setup_roles()
    client.force_login(UserFactory(roles=[Role.TRAINING_MANAGER]))
    assert client.get(url("staff", session)).status_code == 404
    assert client.get(reverse("trainingsession:edit", args=[session.pk])).status_code == 404
    assert session.title not in client.get(reverse("trainingsession:index")).content.decode()
    street = TrainingSessionFactory(area=AreaFactory(parent=session.area))
    client.force_login(UserFactory(area=session.area, roles=[Role.TRAINING_MANAGER]))
    assert client.get(url("staff", street)).status_code == 200


def test_steps_of_a_session(client, manager, session):
    TrainingSession.objects.update(state=SessionState.DRAFT)
    assert "发布通知" in client.get(url("move", session, "published")).content.decode()
    client.post(url("move", session, "published"))
    client.post(url("move", session, "closed"))
    client.post(url("move", session, "published"))
    client.post(url("move", session, "completed"))
    session.refresh_from_db()
    assert session.state == SessionState.COMPLETED
    assert client.post(url("move", session, "cancelled"), {"reason": "x"}).status_code == 302
    session.refresh_from_db()
    assert session.state == SessionState.COMPLETED


def test_cancelling_needs_the_reason_the_public_reads(client, manager, session):
    refused = client.post(url("move", session, "cancelled"), {"reason": ""}).content.decode()
    assert "请填写取消原因" in refused
    EnrolmentFactory(session=session)
    EnrolmentFactory(session=session, withdrawn=True, person=PersonFactory(area=session.area, phone="13800000002"))
    EnrolmentFactory(session=session, person=PersonFactory(area=session.area, phone="13800000001"))
    for _time in range(2):
        client.post(url("move", session, "cancelled"), {"reason": "场地维修"})
    session.refresh_from_db()
    assert (session.state, session.state_note) == (SessionState.CANCELLED, "场地维修")
    message = Message.objects.get(template="cancellation")
    assert message.phone == "13800000001"
    assert "场地维修" in message.body


def test_domain_refuses_impossible_steps(session):
    TrainingSession.objects.update(state=SessionState.CANCELLED)
    with pytest.raises(SessionRefused):
        move_session(session, to=SessionState.PUBLISHED, actor=None)
    assert move_session(session, to=SessionState.CANCELLED, actor=None).state == SessionState.CANCELLED
    with pytest.raises(SessionRefused):
        move_session(session, to=SessionState.DRAFT, actor=None)


def test_publishing_without_a_meeting_is_refused(client, manager, session):
    TrainingSession.objects.update(state=SessionState.DRAFT)
    Meeting.objects.all().delete()
    assert "上课时间" in client.post(url("move", session, "published")).content.decode()


def test_new_session_form_proposes_number_meeting_and_last_texts(client, manager, session):
    TrainingSession.objects.update(number=2, year=now().year, place="二楼报告厅", hosts="主办：区信用办")
    add = reverse("trainingsession:add")
    data = form_data(client.get(add))
    assert (data["year"], data["number"], data["place"]) == (str(now().year), "3", "二楼报告厅")
    assert data["meetings-TOTAL_FORMS"] == "1"
    assert data["course"] == str(session.course_id)
    answer = client.post(add, data)
    assert answer.status_code == 302, answer.context["form"].errors
    made = TrainingSession.objects.get(number=3)
    assert (made.area, made.state) == (session.area, SessionState.DRAFT)
    assert made.title == f"{now().year}年第3期企业信用修复公益培训"
    assert made.meetings.count() == 1
    edit = reverse("trainingsession:edit", args=[made.pk])
    data = form_data(client.get(edit)) | {"place": "三楼"}
    assert client.post(edit, data).status_code == 302
    made.refresh_from_db()
    assert (made.place, made.meetings.count()) == ("三楼", 1)


def test_first_session_and_course_of_an_area_start_from_nothing(client):
    setup_roles()
    client.force_login(UserFactory(roles=[Role.TRAINING_MANAGER]))
    data = form_data(client.get(reverse("trainingsession:add")))
    assert (data["number"], data["capacity"], data["place"]) == ("1", "40", "")
    assert form_data(client.get(reverse("course:add")))["title"] == ""


def test_superuser_without_an_area_works_for_the_top_one(client, session):
    client.force_login(UserFactory(area=None, is_superuser=True))
    TrainingSession.objects.update(place="只此一处")
    assert form_data(client.get(reverse("trainingsession:add")))["place"] == "只此一处"


def test_number_taken_is_said_at_the_field(client, manager, session):
    TrainingSession.objects.update(number=2, year=now().year)
    add = reverse("trainingsession:add")
    answer = client.post(add, form_data(client.get(add)) | {"number": "2"})
    assert "这一年已有同一期号" in answer.content.decode()
    assert TrainingSession.objects.count() == 1


def test_number_taken_at_the_same_moment(client, manager, session, monkeypatch):
    from courses.admin.session import SessionForm

    TrainingSession.objects.update(number=2, year=now().year)
    monkeypatch.setattr(SessionForm, "_number_taken", lambda self, cleaned: False)
    add = reverse("trainingsession:add")
    answer = client.post(add, form_data(client.get(add)) | {"number": "2"})
    assert "这一年已有同一期号" in answer.content.decode()


def test_a_test_that_cannot_be_drawn_is_said_at_its_times(client, manager, session):
    session.course.paper, session.course.exam_required = PaperFactory(area=session.area), True
    session.course.save()
    TrainingSession.objects.update(number=2)
    Question.objects.filter(current__kind="judge").update(state=QuestionState.TO_REVIEW)
    add = reverse("trainingsession:add")
    data = form_data(client.get(add))
    shown = client.post(add, data).content.decode()
    assert "判断题）需要 1 题，还缺 1 题" in shown and "考试时间先不填" in shown
    assert TrainingSession.objects.count() == 1
    assert client.post(add, data | {"exam_opens_at": "", "exam_closes_at": ""}).status_code == 302
    made = TrainingSession.objects.exclude(pk=session.pk).get()
    assert (made.sitting, made.meetings.count()) == (None, 1)


def test_a_session_is_not_published_with_a_test_that_cannot_be_drawn(client, manager, session, needs_exam):
    move_session(session, to=SessionState.CLOSED, actor=manager)
    Question.objects.update(state=QuestionState.RETIRED)
    assert "判断题）需要 1 题，还缺 1 题" in client.post(url("move", session, "published")).content.decode()
    session.refresh_from_db()
    assert session.state == SessionState.CLOSED
    Question.objects.update(state=QuestionState.ACTIVE)
    assert client.post(url("move", session, "published")).status_code == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"registration_closes_at": "2020-01-01 10:00"}, "报名截止时间要晚于开始时间"),
        ({"exam_closes_at": ""}, "要么都填"),
        ({"exam_closes_at": "2020-01-01 10:00"}, "考试截止时间要晚于开始时间"),
        ({"meetings-0-ends_at": "2020-01-01 10:00"}, "结束时间要晚于开始时间"),
    ],
)
def test_impossible_times_are_said(client, manager, session, change, words):
    add = reverse("trainingsession:add")
    answer = client.post(add, form_data(client.get(add)) | change)
    assert words in answer.content.decode()
    assert TrainingSession.objects.count() == 1


def test_course_of_another_area_cannot_be_chosen(client, manager, session):
    foreign = CourseFactory()
    add = reverse("trainingsession:add")
    answer = client.post(add, form_data(client.get(add)) | {"course": foreign.pk})
    assert "course" in answer.context["form"].errors


def test_index_has_state_and_seats_in_constant_queries(client, manager, session):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    index = reverse("trainingsession:index")
    EnrolmentFactory(session=session)
    client.get(index)

    def count():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(index)
        return len(queries), page.content.decode()

    one, text = count()
    assert "已报 1 人，共 3 席，余 2 席" in text
    assert url("staff", session) in text
    for _number in range(2):
        EnrolmentFactory(session=TrainingSessionFactory(area=session.area))
    assert count()[0] == one


def test_course_is_made_and_changed_with_units(client, manager, session):
    add = reverse("course:add")
    data = form_data(client.get(add)) | {
        "title": "新课程",
        "units-TOTAL_FORMS": "1",
        "units-0-title": "政策解读",
        "units-0-minutes": "45",
        "units-0-outline": "",
        "units-0-id": "",
        "units-0-ORDER": "1",
        "units-0-DELETE": "",
    }
    answer = client.post(add, data)
    assert answer.status_code == 302, answer.context["form"].errors
    course = Course.objects.get(title="新课程")
    assert (course.area, course.units.get().title) == (session.area, "政策解读")
    edit = reverse("course:edit", args=[course.pk])
    assert client.post(edit, form_data(client.get(edit)) | {"title": "改名"}).status_code == 302
    course.refresh_from_db()
    assert course.title == "改名"


def test_course_with_a_test_needs_a_paper(client, manager, session):
    add = reverse("course:add")
    data = form_data(client.get(add)) | {"title": "新课程", "exam_required": "on", "pledge_required": "on", "paper": ""}
    text = client.post(add, data).content.decode()
    assert "请选择试卷" in text
    assert "请选择承诺书文本" in text


def test_history_and_usage_of_another_area_are_404(client, manager):
    foreign = TrainingSessionFactory()
    for name in ("history", "usage", "delete"):
        assert client.get(reverse(f"trainingsession:{name}", args=[foreign.pk])).status_code == 404
