import pytest

from subjects import demo
from subjects.models import Destination, Subject
from subjects.validators import validate_uscc
from tests.factories.accounts import UserFactory
from tests.factories.subjects import CompletionRecordFactory

pytestmark = pytest.mark.django_db


def test_the_demo_firms_have_valid_codes_and_are_made_once(area):
    admin = UserFactory(area=area)
    subjects = demo.load(area=area, admin_user=admin)
    assert demo.load(area=area, admin_user=admin) == subjects
    assert Subject.objects.count() == 6
    for subject in subjects[:5]:
        validate_uscc(subject.uscc)
    assert subjects[5].is_old_numbered
    assert CompletionRecordFactory(subject=subjects[0]).deliveries.get().destination == Destination.objects.get()


def test_without_the_stand_in_nothing_is_sent(area, monkeypatch):
    monkeypatch.setenv("DEMO_RECEIVER", "0")
    demo.load(area=area, admin_user=UserFactory(area=area))
    assert not Destination.objects.exists()
