import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import ConsentRecord, User
from courses.enums import EnrolmentSource
from courses.models import Enrolment
from subjects.models import Representative, Subject
from tests.factories.accounts import AreaFactory, PersonFactory, UserFactory
from tests.factories.courses import (
    EnrolmentFactory,
    TrainingSessionFactory,
    publish_enrolment_text,
)
from tests.factories.subjects import CompletionRecordFactory, RepresentativeFactory, SubjectFactory, make_uscc

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def user(client):
    user = UserFactory(representative=True)
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def text(db):
    return publish_enrolment_text()


def rows(*people, firm="", **more):
    form = {"trainee-TOTAL_FORMS": len(people), "trainee-INITIAL_FORMS": 0, "firm": firm, "consented": "on"}
    for number, (name, phone) in enumerate(people):
        form |= {
            f"trainee-{number}-name": name,
            f"trainee-{number}-phone": phone,
            f"trainee-{number}-role": "credit_liaison",
        }
    return form | more


def page(client, name, *args, **options):
    response = client.get(reverse(name, args=args), options)
    return response.content.decode()


def enrol(client, session, form):
    return client.post(reverse("portal:enrol", args=[session.public_id]), form, follow=True)


def test_the_first_page_says_what_to_do(client, user):
    assert "您还没有登记单位" in page(client, "portal:home")
    assert "没有可报名的培训" in page(client, "portal:sessions")


def test_a_firm_on_file_is_named_by_its_code(client, user):
    subject = SubjectFactory(name="示例区海棠建筑有限公司")
    response = client.post(
        reverse("portal:claim"), {"uscc": f" {subject.uscc.lower()}", "role": "liaison"}, follow=True
    )
    text = response.content.decode()
    assert "示例区海棠建筑有限公司" in text
    assert "身份待核实" in text
    assert "示例区海棠建筑有限公司" in page(client, "portal:home")


def test_an_unknown_code_asks_for_the_name_and_waits(client, user):
    AreaFactory(code="320799")
    form = {"uscc": make_uscc(1), "role": "liaison"}
    response = client.post(reverse("portal:claim"), form)
    assert response.status_code == 422
    assert "请同时填写单位名称" in response.content.decode()
    assert make_uscc(1) in response.content.decode()
    response = client.post(reverse("portal:claim"), form | {"name": "示例区新店"}, follow=True)
    assert "单位待审核" in response.content.decode()


@pytest.mark.parametrize(
    ("code", "words"), [("123", "18位"), ("91230500MA1B3N1N2N", "校验位"), ("320722000099999", "18位")]
)
def test_a_wrong_code_is_explained_and_kept(client, user, code, words):
    response = client.post(reverse("portal:claim"), {"uscc": code, "name": "示例", "role": "liaison"})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert code in response.content.decode()


def test_a_firm_that_was_turned_down_says_so(client, user):
    subject = SubjectFactory(rejected=True)
    response = client.post(reverse("portal:claim"), {"uscc": subject.uscc, "role": "liaison"})
    assert "请致电信用办" in response.content.decode()
    RepresentativeFactory(user=user, subject=subject)
    assert subject.name not in page(client, "portal:home")


def test_after_naming_the_firm_one_goes_on_where_one_came_from(client, user):
    session = TrainingSessionFactory()
    enrol_page = reverse("portal:enrol", args=[session.public_id])
    response = client.get(enrol_page)
    assert response.url == f"{reverse('portal:claim')}?next={enrol_page}"
    form = {"uscc": SubjectFactory().uscc, "role": "liaison", "next": enrol_page}
    assert client.post(reverse("portal:claim"), form).url == enrol_page
    assert client.post(reverse("portal:claim"), form | {"next": "//evil.example/"}).url.startswith("/portal/firms/")


def test_people_of_one_firm_are_enrolled_in_one_go(client, user, text):
    subject = RepresentativeFactory(user=user).subject
    session = TrainingSessionFactory()
    assert session.title in page(client, "portal:sessions", firm=subject.public_id)
    assert f'value="{subject.public_id}" selected' in page(client, "portal:enrol", session.public_id)
    form = rows(("王小明", "138 0000 0001"), ("", ""), ("李芳", "１３８００００００２２"), firm=subject.public_id)
    response = enrol(client, session, form)
    shown = response.content.decode()
    assert "2 人" in shown.replace("2人", "2 人")
    assert "王小明" in shown
    enrolments = Enrolment.objects.order_by("pk")
    assert [(row.person.name, row.subject, row.source) for row in enrolments] == [
        ("王小明", subject, EnrolmentSource.REPRESENTATIVE),
        ("李芳", subject, EnrolmentSource.REPRESENTATIVE),
    ]
    assert ConsentRecord.objects.filter(text=text).count() == 2
    assert "此前已报名" in enrol(client, session, form).content.decode() or Enrolment.objects.count() == 2
    assert Enrolment.objects.count() == 2


