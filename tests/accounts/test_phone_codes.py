from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.domain import phone_codes
from accounts.enums import CodePurpose
from accounts.models import PhoneCode, User
from common.clock import now
from notices.models import Message

pytestmark = pytest.mark.django_db
PHONE = "13800001111"


def fixed_code() -> str:
    return "123456"


@pytest.fixture(autouse=True)
def known_code(settings):
    settings.PHONE_CODE_SOURCE = "tests.accounts.test_phone_codes.fixed_code"


def request(**changes):
    row = phone_codes.request_code(PHONE, purpose=CodePurpose.SIGN_IN)
    PhoneCode.objects.filter(pk=row.pk).update(**changes) if changes else None
    return row


def check(code="123456", purpose=CodePurpose.SIGN_IN):
    phone_codes.check_code(PHONE, code, purpose=purpose)


def test_codes_are_six_digits():
    assert all(len(code) == 6 and code.isdigit() for code in (phone_codes.random_code() for _ in range(50)))


def test_a_code_works_once():
    request()
    assert "123456" in Message.objects.get().body
    check()
    with pytest.raises(phone_codes.CodeExpired):
        check()


def test_five_wrong_tries_end_it_even_for_the_right_code():
    request()
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(phone_codes.WrongCode, match=str(left)):
            check("000000")
    with pytest.raises(phone_codes.CodeExpired):
        check()


def test_expired_other_purpose_and_never_sent():
    with pytest.raises(phone_codes.CodeExpired):
        check()
    request(expires_at=now())
    with pytest.raises(phone_codes.CodeExpired):
        check()
    with pytest.raises(phone_codes.CodeExpired):
        check(purpose=CodePurpose.TRAINEE)


def test_used_up_between_comparing_and_using(monkeypatch):
    row = request()

    def use_it(*args):
        PhoneCode.objects.filter(pk=row.pk).update(used_at=now())
        return True

    monkeypatch.setattr(phone_codes.hmac, "compare_digest", use_it)
    with pytest.raises(phone_codes.CodeExpired):
        check()


def test_one_a_minute_ten_a_day():
    request()
    with pytest.raises(phone_codes.TooManyCodes):
        request()
    PhoneCode.objects.update(created_at=now() - timedelta(minutes=2))
    for _ in range(9):
        request(created_at=now() - timedelta(minutes=2))
    with pytest.raises(phone_codes.TooManyCodes):
        request()


def test_a_wrong_number_is_refused():
    with pytest.raises(ValidationError):
        phone_codes.request_code("12345", purpose=CodePurpose.SIGN_IN)


def sign_in(client, phone=PHONE, code="123456", next_page=""):
    client.post(reverse("accounts:phone-sign-in"), {"phone": phone, "next": next_page})
    return client.post(reverse("accounts:code-sign-in"), {"code": code, "next": next_page})


def test_signing_in_makes_the_account_once(client):
    assert sign_in(client, next_page="/training/").headers["location"] == "/training/"
    assert client.post(reverse("accounts:sign-out")).status_code == 302
    assert "_auth_user_id" not in client.session
    PhoneCode.objects.update(created_at=now() - timedelta(minutes=2))
    sign_in(client)
    assert User.objects.count() == 1 and client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_the_way_back_never_leads_to_another_site(client):
    assert "evil" not in sign_in(client, next_page="https://evil.example/").headers["location"]


def test_a_wrong_phone_keeps_what_was_typed(client):
    response = client.post(reverse("accounts:phone-sign-in"), {"phone": "12345"})
    assert response.status_code == 422 and 'value="12345"' in response.text and "11 位手机号" in response.text


def test_a_wrong_code_says_how_many_tries_are_left(client):
    response = sign_in(client, code="000000")
    assert response.status_code == 422 and "还可以再试 4 次" in response.text


def test_asking_again_too_soon_still_leads_to_the_code_page(client):
    url = reverse("accounts:phone-sign-in")
    client.post(url, {"phone": PHONE})
    assert client.post(url, {"phone": PHONE}).status_code == 302
    client.session.flush()
    client.cookies.clear()
    response = client.post(url, {"phone": PHONE})
    assert response.status_code == 422 and "秒后再获取" in response.text


def test_the_code_page_needs_a_phone_first(client):
    assert client.get(reverse("accounts:code-sign-in")).headers["location"] == reverse("accounts:phone-sign-in")
    assert client.get(reverse("accounts:phone-sign-in")).status_code == 200


def test_without_sms_the_page_says_to_telephone(client, settings):
    settings.SMS_GATEWAY = "notices.gateways.NoGateway"
    response = client.post(reverse("accounts:phone-sign-in"), {"phone": PHONE})
    assert response.status_code == 422 and "未开通短信" in response.text
