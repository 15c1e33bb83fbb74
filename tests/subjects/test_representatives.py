from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.models import AuditEntry
from common.clock import today
from subjects.domain import approvals, representatives
from subjects.domain.approvals import (
    AlreadyDecided,
    NameNeeded,
    SubjectRefused,
    approve_subject,
    find_or_queue_subject,
    find_subject,
    reject_subject,
)
from subjects.domain.representatives import (
    ClaimRefused,
    approve_representative,
    claim_subject,
    end_representative,
)
from subjects.enums import ProofKind, RepresentativeRole, RepresentativeState, SubjectState
from subjects.models import Representative, Subject
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.subjects import RepresentativeFactory, SubjectFactory, make_uscc

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(representative=True)


@pytest.fixture
def manager():
    return UserFactory(roles=[Role.TRAINING_MANAGER])


def claim(user, uscc, **more):
    return claim_subject(user, uscc=uscc, role=RepresentativeRole.LIAISON, **more)


def test_a_firm_on_file_is_claimed_by_its_code_once(user):
    subject = SubjectFactory(uscc="91230500MA1B3N1N2M")
    first = claim(user, " 91230500ma1b3n1n2m ")
    assert first == claim(user, "91230500MA1B3N1N2M", name="别的名字")
    assert (first.subject, first.state) == (subject, RepresentativeState.UNVERIFIED)
    assert str(first) == f"{subject} 信用联络员"
    assert AuditEntry.objects.filter(action="subjects.representative.claimed").count() == 1


def test_an_unverified_representative_may_enrol_and_sees_nothing(user):
    subject = claim(user, SubjectFactory().uscc).subject
    assert not Subject.objects.for_user(user).exists()
    assert list(Subject.objects.claimed_by(user)) == [subject]


def test_an_unknown_code_needs_a_name_and_waits_for_approval(user):
    area = AreaFactory(code="320799")
    AreaFactory(code="110101")
    with pytest.raises(NameNeeded):
        claim(user, make_uscc(1), name="  ")
    subject = claim(user, make_uscc(1), name=" 示例区 饲料有限公司 ").subject
    assert (subject.state, subject.area, subject.name) == (SubjectState.PENDING, area, "示例区 饲料有限公司")
    assert list(Subject.objects.pending()) == [subject]


def test_an_old_number_is_found_too(user):
    old = SubjectFactory(old_numbered=True)
    assert claim(user, old.old_number).subject == old
    with pytest.raises(ValidationError):
        claim(user, "320722000099999", name="没有登记的单位")
    assert find_subject("320722000099999") is None


def test_a_wrong_code_claims_nothing(user):
    with pytest.raises(ValidationError):
        claim(user, "91230500MA1B3N1N2N", name="单位")
    assert not Subject.objects.exists()


def test_a_firm_the_office_turned_down_cannot_be_claimed(user):
    with pytest.raises(SubjectRefused):
        claim(user, SubjectFactory(rejected=True).uscc)


def test_a_robot_is_stopped(user, monkeypatch):
    monkeypatch.setattr(representatives, "MAX_CLAIMS", 1)
    claim(user, SubjectFactory().uscc)
    with pytest.raises(ClaimRefused):
        claim(user, SubjectFactory().uscc)


def test_the_loser_of_two_equal_claims_gets_the_winners(user, monkeypatch):
    subject = SubjectFactory()
    winner = RepresentativeFactory(user=user, subject=subject)
    monkeypatch.setattr(representatives, "_open_claim", lambda user, subject: None)
    assert claim(user, subject.uscc) == winner


def test_the_loser_of_two_equal_entries_gets_the_winners(user, manager, monkeypatch):
    winner = SubjectFactory()
    monkeypatch.setattr(approvals, "find_subject", lambda code: None)
    found = find_or_queue_subject(area=winner.area, uscc=winner.uscc, name="甲", actor=user)
    assert found == winner


