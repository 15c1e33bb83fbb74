"""Enrolment by the office, through the pages staff use."""

import io

import pytest
from django.urls import reverse
from openpyxl import Workbook

from accounts.domain.roles import setup_roles
from accounts.enums import Role
from accounts.models import AuditEntry, ConsentRecord
from courses.enums import EnrolmentState
from courses.models import Enrolment
from subjects.enums import SubjectState
from subjects.models import Subject
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, TrainingSessionFactory, publish_enrolment_text
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db
CODE = "91350100M000100Y43"
OTHER = "11370300004217629L"


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


def typed(*trainees, rows=3, **extra):
    data = {"uscc": CODE, "firm_name": "示例甲公司", "trainee-TOTAL_FORMS": rows, "trainee-INITIAL_FORMS": 0}
    for number, (name, phone) in enumerate(trainees):
        data |= {f"trainee-{number}-name": name, f"trainee-{number}-phone": phone}
    data |= {f"trainee-{number}-role": "agent" for number in range(rows)}
    return data | extra


def test_telephone_enrols_several_for_an_unknown_firm(client, manager, session):
    publish_enrolment_text()
    answer = client.post(
        url("enrol", session), typed(("王小明", "138 0000 0001"), ("李芳", ""), uscc=CODE.lower(), consented="on")
    )
    assert answer.status_code == 302
    subject = Subject.objects.get(uscc=CODE)
    assert (subject.name, subject.state) == ("示例甲公司", SubjectState.ACTIVE)
    assert subject.enrolments.count() == 2
    assert ConsentRecord.objects.count() == 2
    assert "已为 2 人报名" in client.get(answer.url).content.decode()
    Subject.objects.update(state=SubjectState.PENDING)
    assert "单位待审核" in client.get(answer.url).content.decode()


def test_telephone_again_says_enrolled_before(client, manager, session):
    client.post(url("enrol", session), typed(("王小明", "13800000001")))
    answer = client.post(url("enrol", session), typed(("王小明", "13800000001")), follow=True)
    assert "1 人此前已报名" in answer.content.decode()
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (typed(("王小明", "12345")), "11 位"),
        (typed(("王小明", "13800000001"), uscc="91350100M000100Y44"), "校验"),
        (typed(), "至少填写一名"),
        (typed(("", "13800000001")), "13800000001"),
    ],
)
def test_wrong_input_is_said_and_nothing_typed_is_lost(client, manager, session, data, words):
    page = client.post(url("enrol", session), data).content.decode()
    assert words in page
    assert f'value="{data["uscc"]}"' in page
    assert "示例甲公司" in page
    assert data.get("trainee-0-name", "") in page
    assert not Enrolment.objects.exists()


def test_full_session_keeps_what_was_typed(client, manager, session):
    people = [(name, "") for name in ("甲一", "甲二", "甲三", "甲四")]
    page = client.post(url("enrol", session), typed(*people, rows=4)).content.decode()
    assert "还有 3 个席位" in page
    assert all(f'value="{name}"' in page for name, _phone in people)
    assert not Enrolment.objects.exists()


def test_unknown_code_without_a_name_asks_for_the_name(client, manager, session):
    page = client.post(url("enrol", session), typed(("王小明", ""), firm_name="")).content.decode()
    assert f'value="{CODE}"' in page
    assert not Enrolment.objects.exists()


def test_outside_the_window_needs_a_reason(client, manager, session):
    ended = TrainingSessionFactory(area=session.area, ended=True)
    page = client.post(url("enrol", ended), typed(("王小明", ""))).content.decode()
    assert "填写原因" in page
    assert 'name="reason"' in page
    assert client.post(url("enrol", ended), typed(("王小明", ""), reason="电话补报")).status_code == 302
    assert Enrolment.objects.get().exception_reason == "电话补报"


def test_missing_consent_text_is_a_message_not_a_crash(client, manager, session):
    answer = client.post(url("enrol", session), typed(("王小明", ""), consented="on"))
    assert answer.status_code == 200
    assert not Enrolment.objects.exists()


def test_more_rows_without_javascript_keeps_what_was_typed(client, manager, session):
    page = client.post(url("enrol", session), typed(("王小明", "123"), more="1")).content.decode()
    assert 'value="王小明"' in page
    assert 'value="123"' in page
    assert "trainee-5-name" in page
    assert not Enrolment.objects.exists()


def sheet_file(*rows, name="报名表.xlsx"):
    book = Workbook()
    book.active.append(["单位名称", "统一社会信用代码", "姓名", "联系电话", "职务"])
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = name
    return out


def preview(client, session, *rows):
    return client.post(url("sheet", session), {"sheet": sheet_file(*rows)})


