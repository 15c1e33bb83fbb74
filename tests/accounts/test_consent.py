import pytest

from accounts.domain.consent import NoConsentText, current_text, give_consent, publish_text, withdraw_consent
from accounts.enums import ConsentChannel, ConsentPurpose
from accounts.models import ConsentRecord
from tests.factories.accounts import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def publish(body="甲"):
    return publish_text(purpose=ConsentPurpose.ENROLMENT, title="告知书", body=body)


def test_a_new_wording_is_a_new_version_and_the_same_one_is_not():
    first, again, second = publish(), publish(), publish("乙")
    assert first == again and (first.version, second.version) == (1, 2)
    assert current_text(ConsentPurpose.ENROLMENT) == second
    assert str(second) == "告知书 v2"


def test_without_a_text_nothing_can_be_agreed_to():
    with pytest.raises(NoConsentText):
        current_text(ConsentPurpose.PLEDGE)


def test_consent_is_recorded_once_and_can_be_withdrawn_and_given_again():
    text, person = publish(), PersonFactory()
    record = give_consent(text, person=person, channel=ConsentChannel.WEB)
    assert give_consent(text, person=person, channel=ConsentChannel.PAPER) == record
    assert withdraw_consent(record).withdrawn_at is not None
    assert withdraw_consent(record) == record
    assert give_consent(text, person=person, channel=ConsentChannel.PHONE) != record
    assert give_consent(text, user=UserFactory(), channel=ConsentChannel.WEB).user is not None
    assert ConsentRecord.objects.count() == 3