def test_what_a_training_manager_enters_in_the_own_area_is_on_file_at_once(manager):
    area = manager.area
    assert find_or_queue_subject(area=area, uscc=make_uscc(1), name="甲", actor=manager).state == SubjectState.ACTIVE
    door = UserFactory(area=area, roles=[Role.DOOR_STAFF])
    assert find_or_queue_subject(area=area, uscc=make_uscc(2), name="乙", actor=door).state == SubjectState.PENDING
    elsewhere = find_or_queue_subject(area=AreaFactory(), uscc=make_uscc(3), name="丙", actor=manager)
    assert elsewhere.state == SubjectState.PENDING


def test_approval_opens_the_file_until_it_expires(user, manager):
    row = RepresentativeFactory(user=user)
    for _time in range(2):
        approve_representative(row, actor=manager, proof=ProofKind.LICENCE, expires_on=today())
    assert row.is_approved
    assert list(Subject.objects.for_user(user)) == [row.subject]
    assert AuditEntry.objects.filter(action="subjects.representative.approved").count() == 1
    Representative.objects.update(expires_on=today() - timedelta(days=1))
    assert not Subject.objects.for_user(user).exists()


def test_approval_needs_a_proof_and_an_approved_firm(manager):
    with pytest.raises(ClaimRefused):
        approve_representative(RepresentativeFactory(), actor=manager, proof=ProofKind.NONE)
    waiting = RepresentativeFactory(subject=SubjectFactory(pending=True))
    with pytest.raises(ClaimRefused):
        approve_representative(waiting, actor=manager, proof=ProofKind.LICENCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Representative.objects.update(state=RepresentativeState.APPROVED)


def test_an_ended_claim_can_be_made_again(user, manager):
    row = RepresentativeFactory(user=user, approved=True)
    with pytest.raises(ClaimRefused):
        end_representative(row, actor=manager, reason=" ")
    for _time in range(2):
        end_representative(row, actor=manager, reason="已离职")
    assert not Subject.objects.for_user(user).exists()
    with pytest.raises(AlreadyDecided):
        approve_representative(row, actor=manager, proof=ProofKind.LICENCE)
    again = claim(user, row.subject.uscc)
    assert again != row
    assert list(Representative.objects.open()) == list(Representative.objects.waiting()) == [again]


def test_a_waiting_firm_is_decided_once(manager):
    subject = SubjectFactory(pending=True)
    for _time in range(2):
        approve_subject(subject, actor=manager)
    assert subject.state == SubjectState.ACTIVE
    assert AuditEntry.objects.filter(action="subjects.subject.active").count() == 1
    with pytest.raises(AlreadyDecided):
        reject_subject(subject, actor=manager, reason="重复")


def test_turning_a_firm_down_needs_a_reason_and_ends_its_claims(manager, user):
    row = RepresentativeFactory(user=user, subject=SubjectFactory(pending=True))
    with pytest.raises(SubjectRefused):
        reject_subject(row.subject, actor=manager, reason="")
    for _time in range(2):
        reject_subject(row.subject, actor=manager, reason="不是本区单位")
    row.refresh_from_db()
    assert row.state == RepresentativeState.ENDED
    assert not Subject.objects.claimed_by(user).exists()


def test_who_sees_which_subjects(user, manager):
    own, other = SubjectFactory(area=manager.area), SubjectFactory()
    RepresentativeFactory(user=user, subject=other, approved=True)
    assert list(Subject.objects.for_user(manager)) == [own]
    assert list(Subject.objects.for_user(user)) == [other]
    assert list(Representative.objects.for_user(user)) == list(Representative.objects.all())
    assert not Representative.objects.for_user(manager).exists()
    for nobody in (AnonymousUser(), UserFactory(representative=True)):
        assert not Subject.objects.for_user(nobody).exists()
        assert not Representative.objects.for_user(nobody).exists()
    user.is_active = False
    assert not Subject.objects.for_user(user).exists()
    assert not Representative.objects.for_user(user).exists()


def test_codes_are_masked():
    assert SubjectFactory(uscc="91230500MA1B3N1N2M").masked_identifier == "9123••••••••••••2M"
