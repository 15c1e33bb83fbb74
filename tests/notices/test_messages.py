from datetime import timedelta

import pytest
from django.urls import reverse

from common.clock import now
from notices.domain import messages
from notices.enums import Channel, MessageState
from notices.gateways import GatewayError, NoGateway
from notices.models import Message
from notices.tasks import deliver_message, sweep_messages
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


class BrokenGateway:
    available = True

    def send(self, **kwargs):
        raise GatewayError("busy")


def send(key="k"):
    return messages.send_message(key=key, phone="13800001111", template="test", body="您好")


def test_the_same_key_is_one_message():
    assert send() == send()
    assert Message.objects.count() == 1 and "13800001111" not in str(send())


def test_a_message_is_handed_over_once():
    message = send()
    assert deliver_message(message.pk) is True
    assert deliver_message(message.pk) is False
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_a_busy_gateway_is_tried_again_then_given_up(settings):
    settings.SMS_GATEWAY = "tests.notices.test_messages.BrokenGateway"
    message = send()
    for _ in range(messages.MAX_ATTEMPTS - 1):
        deliver_message(message.pk)
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.PENDING, "busy")
    deliver_message(message.pk)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_the_sweep_sends_what_its_task_lost_and_gives_up_after_a_day():
    lost, old, _fresh = send("lost"), send("old"), send("fresh")
    Message.objects.filter(pk=lost.pk).update(created_at=now() - timedelta(minutes=2))
    Message.objects.filter(pk=old.pk).update(created_at=now() - timedelta(days=2))
    assert sweep_messages() == 1
    states = dict(Message.objects.values_list("key", "state"))
    assert states == {"lost": MessageState.SENT, "old": MessageState.FAILED, "fresh": MessageState.PENDING}


def test_without_a_gateway_messages_are_kept_for_the_telephone(settings):
    settings.SMS_GATEWAY = "notices.gateways.NoGateway"
    assert send().state == MessageState.BLOCKED
    with pytest.raises(GatewayError):
        NoGateway().send(phone="", body="", key="")


def test_the_inbox_page_is_development_only(client, settings):
    url = reverse("notices:dev-inbox")
    assert "还没有发出短信" in client.get(url).text
    send()
    assert "您好" in client.get(url).text
    settings.DEV_INBOX = False
    assert client.get(url).status_code == 404


class TestStaff:
    def tell(self, user, **changes):
        values = {
            "key": "daily:1",
            "template": "daily",
            "subject": "今日待办",
            "body": "待更新栏目2项",
            "details": "诚信动态",
        }
        return messages.notify_staff(user, **values | changes)

    def test_by_text_message_first(self, db):
        message = self.tell(UserFactory(phone_number="13800001111", email="wang@example.gov.cn"))
        assert (message.channel, message.phone, message.body) == (Channel.SMS, "13800001111", "待更新栏目2项")

    def test_by_email_without_phone_or_gateway(self, settings, mailoutbox):
        settings.SMS_GATEWAY = "notices.gateways.NoGateway"
        user = UserFactory(phone_number="13800001111", email="wang@example.gov.cn")
        message = self.tell(user)
        assert self.tell(user) == message and message.channel == Channel.EMAIL
        assert "wang" not in str(message) and str(message).endswith("w***@example.gov.cn")
        assert deliver_message(message.pk) is True and deliver_message(message.pk) is False
        (mail,) = mailoutbox
        assert (mail.to, mail.subject) == (["wang@example.gov.cn"], "今日待办")
        assert mail.body == "待更新栏目2项\n\n诚信动态"

    def test_details_are_optional(self, mailoutbox):
        deliver_message(self.tell(UserFactory(email="wang@example.gov.cn"), details="").pk)
        assert mailoutbox[0].body == "待更新栏目2项"

    @pytest.mark.parametrize(("email", "host"), [("", "mail.example.gov.cn"), ("wang@example.gov.cn", "")])
    def test_not_at_all_without_address_or_mail_server(self, settings, email, host):
        settings.EMAIL_HOST = host
        assert self.tell(UserFactory(email=email)) is None
        assert not Message.objects.exists()

    def test_a_mail_server_that_is_down_is_tried_again(self, settings, monkeypatch, mailoutbox):
        def down(*args):
            raise ConnectionRefusedError("wang@example.gov.cn")

        monkeypatch.setattr("notices.gateways.send_mail", down)
        message = self.tell(UserFactory(email="wang@example.gov.cn"))
        assert deliver_message(message.pk) is False
        message.refresh_from_db()
        assert (message.state, message.last_error) == (MessageState.PENDING, "ConnectionRefusedError")

    def test_the_inbox_of_development_shows_it(self, client):
        self.tell(UserFactory(email="wang@example.gov.cn"))
        page = client.get(reverse("notices:dev-inbox")).content.decode()
        assert "wang@example.gov.cn" in page and "今日待办" in page and "诚信动态" in page
