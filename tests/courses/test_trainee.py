"""Trainees without accounts: what comes next, and what is theirs alone."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from courses import seams
from courses.domain.completion import decide_completion
from courses.domain.sittings import sync_sitting
from courses.enums import EnrolmentState
from courses.models import Enrolment
from issuance.domain.sealing import seal_document
from tests.courses.conftest import at, sign, take_test
from tests.courses.phones import CHECK_IN, ENTER, HOME, enter, identify, scan
from tests.courses.test_completion import check_in
from tests.courses.test_door import text
from tests.factories.courses import EnrolmentFactory, MeetingFactory
from tests.issuance.conftest import seal_key  # noqa: F401

pytestmark = pytest.mark.django_db


class TestHome:
    """One thing to do next, in words."""

    @pytest.fixture
    def see(self, phone):
        def look(enrolment):
            identify(phone, enrolment)
            return text(phone.get(HOME))

        return look

    def test_before_check_in_opens(self, see, enrolment, set_clock):
        set_clock(at("10:00"))
        assert "2026年8月5日 13:30 开始签到，地点：行政中心二楼报告厅" in see(enrolment)

    def test_check_in_is_open(self, see, enrolment):
        page = see(enrolment)
        assert "请扫大屏幕上的二维码" in page
        assert "未签到：8月5日 14:00 下午" in page

    def test_a_noted_scan_asks_to_confirm(self, see, phone, session, enrolment):
        scan(phone, session, at("13:52"))
        assert "请确认签到" in see(enrolment)

    def test_test_then_pledge_then_paper(
        self,
        see,
        session,
        needs_exam,
        needs_pledge,
        set_clock,
        seal_key,  # noqa: F811
    ):
        enrolment = EnrolmentFactory(session=session, person__name="王二")
        sync_sitting(session)
        enrolment.refresh_from_db()
        set_clock(at("13:55"))
        check_in(enrolment)
        assert "去签承诺书" in see(enrolment)
        set_clock(at("14:30"))
        assert "请参加结业测试" in see(enrolment)
        take_test(enrolment, passed=False, score=30)
        assert "考试还没有通过，还可以考 2 次" in see(enrolment)
        take_test(enrolment, number=2)
        assert "去签承诺书" in see(enrolment)
        sign(Enrolment.objects.get(pk=enrolment.pk))
        assert "培训证明正在生成" in see(enrolment)
        completion = decide_completion(enrolment)
        assert "培训证明正在生成" in see(enrolment)
        seal_document(completion.document)
        page = see(enrolment)
        assert "下载培训证明" in page
        assert completion.document.number in page
        assert "执行法院" in page
        assert "不是申请信用修复的条件" in page
        assert "提高警惕并核实" in page

    def test_no_tries_left_names_the_telephone(self, see, session, needs_exam, set_clock):
        enrolment = EnrolmentFactory(session=session)
        sync_sitting(session)
        enrolment.refresh_from_db()
        check_in(enrolment)
        set_clock(at("16:00"))
        for number in (1, 2, 3):
            take_test(enrolment, passed=False, score=30, number=number)
        page = see(enrolment)
        assert "去考试" not in page
        assert "请咨询工作人员，电话 000-0000 0000" in page

    def test_revoked_paper_says_ask(self, see, enrolment, users, seal_key):  # noqa: F811
        from issuance.domain.documents import revoke_document

        check_in(enrolment)
        revoke_document(decide_completion(enrolment).document, reason="姓名有误", actor=users["training_manager"])
        assert "目前无效" in see(enrolment)

    def test_next_meeting(self, see, session, enrolment, meeting):
        MeetingFactory(session=session, starts_at=at("14:00") + timedelta(days=1))
        check_in(enrolment, meeting)
        assert "下一次签到 8月6日 13:30 开始" in see(enrolment)

    def test_test_opens_later(self, see, session, needs_exam, set_clock):
        enrolment = EnrolmentFactory(session=session)
        check_in(enrolment)
        assert "2026年8月5日 14:00 开始考试" in see(enrolment)

    def test_nothing_left_to_do_names_the_telephone(self, see, enrolment, set_clock):
        set_clock(at("19:00"))
        page = see(enrolment)
        assert "现在没有需要办理的事项" in page
        assert "000-0000 0000" in page

    @pytest.mark.parametrize(
        ("state", "words"), [(EnrolmentState.PENDING, "正在审核"), (EnrolmentState.WAITLISTED, "候补名单")]
    )
    def test_without_a_confirmed_seat(self, see, session, state, words):
        seat = 3 if state == EnrolmentState.PENDING else None
        assert words in see(EnrolmentFactory(session=session, state=state, seat_number=seat))

    def test_asks_a_constant_number_of_times(self, phone, session, enrolment, django_assert_max_num_queries):
        identify(phone, enrolment)

        def queries():
            with django_assert_max_num_queries(30) as captured:
                phone.get(HOME)
            return len(captured.captured_queries)

        one = queries()
        EnrolmentFactory.create_batch(3, session=session)
        MeetingFactory.create_batch(2, session=session, starts_at=at("14:00") + timedelta(days=1))
        assert queries() == one


class TestSeams:
    """Whose test, pledge and paper it is: mine and nobody else's."""

    @pytest.fixture
    def mine(self, phone, session, needs_exam, needs_pledge):
        enrolment = EnrolmentFactory(session=session, person__name="王二")
        sync_sitting(session)
        identify(phone, enrolment)
        return Enrolment.objects.get(pk=enrolment.pk)

    def ask(self, phone, resolver, public_id):
        from django.test import RequestFactory

        request = RequestFactory().get("/")
        request.session = phone.session
        return resolver(request, public_id)

    def test_pledge_is_started_by_a_post(self, phone, mine):
        assert phone.get("/my/pledge/").status_code == 405
        response = phone.post("/my/pledge/")
        mine.refresh_from_db()
        assert response.url == reverse("pledges:sign", args=[mine.pledge.public_id])
        assert phone.get(response.url).status_code == 200
        assert self.ask(phone, seams.pledge_for, mine.pledge.public_id) == mine.pledge

    def test_pledge_start_without_identity_or_pledge(self, phone, session, enrolment):
        assert phone.post("/my/pledge/").url == ENTER
        identify(phone, enrolment)
        assert "没有需要签署的承诺书" in text(phone.post("/my/pledge/", follow=True))

    def test_my_candidate_and_nobody_elses(self, phone, session, mine):
        other = EnrolmentFactory(session=session)
        sync_sitting(session)
        other.refresh_from_db()
        assert self.ask(phone, seams.candidate_for, mine.candidate.public_id) == mine.candidate
        assert self.ask(phone, seams.candidate_for, other.candidate.public_id) is None
        assert self.ask(phone, seams.pledge_for, "nobody") is None

    def test_my_paper_and_nobody_elses(self, phone, session, enrolment):
        other = EnrolmentFactory(session=session)
        identify(phone, enrolment)
        papers = []
        for trainee in (enrolment, other):
            check_in(trainee)
            papers.append(decide_completion(trainee).document)
        assert self.ask(phone, seams.document_for, papers[0].public_id) == papers[0]
        assert self.ask(phone, seams.document_for, papers[1].public_id) is None
        phone.post("/my/change/")
        assert self.ask(phone, seams.document_for, papers[0].public_id) is None

    def test_a_seat_on_the_waitlist_opens_nothing(self, phone, session):
        waiting = EnrolmentFactory(session=session, waitlisted=True)
        identify(phone, waiting)
        assert self.ask(phone, seams.document_for, "any") is None

    def test_how_it_was_identified_is_known(self, phone, enrolment):
        from django.test import RequestFactory

        request = RequestFactory().get("/")
        request.session = phone.session
        assert seams.identified_by(request, None) == "unknown"
        enter(phone, enrolment.seat_code)
        request.session = phone.session
        assert seams.identified_by(request, None) == "seat_slip"


def test_no_page_of_a_trainee_shows_the_full_name(phone, session, enrolment):
    scan(phone, session, at("13:52"))
    pages = [identify(phone, enrolment), phone.get(CHECK_IN), phone.post(CHECK_IN), phone.get(HOME)]
    assert not any(re.search("王小明|13800000001", text(page)) for page in pages)