def test_a_full_session_enrols_nobody_and_keeps_what_was_typed(client, user, text):
    subject = RepresentativeFactory(user=user).subject
    session = TrainingSessionFactory(capacity=1)
    response = enrol(client, session, rows(("王小明", "13800000001"), ("李芳", "13800000002"), firm=subject.public_id))
    assert response.status_code == 422
    assert "王小明" in response.content.decode()
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("people", "more"),
    [
        ([("王小明", "12345")], {}),
        ([("王小明", "")], {}),
        ([("", "13800000001")], {}),
        ([("", "")], {}),
        ([("王小明", "13800000001")], {"consented": ""}),
        ([("王小明", "13800000001")], {"firm": ""}),
    ],
)
def test_bad_input_is_explained_and_kept(client, user, text, people, more):
    subject = RepresentativeFactory(user=user).subject
    response = enrol(client, TrainingSessionFactory(), rows(*people, **{"firm": subject.public_id, **more}))
    assert response.status_code == 422
    assert people[0][0] in response.content.decode()
    assert not Enrolment.objects.exists()


def test_another_row_is_added_without_losing_anything(client, user, text):
    subject = RepresentativeFactory(user=user).subject
    response = enrol(client, TrainingSessionFactory(), rows(("王小明", "1380"), firm=subject.public_id, more="1"))
    shown = response.content.decode()
    assert response.status_code == 200
    assert shown.count("<fieldset") == 3
    assert 'value="王小明"' in shown
    assert f'value="{subject.public_id}" selected' in shown


@pytest.mark.parametrize("state", ["cancelled", "completed", "ended", "not_yet_open"])
def test_a_session_that_does_not_register_says_why(client, user, text, state):
    subject = RepresentativeFactory(user=user).subject
    session = TrainingSessionFactory(**{state: True})
    assert "<fieldset" not in page(client, "portal:enrol", session.public_id)
    response = enrol(client, session, rows(("王小明", "13800000001"), firm=subject.public_id))
    assert response.status_code == 422
    assert "王小明" in response.content.decode()
    assert not Enrolment.objects.exists()


def test_a_draft_session_is_not_there(client, user):
    RepresentativeFactory(user=user)
    assert client.get(reverse("portal:enrol", args=[TrainingSessionFactory(draft=True).public_id])).status_code == 404


def test_without_a_notice_on_personal_data_nobody_is_enrolled(client, user):
    subject = RepresentativeFactory(user=user).subject
    session = TrainingSessionFactory()
    assert "告知书" in page(client, "portal:enrol", session.public_id)
    assert enrol(client, session, rows(("王小明", "13800000001"), firm=subject.public_id)).status_code == 422
    assert not Enrolment.objects.exists()


def test_unverified_one_sees_only_whom_one_enrolled(client, user):
    subject = RepresentativeFactory(user=user).subject
    session = TrainingSessionFactory()
    EnrolmentFactory(session=session, subject=subject, person=PersonFactory(name="别人报名的"))
    EnrolmentFactory(session=session, subject=subject, person=PersonFactory(name="自己报名的"), enrolled_by=user)
    record = CompletionRecordFactory(subject=subject)
    for shown in (page(client, "portal:home"), page(client, "portal:firm", subject.public_id)):
        assert "自己报名的" in shown
        assert "别人报名的" not in shown
        assert record.document_number not in shown


def test_approved_one_sees_trainees_records_and_progress(client, user):
    subject = RepresentativeFactory(user=user, approved=True).subject
    EnrolmentFactory(subject=subject, person=PersonFactory(name="别人报名的"))
    record = CompletionRecordFactory(subject=subject)
    shown = page(client, "portal:firm", subject.public_id)
    assert "别人报名的" in shown
    assert record.document_number in shown
    assert "✓" in shown
    assert "未签到" in shown
    assert "自愿参加，不影响申请" in shown


def test_a_second_firm_is_out_of_reach(client, user, text):
    RepresentativeFactory(user=user, approved=True)
    other = SubjectFactory()
    secret = EnrolmentFactory(subject=other, person=PersonFactory(name="别家员工"))
    ended = RepresentativeFactory(user=user, ended=True).subject
    for subject in (other, ended):
        assert client.get(reverse("portal:firm", args=[subject.public_id])).status_code == 404
    session = TrainingSessionFactory()
    response = enrol(client, session, rows(("王小明", "13800000001"), firm=other.public_id))
    assert response.status_code == 422
    assert Enrolment.objects.get() == secret
    for shown in (page(client, "portal:home"), page(client, "portal:enrol", session.public_id, firm=other.public_id)):
        assert "别家员工" not in shown
        assert other.name not in shown


def test_staff_have_no_portal(client):
    client.force_login(UserFactory(), backend=BACKEND)
    assert client.get(reverse("portal:home")).status_code == 404


@pytest.mark.parametrize("name", ["portal:home", "portal:sessions"])
def test_pages_cost_the_same_for_one_and_three(client, user, name):
    costs = []
    client.get(reverse(name))  # what is cached for good is cached now
    for number in (1, 3):
        while Representative.objects.count() < number:
            subject = RepresentativeFactory(user=user, approved=True).subject
            EnrolmentFactory(subject=subject, session=TrainingSessionFactory())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_an_agency_clerk_pages_through_many_firms(client, user):
    for _number in range(12):
        RepresentativeFactory(user=user)
    first, second = page(client, "portal:home"), page(client, "portal:home", page=2)
    names = set(Subject.objects.values_list("name", flat=True))
    assert len([name for name in names if f">{name}<" in first]) == 10
    assert len([name for name in names if f">{name}<" in second]) == 2
    assert User.objects.filter(pk=user.pk).exists()