def test_sheet_is_previewed_then_confirmed(client, manager, session):
    SubjectFactory(area=session.area, name="只有名称的公司")
    rows = [
        ("示例甲公司", CODE, "王小明", "13800000001", "经理"),
        ("示例甲公司", CODE, "李芳", "123", ""),
        ("只有名称的公司", "", "赵强", "", "法定代表人"),
        ("查不到的公司", "", "钱进", "", ""),
    ]
    first = preview(client, session, *rows)
    assert (first.context["good"], first.context["bad"]) == (2, 2)
    assert "补上统一社会信用代码" in first.content.decode()
    assert not Enrolment.objects.exists()
    result = client.post(url("sheet-confirm", session), {"payload": first.context["payload"]})
    assert (result.context["made"], result.context["already"], result.context["refused"]) == (2, 0, 2)
    page = result.content.decode()
    assert all(name in page for name in ("王小明", "李芳", "赵强", "钱进"))
    assert AuditEntry.objects.filter(action="courses.enrolment.made").count() == 1
    again = client.post(url("sheet-confirm", session), {"payload": first.context["payload"]})
    assert (again.context["made"], again.context["already"]) == (0, 2)


def test_sheet_longer_than_the_room_reports_those_left_out(client, manager, session):
    rows = [("示例甲公司", CODE, f"学员{number}", "", "") for number in range(5)]
    payload = preview(client, session, *rows).context["payload"]
    result = client.post(url("sheet-confirm", session), {"payload": payload})
    assert (result.context["made"], result.context["refused"]) == (3, 2)
    assert "席位已满" in result.content.decode()


def test_preview_knows_which_codes_are_on_file(client, manager, session):
    SubjectFactory(area=session.area, uscc=CODE)
    SubjectFactory(area=session.area, old_numbered=True, old_number="320722000000001")
    rows = [("", CODE, "甲一", "", ""), ("", "320722000000001", "甲二", "", ""), ("", OTHER, "甲三", "", "")]
    first = preview(client, session, *rows)
    assert (first.context["good"], first.context["bad"]) == (2, 1)
    assert "补上单位名称" in first.content.decode()
    result = client.post(url("sheet-confirm", session), {"payload": first.context["payload"]})
    assert result.context["made"] == 2


def test_firm_that_became_ambiguous_after_the_preview(client, manager, session):
    SubjectFactory(area=session.area, name="同名公司")
    first = preview(client, session, ("同名公司", "", "王小明", "", ""))
    assert first.context["good"] == 1
    SubjectFactory(area=session.area, name="同名公司")
    result = client.post(url("sheet-confirm", session), {"payload": first.context["payload"]})
    assert result.context["refused"] == 1


def test_two_firms_of_one_name_are_not_guessed(client, manager, session):
    SubjectFactory.create_batch(2, area=session.area, name="同名公司")
    payload = preview(client, session, ("同名公司", "", "王小明", "", "")).context["payload"]
    result = client.post(url("sheet-confirm", session), {"payload": payload})
    assert result.context["refused"] == 1


def test_sheet_outside_the_window_asks_for_a_reason_and_keeps_the_rows(client, manager, session):
    ended = TrainingSessionFactory(area=session.area, ended=True)
    payload = preview(client, ended, ("示例甲公司", CODE, "王小明", "", "")).context["payload"]
    refused = client.post(url("sheet-confirm", ended), {"payload": payload, "reason": ""})
    assert "王小明" in refused.content.decode()
    assert not Enrolment.objects.exists()
    too_long = client.post(url("sheet-confirm", ended), {"payload": payload, "reason": "长" * 300})
    assert too_long.context["payload"] == payload
    client.post(url("sheet-confirm", ended), {"payload": payload, "reason": "电话补报"})
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("payload", ["", "tampered:x:y"])
def test_tampered_preview_enrols_nobody(client, manager, session, payload):
    answer = client.post(url("sheet-confirm", session), {"payload": payload}, follow=True)
    assert "重新上传" in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_unusable_sheet_says_what_to_do(client, manager, session):
    empty = io.BytesIO(b"")
    empty.name = "空.xlsx"
    assert "文件是空的" in client.post(url("sheet", session), {"sheet": empty}).content.decode()
    assert client.post(url("sheet", session), {}).status_code == 200
    assert client.get(url("sheet", session)).status_code == 200


def test_withdraw_asks_first(client, manager, session):
    enrolment = EnrolmentFactory(session=session)
    page = url("withdraw", session, enrolment.pk)
    assert enrolment.seat_code in client.get(page).content.decode()
    enrolment.refresh_from_db()
    assert enrolment.is_active
    assert "席位已空出" in client.post(page, {"reason": "换人"}, follow=True).content.decode()
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.ended_by) == (EnrolmentState.WITHDRAWN, manager)


def test_withdraw_of_a_completed_trainee_is_refused_with_words(client, manager, session):
    from common.clock import now
    from courses.models import Completion

    enrolment = EnrolmentFactory(session=session)
    Completion.objects.create(enrolment=enrolment, decided_at=now())
    assert "已完成培训" in client.post(url("withdraw", session, enrolment.pk), {"reason": ""}).content.decode()


def test_withdraw_through_another_session_is_404(client, manager, session):
    other = EnrolmentFactory(session=TrainingSessionFactory(area=session.area))
    assert client.post(url("withdraw", session, other.pk)).status_code == 404
