"""The notices anyone may read: each state says what to do next, and nobody's name stands there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.roles import setup_roles
from accounts.enums import Role
from common.clock import now
from courses.models import CourseMaterial, Meeting
from outreach.models import SiteDocument
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.courses import CourseUnitFactory, EnrolmentFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db
LIST = "/training/"


def page(client, session):
    answer = client.get(session.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def full_session(**kwargs):
    session = TrainingSessionFactory(capacity=1, **kwargs)
    EnrolmentFactory(session=session, person=PersonFactory(area=session.area, name="欧阳不公开"))
    return session


def test_notice_says_what_one_needs(client):
    session = TrainingSessionFactory(
        hosts="主办：区信用办\n协办：区企联",
        audience="企业信用联络员",
        what_to_bring="手机",
        how_to_get_there="乘 3 路",
    )
    CourseUnitFactory(course=session.course, title="政策解读", outline="条例要点")
    document = SiteDocument.objects.create(title="学习手册", file="handbook.pdf")
    CourseMaterial.objects.create(course=session.course, document=document)
    text = page(client, session)
    for words in (
        "行政中心二楼报告厅", "区企联", "企业信用联络员", "手机", "乘 3 路", "政策解读", "45 分钟", "条例要点", "学习手册",
        "自愿", "免费", "000-0000 0000", "核实", "余 5 席",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: TrainingSessionFactory(not_yet_open=True), "报名还没有开始"),
        (lambda: TrainingSessionFactory(ended=True), "报名已截止"),
        (lambda: TrainingSessionFactory(cancelled=True), "场地维修"),
        (lambda: TrainingSessionFactory(completed=True), "本期培训已结束"),
        (full_session, "席位已满"),
    ],
)
def test_every_state_says_what_next_and_gives_the_telephone(client, make, words):
    text = page(client, make())
    assert words in text
    assert "000-0000 0000" in text
    assert "在线报名" not in text


def test_no_names_in_public(client):
    session = full_session()
    for text in (page(client, session), client.get(LIST).content.decode()):
        assert "欧阳" not in text
        assert session.enrolments.get().subject.name not in text


def test_draft_is_404_but_staff_of_the_area_preview_it(client):
    setup_roles()
    draft = TrainingSessionFactory(draft=True)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.title not in client.get(LIST).content.decode()
    client.force_login(UserFactory(roles=[Role.TRAINING_MANAGER]))
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(UserFactory(area=draft.area, roles=[Role.TRAINING_MANAGER]))
    assert "预览" in page(client, draft)


def test_unknown_session_is_404(client):
    assert client.get(reverse("courses:session-detail", args=["nosuchsession234"])).status_code == 404


def test_list_separates_coming_and_past(client):
    coming, past = TrainingSessionFactory(), TrainingSessionFactory(completed=True)
    undated = TrainingSessionFactory(meeting=False)
    Meeting.objects.filter(session=past).update(
        starts_at=now() - timedelta(days=9, hours=3), ends_at=now() - timedelta(days=9)
    )
    answer = client.get(LIST)
    assert {notice.session for notice in answer.context["coming"]} == {coming, undated}
    assert [notice.session for notice in answer.context["past"]] == [past]


def test_empty_list_says_whom_to_call(client):
    assert "请致电" in client.get(LIST).content.decode()


def test_same_number_of_queries_for_1_and_3_sessions(client):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    full_session()
    client.get(LIST)
    one = count()
    full_session()
    full_session()
    assert count() == one


def test_same_number_of_queries_for_1_and_3_units(client):
    session = TrainingSessionFactory()

    def add():
        CourseUnitFactory(course=session.course)
        document = SiteDocument.objects.create(title="手册", file="handbook.pdf")
        CourseMaterial.objects.create(course=session.course, document=document)
        EnrolmentFactory(session=session)

    def count():
        with CaptureQueriesContext(connection) as queries:
            page(client, session)
        return len(queries)

    add()
    page(client, session)
    one = count()
    add()
    add()
    assert count() == one
