import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError

from accounts.domain import people
from accounts.domain.areas import create_area
from accounts.domain.people import find_or_create_person, find_or_create_representative
from accounts.enums import Role
from accounts.models import Area, AuditEntry, Person, User
from accounts.rules import covers_area, has_role, is_representative
from accounts.validators import normalise_phone, validate_phone
from tests.factories.accounts import AreaFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed", ["13800001111", "138 0000 1111", "+86 138-0000-1111", "008613800001111", "１３８００００１１１１"]
)
def test_a_phone_as_people_type_it(typed):
    assert normalise_phone(typed) == "13800001111"


@pytest.mark.parametrize("typed", ["", "12800001111", "1380000111", "138000011112", "abc", "05181234567"])
def test_what_is_no_mobile_number_is_refused(typed):
    with pytest.raises(ValidationError):
        validate_phone(typed)


def test_the_same_person_entered_twice_is_one_person():
    area = AreaFactory()
    first = find_or_create_person(area=area, name=" 王 小明 ", phone="138 0000 1111")
    assert find_or_create_person(area=area, name="王 小明", phone="13800001111") == first
    assert (first.phone, first.phone_last4, first.masked_phone) == ("13800001111", "1111", "*******1111")


def test_one_phone_two_names_are_two_people():
    area = AreaFactory()
    assert find_or_create_person(area=area, name="甲", phone="13800001111") != find_or_create_person(
        area=area, name="乙", phone="13800001111"
    )


def test_people_without_a_phone_are_never_merged():
    area = AreaFactory()
    first, second = (find_or_create_person(area=area, name="王小明") for _ in range(2))
    assert first != second and first.masked_phone == ""


def lose_the_race(monkeypatch, model):
    """Make the first look-up miss, as it does when somebody else commits the same row a moment later."""
    real, misses = type(model.objects.all()).first, [True]
    monkeypatch.setattr(
        type(model.objects.all()), "first", lambda rows: None if misses and misses.pop() else real(rows)
    )


def test_the_loser_of_a_race_gets_the_winners_person(monkeypatch):
    person = PersonFactory(phone="13800001111")
    lose_the_race(monkeypatch, Person)
    assert find_or_create_person(area=person.area, name=person.name, phone="13800001111") == person


def test_the_loser_of_a_race_gets_the_winners_account(monkeypatch):
    user = find_or_create_representative("13800001111")
    lose_the_race(monkeypatch, User)
    assert find_or_create_representative("13800001111") == user
    assert find_or_create_representative("13800001111") == user
    assert not user.has_usable_password() and is_representative(user)


def test_a_nameless_person_cannot_be_stored():
    with pytest.raises(IntegrityError):
        PersonFactory(name="")


@pytest.mark.parametrize(
    ("name", "masked"), [("王小明", "王*明"), ("王二", "王*"), ("欧阳小明", "欧**明"), ("丁", "丁*")]
)
def test_masked_names(name, masked):
    assert str(Person(name=name)) == masked


def test_areas_scope_what_staff_see():
    district = AreaFactory(code="320701", name="甲区")
    street = create_area(code="320701001", name="街道", parent=district)
    other = AreaFactory()
    assert create_area(code="320701001", name="again", parent=district) == street
    assert AuditEntry.objects.filter(action="accounts.area.created").count() == 3
    below, elsewhere = PersonFactory(area=street), PersonFactory(area=other)
    of_district, of_street = UserFactory(area=district), UserFactory(area=street)
    assert set(Person.objects.for_user(of_district)) == {below}
    assert covers_area(of_district, street) and not covers_area(of_street, district)
    assert set(Person.objects.for_user(UserFactory(is_superuser=True))) == {below, elsewhere}
    for nobody in (UserFactory(area=None), UserFactory(representative=True), AnonymousUser()):
        assert not Person.objects.for_user(nobody).exists() and not covers_area(nobody, district)


def test_roles():
    manager = UserFactory(roles=[Role.TRAINING_MANAGER])
    assert has_role(manager, Role.TRAINING_MANAGER, Role.LEADER) and not has_role(manager, Role.LEADER)
    assert has_role(UserFactory(is_superuser=True), Role.LEADER)
    assert not has_role(UserFactory(representative=True), Role.LEADER)
    assert not has_role(UserFactory(is_active=False, roles=[Role.LEADER]), Role.LEADER)


def test_full_names_are_written_as_in_chinese():
    assert UserFactory(last_name="王", first_name="小明").get_full_name() == "王小明"
    assert UserFactory(username="lin").get_full_name() == "lin"


def test_setup_roles_is_idempotent_and_exact(capsys):
    call_command("setup_roles")
    group = Group.objects.get(name=Role.DOOR_STAFF)
    before = set(group.permissions.values_list("codename", flat=True))
    extra = Group.objects.get(name=Role.SYSTEM_ADMIN).permissions.exclude(codename__in=before).first()
    group.permissions.add(extra)
    call_command("setup_roles")
    assert set(group.permissions.values_list("codename", flat=True)) == before
    assert Group.objects.filter(name__in=Role.values).count() == len(Role)
    assert "access_admin" in before


def test_an_area_reads_as_its_name():
    assert str(Area(name="示例区")) == "示例区"


def test_chunks_cover_everybody():
    for n in range(3):
        PersonFactory(phone=f"1380000000{n}")
    assert people.reindex_phones(Person, chunk_size=2) == 3


def test_the_staff_door_speaks_chinese(client):
    assert "密码" in client.get("/admin/login/").text
