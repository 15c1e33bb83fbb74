import base64

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Person
from common import crypto
from common.domain.field_keys import rotate_model
from common.errors import FeatureBlocked
from tests.factories.accounts import PersonFactory

OTHER = "new1:" + base64.b64encode(b"n" * 32).decode()


def test_the_same_text_never_looks_the_same_twice():
    first, second = (crypto.encrypt("13800000000", context="a.b") for _ in range(2))
    assert first != second
    assert crypto.decrypt(first, context="a.b") == crypto.decrypt(second, context="a.b") == "13800000000"


def test_a_value_moved_to_another_field_does_not_decrypt():
    value = crypto.encrypt("13800000000", context="accounts.person.phone")
    with pytest.raises(FeatureBlocked):
        crypto.decrypt(value, context="accounts.user.phone")


def test_an_unknown_key_is_a_blocked_feature_not_a_crash(settings):
    value = crypto.encrypt("13800000000", context="a.b")
    settings.FIELD_KEYS = [OTHER]
    with pytest.raises(FeatureBlocked):
        crypto.decrypt(value, context="a.b")


def test_without_keys_features_are_blocked(settings):
    settings.FIELD_KEYS = []
    settings.BLIND_INDEX_KEY = ""
    with pytest.raises(FeatureBlocked):
        crypto.encrypt("x", context="a.b")
    with pytest.raises(FeatureBlocked):
        crypto.blind_index("phone", "13800000000")


def test_purposes_have_different_indexes():
    assert crypto.blind_index("phone", "1") != crypto.blind_index("name", "1")
    assert crypto.blind_index("phone", "") == ""


def stored(person: Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_person WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_rotation_rewrites_every_row_under_the_newest_key(settings):
    people = [PersonFactory(phone=f"1380000000{n}") for n in range(5)]
    assert "13800000000" not in stored(people[0])
    settings.FIELD_KEYS = [OTHER, *settings.FIELD_KEYS]
    assert rotate_model(Person, ["phone"], chunk_size=2) == 5
    settings.FIELD_KEYS = [OTHER]
    assert all(stored(person).startswith("new1:") for person in people)
    assert Person.objects.get(pk=people[4].pk).phone == "13800000004"


@pytest.mark.django_db
def test_rotation_command_names_every_model_with_encrypted_fields(capsys):
    call_command("rotate_field_keys")
    assert "accounts.Person: 0" in capsys.readouterr().out


@pytest.mark.django_db
def test_reindex_finds_people_again_after_the_index_key_changed(settings, capsys):
    person = PersonFactory(phone="13800000000")
    settings.BLIND_INDEX_KEY = base64.b64encode(b"i" * 32).decode()
    assert person.phone_index != crypto.blind_index("phone", "13800000000")
    call_command("reindex_phones")
    person.refresh_from_db()
    assert person.phone_index == crypto.blind_index("phone", "13800000000")
