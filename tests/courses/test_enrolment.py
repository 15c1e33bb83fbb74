"""Enrolling: seats, windows, doubles, and what each refusal says."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from accounts.enums import ConsentChannel
from accounts.models import AuditEntry, ConsentRecord
from common.clock import now
from common.models import Fact
from courses.domain.enrolment import Consent, Trainee, enrol_group, enrol_trainee, withdraw_enrolment
from courses.domain.errors import EnrolmentRefused, FullError, RegistrationClosed
from courses.enums import EnrolmentSource, EnrolmentState, TraineeRole
from courses.models import Completion, Enrolment
from notices.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, TrainingSessionFactory, publish_enrolment_text
from tests.factories.subjects import RepresentativeFactory, SubjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return TrainingSessionFactory(capacity=3)


@pytest.fixture
def subject(session):
    return SubjectFactory(area=session.area)


@pytest.fixture
def representative():
    return UserFactory(representative=True)


def enrol(session, subject, actor, name="王小明", phone="13800000001", **kwargs):
    kwargs.setdefault("source", EnrolmentSource.REPRESENTATIVE)
    return enrol_trainee(session, subject=subject, name=name, phone=phone, actor=actor, **kwargs)


def group(session, subject, actor, *names, **kwargs):
    trainees = [Trainee(name=name) for name in names]
    return enrol_group(session, subject=subject, trainees=trainees, actor=actor, source="representative", **kwargs)


def test_enrolled_trainee_has_seat_code_link_and_message(session, subject, representative):
    enrolment = enrol(session, subject, representative, role=TraineeRole.PRINCIPAL)
    assert enrolment.state == EnrolmentState.CONFIRMED
    assert enrolment.seat_number == 1
    assert len(enrolment.seat_code) == 8
    message = Message.objects.get()
    assert enrolment.seat_code in message.body
    assert f"/t/{enrolment.link_token}/" in message.body
    assert "000-0000 0000" in message.body
    assert Fact.objects.filter(kind="enrolment.made", key=enrolment.public_id).exists()


def test_no_phone_no_message(session, subject, representative):
    assert enrol(session, subject, representative, phone="").pk
    assert not Message.objects.exists()


def test_no_meeting_still_enrols(subject, representative):
    bare = TrainingSessionFactory(area=subject.area, meeting=False)
    assert enrol(bare, subject, representative).pk


def test_same_person_twice_same_session(session, subject, representative):
    first = enrol(session, subject, representative)
    again = enrol(session, subject, representative, phone="+86 138-0000-0001")
    assert again == first
    assert AuditEntry.objects.filter(action="courses.enrolment.made").count() == 1
    assert Message.objects.count() == 1


def test_same_person_without_phone_is_found_by_name(session, subject, representative):
    first = enrol(session, subject, representative)
    assert enrol(session, subject, representative, phone="") == first


def test_one_person_for_two_firms(session, subject, representative):
    other = SubjectFactory(area=session.area)
    assert enrol(session, subject, representative) != enrol(session, other, representative)


def test_group_in_one_go_has_one_audit_line_without_names(session, subject, representative):
    seats = group(session, subject, representative, "甲一", "甲二", "甲三")
    assert [seat.enrolment.seat_number for seat in seats] == [1, 2, 3]
    line = AuditEntry.objects.get(action="courses.enrolment.made")
    assert len(line.detail["enrolments"]) == 3
    assert "甲一" not in str(line.detail)


def test_group_of_5_into_3_seats(session, subject, representative):
    with pytest.raises(FullError) as refused:
        group(session, subject, representative, "甲一", "甲二", "甲三", "甲四", "甲五")
    assert refused.value.seats_left == 3
    assert "3" in str(refused.value)
    assert not Enrolment.objects.exists()


def test_group_with_known_trainees_needs_seats_for_the_new_only(session, subject, representative):
    group(session, subject, representative, "甲一", "甲二")
    seats = group(session, subject, representative, "甲一", "甲二", "甲三")
    assert [seat.created for seat in seats] == [False, False, True]


def test_same_trainee_twice_in_one_list(session, subject, representative):
    session.capacity = 1
    session.save()
    seats = group(session, subject, representative, "甲一", "甲一")
    assert seats[0].enrolment == seats[1].enrolment
    assert [seat.created for seat in seats] == [True, False]


def test_full_session_names_the_telephone(subject, representative):
    full = TrainingSessionFactory(area=subject.area, capacity=1)
    EnrolmentFactory(session=full)
    with pytest.raises(FullError) as refused:
        enrol(full, subject, representative)
    assert refused.value.seats_left == 0
    assert "000-0000 0000" in str(refused.value)


def test_capacity_zero_means_no_seats(subject, representative):
    none = TrainingSessionFactory(area=subject.area, capacity=0)
    with pytest.raises(FullError):
        enrol(none, subject, representative)


def test_capacity_reduced_below_registered(session, subject, representative):
    group(session, subject, representative, "甲一", "甲二", "甲三")
    withdraw_enrolment(Enrolment.objects.get(seat_number=1), actor=representative)
    session.capacity = 2
    session.save()
    assert session.enrolments.seated().count() == 2
    with pytest.raises(FullError):
        enrol(session, subject, representative)


def test_waitlist_takes_no_seat(session, subject, representative):
    EnrolmentFactory(session=session, waitlisted=True)
    assert len(group(session, subject, representative, "甲一", "甲二", "甲三")) == 3


@pytest.mark.parametrize(
    ("trait", "words"),
    [
        ({"not_yet_open": True}, "开始"),
        ({"ended": True}, "000-0000 0000"),
        ({"draft": True}, "000-0000 0000"),
        ({"cancelled": True}, "取消"),
        ({"completed": True}, "结束"),
    ],
)
def test_closed_session_says_why(subject, representative, trait, words):
    closed = TrainingSessionFactory(area=subject.area, **trait)
    with pytest.raises(RegistrationClosed) as refused:
        enrol(closed, subject, representative, reason="请通融")
    assert words in str(refused.value)


def test_closing_instant_is_closed(session, subject, representative, settings):
    session.registration_closes_at = now() - timedelta(microseconds=1)
    session.save()
    with pytest.raises(RegistrationClosed):
        enrol(session, subject, representative)


def test_existing_enrolment_is_shown_even_after_registration_ended(session, subject, representative):
    first = enrol(session, subject, representative)
    session.registration_closes_at = now() - timedelta(hours=1)
    session.save()
    assert enrol(session, subject, representative) == first


def test_staff_enrol_outside_the_window_with_a_reason(subject):
    staff = UserFactory(area=subject.area)
    ended = TrainingSessionFactory(area=subject.area, ended=True)
    with pytest.raises(RegistrationClosed):
        enrol(ended, subject, staff)
    enrolment = enrol(ended, subject, staff, reason="电话补报")
    assert enrolment.exception_reason == "电话补报"
    cancelled = TrainingSessionFactory(area=subject.area, cancelled=True)
    with pytest.raises(RegistrationClosed):
        enrol(cancelled, subject, staff, reason="电话补报")


def test_nobody_enrols_without_actor_outside_the_window(subject):
    ended = TrainingSessionFactory(area=subject.area, ended=True)
    with pytest.raises(RegistrationClosed):
        enrol(ended, subject, None, reason="补报")


def test_consent_is_recorded_once(session, subject, representative):
    given = Consent(publish_enrolment_text(), ConsentChannel.WEB)
    enrol(session, subject, representative, given=given)
    enrol(session, subject, representative, given=given)
    assert ConsentRecord.objects.get().person.name == "王小明"


def test_wrong_phone_enrols_nobody(session, subject, representative):
    with pytest.raises(ValidationError):
        enrol(session, subject, representative, phone="12345")
    assert not Enrolment.objects.exists()


def test_withdrawal_frees_the_seat_and_is_idempotent(session, subject, representative):
    enrolment = enrol(session, subject, representative)
    withdraw_enrolment(enrolment, actor=representative, reason="临时有事")
    assert (enrolment.state, enrolment.seat_number, enrolment.end_reason) == ("withdrawn", None, "临时有事")
    withdraw_enrolment(enrolment, actor=None, reason="再次")
    assert enrolment.end_reason == "临时有事"
    assert AuditEntry.objects.filter(action="courses.enrolment.withdrawn").count() == 1
    again = enrol(session, subject, representative)
    assert again.pk != enrolment.pk
    assert again.seat_number == 1
    assert again.seat_code != enrolment.seat_code


def test_completed_trainee_cannot_withdraw(session, subject, representative):
    enrolment = enrol(session, subject, representative)
    Completion.objects.create(enrolment=enrolment, decided_at=now())
    with pytest.raises(EnrolmentRefused):
        withdraw_enrolment(enrolment, actor=representative)
    enrolment.refresh_from_db()
    assert enrolment.is_active


def test_who_sees_which_enrolments(session, subject, representative):
    mine = enrol(session, subject, representative)
    approved = RepresentativeFactory(approved=True, subject=subject).user
    assert list(Enrolment.objects.for_user(representative)) == [mine]
    assert list(Enrolment.objects.for_user(approved)) == [mine]
    assert not Enrolment.objects.for_user(UserFactory(representative=True)).exists()
    assert not Enrolment.objects.for_user(RepresentativeFactory(subject=subject).user).exists()
    assert list(Enrolment.objects.for_user(UserFactory(area=session.area))) == [mine]
    assert not Enrolment.objects.for_user(UserFactory()).exists()
    assert not Enrolment.objects.for_user(AnonymousUser()).exists()
