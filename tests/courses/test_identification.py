"""Who holds the phone: personal link, seat-slip code, telephone number; and until when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.enums import CodePurpose
from accounts.models import PhoneCode
from courses.domain.attempts import WRONG_TRIES
from courses.enums import EnrolmentState
from courses.models import Enrolment
from notices.models import Message
from tests.courses.conftest import at
from tests.courses.phones import HOME, enter, identify
from tests.courses.test_door import text
from tests.factories.courses import EnrolmentFactory
from tests.issuance.conftest import seal_key  # noqa: F401

pytestmark = pytest.mark.django_db


class TestPersonalLink:
    def test_get_asks_and_changes_nothing(self, phone, enrolment):
        url = reverse("courses:personal-link", args=[enrolment.link_token])
        page = phone.get(url)
        assert "是您本人吗：王*明" in text(page)
        assert "王小明" not in text(page)
        assert phone.get(HOME).status_code == 302

    def test_post_confirms(self, phone, enrolment):
        page = identify(phone, enrolment)
        assert page.redirect_chain[-1][0] == HOME
        assert "王*明" in text(page)

    def test_unknown_link_is_404(self, phone):
        assert phone.get("/t/" + "a" * 32 + "/").status_code == 404
        assert phone.get("/t/%00%ff/").status_code == 404

    def test_link_of_a_withdrawn_enrolment_says_so(self, phone, session):
        gone = EnrolmentFactory(session=session, withdrawn=True)
        page = phone.get(reverse("courses:personal-link", args=[gone.link_token]))
        assert page.status_code == 410
        assert "报名已取消" in text(page)

    def test_post_without_csrf_token_is_refused(self, at_1352, enrolment):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        assert strict.post(reverse("courses:personal-link", args=[enrolment.link_token])).status_code == 403


class TestSession:
    def test_identification_ends_after_twelve_hours(self, phone, enrolment, set_clock):
        identify(phone, enrolment)
        set_clock(at("13:52") + timedelta(hours=11, minutes=59))
        assert phone.get(HOME).status_code == 200
        set_clock(at("13:52") + timedelta(hours=12))
        assert phone.get(HOME).status_code == 302

    def test_ends_with_the_enrolment(self, phone, enrolment):
        identify(phone, enrolment)
        Enrolment.objects.update(state=EnrolmentState.WITHDRAWN, seat_number=None)
        assert phone.get(HOME).status_code == 302

    def test_change_person(self, phone, enrolment):
        identify(phone, enrolment)
        assert phone.get("/my/change/").status_code == 405
        page = phone.post("/my/change/", follow=True)
        assert "可以换人操作了" in text(page)
        assert phone.get(HOME).status_code == 302

    def test_change_person_when_there_is_nobody(self, phone):
        assert phone.post("/my/change/").url == "/enter/"

    def test_session_key_changes_with_the_person(self, phone, enrolment):
        enter(phone, "WRONG234")
        before = phone.session.session_key
        identify(phone, enrolment)
        assert phone.session.session_key != before


class TestSeatSlipCode:
    def test_identifies(self, phone, enrolment):
        page = enter(phone, f" {enrolment.seat_code[:4].lower()} {enrolment.seat_code[4:]} ")
        assert page.redirect_chain[-1][0] == HOME

    def test_wrong_code_keeps_what_was_typed(self, phone):
        page = enter(phone, "WRONG234")
        assert page.status_code == 422
        assert "参会码不对" in text(page)
        assert 'value="WRONG234"' in page.content.decode()

    @pytest.mark.parametrize("code", ["", "\x00", "x" * 500, "🦄🦄🦄🦄", "签到签到签到签到"])
    def test_nonsense_is_answered_with_words(self, phone, code):
        assert enter(phone, code).status_code == 422

    def test_withdrawn(self, phone, session):
        assert "已取消" in text(enter(phone, EnrolmentFactory(session=session, withdrawn=True).seat_code))

    def test_guessing_is_limited_per_phone(self, phone, enrolment, set_clock):
        for _ in range(WRONG_TRIES):
            enter(phone, "WRONG234")
        assert "输错次数过多" in text(enter(phone, enrolment.seat_code))
        set_clock(at("14:05"))
        assert enter(phone, enrolment.seat_code).redirect_chain[-1][0] == HOME

    def test_forty_people_behind_one_nat_ip_all_ok(self, phone, session):
        from django.test import Client

        for _ in range(WRONG_TRIES):
            enter(phone, "WRONG234")
        others = EnrolmentFactory.create_batch(40, session=session)
        assert all(enter(Client(), e.seat_code).redirect_chain[-1][0] == HOME for e in others)


class TestPhone:
    NUMBER = "13800000001"

    @pytest.fixture
    def ask(self, phone, phone_code):
        return lambda number=self.NUMBER: phone.post("/enter/phone/", {"phone": number}, follow=True)

    def test_code_identifies(self, phone, ask, enrolment, phone_code):
        assert "尾号 0001" in text(ask("138 0000 0001"))
        assert PhoneCode.objects.get().purpose == CodePurpose.TRAINEE
        page = phone.post("/enter/phone/code/", {"code": phone_code}, follow=True)
        assert page.redirect_chain[-1][0] == HOME

    def test_an_unknown_number_gets_the_same_answer_and_no_message(self, ask, enrolment):
        assert "尾号 0009" in text(ask("13800000009"))
        assert not Message.objects.exists()

    def test_wrong_code_and_wrong_number(self, phone, ask, enrolment):
        assert ask("123").status_code == 422
        ask()
        assert phone.post("/enter/phone/code/", {"code": "000000"}).status_code == 422
        assert phone.post("/enter/phone/code/", {"code": "\x00"}).status_code == 422

    def test_asking_again_at_once_keeps_the_code(self, phone, ask, enrolment, phone_code):
        ask()
        assert "秒" in text(ask())
        page = phone.post("/enter/phone/code/", {"code": phone_code}, follow=True)
        assert page.redirect_chain[-1][0] == HOME

    def test_no_gateway_is_said_and_keeps_the_number(self, ask, enrolment, settings):
        settings.SMS_GATEWAY = "notices.gateways.NoGateway"
        page = ask()
        assert page.status_code == 422
        assert self.NUMBER in page.content.decode()

    def test_code_page_needs_a_number_first(self, phone):
        assert phone.get("/enter/phone/code/").url == "/enter/phone/"

    def test_two_firms_one_phone_chooses(self, phone, ask, session, enrolment, phone_code):
        second = EnrolmentFactory(session=session, person=enrolment.person)
        ask()
        page = phone.post("/enter/phone/code/", {"code": phone_code}, follow=True)
        assert enrolment.subject.name in text(page)
        assert second.subject.name in text(page)
        page = phone.post("/enter/choose/", {"enrolment": second.public_id}, follow=True)
        assert second.subject.name in text(page)

    def test_only_what_the_phone_stands_for_may_be_chosen(self, phone, ask, session, enrolment, phone_code):
        EnrolmentFactory(session=session, person=enrolment.person)
        stranger = EnrolmentFactory(session=session)
        ask()
        phone.post("/enter/phone/code/", {"code": phone_code})
        phone.post("/enter/choose/", {"enrolment": stranger.public_id})
        assert phone.get(HOME).status_code == 302

    def test_nobody_left_to_choose(self, phone):
        assert phone.get("/enter/choose/").url == "/enter/"

    def test_sessions_long_over_are_not_found(self, ask, enrolment, set_clock):
        set_clock(at("14:00") + timedelta(days=90))
        ask()
        assert not PhoneCode.objects.exists()


def test_the_link_page_sends_its_origin(phone, enrolment):
    """Without a referrer browsers send “Origin: null”, and the form would be refused as forged."""
    page = phone.get(reverse("courses:personal-link", args=[enrolment.link_token]))
    assert "no-referrer" not in page.content.decode()
