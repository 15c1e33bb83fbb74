"""The fast lane: the projector's code scanned by a trainee's own phone."""

import pytest

from courses.domain.attempts import WRONG_TRIES
from courses.domain.rotating_codes import shown_code
from courses.enums import CheckInOutcome, CheckInReason, EnrolmentState, EvidenceLevel
from courses.models import CheckIn, Enrolment
from tests.courses.conftest import at
from tests.courses.phones import CHECK_IN, ENTER, enter, identify, scan
from tests.courses.test_door import text
from tests.factories.courses import EnrolmentFactory, MeetingFactory, TrainingSessionFactory
from tests.issuance.conftest import seal_key  # noqa: F401

pytestmark = pytest.mark.django_db


class TestScan:
    def test_get_request_never_changes_attendance(self, phone, session, enrolment, django_assert_max_num_queries):
        identify(phone, enrolment)
        with django_assert_max_num_queries(10) as captured:
            response = scan(phone, session, at("13:52"))
        assert response.url == CHECK_IN
        assert not [q for q in captured.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        page = phone.get(CHECK_IN)
        assert "王*明，请确认签到" in text(page)
        assert not CheckIn.objects.exists()

    def test_scan_identify_confirm(self, phone, session, enrolment):
        scan(phone, session, at("13:52"))
        page = enter(phone, enrolment.seat_code)
        assert page.redirect_chain[-1][0] == CHECK_IN
        page = phone.post(CHECK_IN)
        assert "签到成功 13:52" in text(page)
        row = CheckIn.objects.get()
        assert (row.outcome, row.evidence_level) == (CheckInOutcome.ACCEPTED, EvidenceLevel.SELF_SCAN)

    def test_login_takes_3_minutes_claim_token_keeps_scan_time(self, phone, session, enrolment, set_clock):
        set_clock(at("14:13"))
        scan(phone, session, at("14:13"))
        set_clock(at("14:16"))
        enter(phone, enrolment.seat_code)
        assert "签到成功 14:13" in text(phone.post(CHECK_IN))
        row = CheckIn.objects.get()
        assert (row.happened_at, row.recorded_at, row.is_late) == (at("14:13"), at("14:16"), False)

    def test_confirming_twice_is_one_check_in_and_the_same_answer(self, phone, session, enrolment):
        scan(phone, session, at("13:52"))
        identify(phone, enrolment)
        assert "签到成功" in text(phone.post(CHECK_IN))
        assert "签到成功" in text(phone.post(CHECK_IN))
        assert CheckIn.objects.count() == 1

    def test_scanning_again_later_shows_the_first_time(self, phone, session, enrolment, set_clock):
        scan(phone, session, at("13:52"))
        identify(phone, enrolment)
        phone.post(CHECK_IN)
        set_clock(at("14:20"))
        scan(phone, session, at("14:20"))
        assert "重复签到 13:52" in text(phone.post(CHECK_IN))

    def test_link_forwarded_not_scanned(self, phone, session, enrolment):
        identify(phone, enrolment)
        response = scan(phone, session, at("13:50"))
        assert response.status_code == 410
        assert "请再扫一次" in text(response)
        assert phone.post(CHECK_IN).status_code == 410
        assert not CheckIn.objects.exists()

    def test_confirming_too_late_asks_to_scan_again(self, phone, session, enrolment, set_clock):
        scan(phone, session, at("13:52"))
        set_clock(at("14:13"))
        identify(phone, enrolment)
        assert "请再扫一次" in text(phone.post(CHECK_IN))

    def test_scan_before_open_then_again_after_open(self, phone, session, enrolment, set_clock):
        set_clock(at("13:20"))
        scan(phone, session, at("13:20"))
        identify(phone, enrolment)
        page = phone.post(CHECK_IN)
        assert page.status_code == 422
        assert "2026年8月5日 13:30（北京时间）开始签到" in text(page)
        set_clock(at("13:31"))
        scan(phone, session, at("13:31"))
        assert "签到成功 13:31" in text(phone.post(CHECK_IN))

    def test_code_of_another_session(self, phone, session, enrolment):
        other = TrainingSessionFactory(title="2026年第9期培训", meeting=False)
        MeetingFactory(session=other, starts_at=at("14:00"))
        identify(phone, enrolment)
        scan(phone, other, at("13:52"))
        page = phone.post(CHECK_IN)
        assert f"您报名的是：{session}，2026年8月5日 14:00" in text(page)
        assert CheckIn.objects.get().reason == CheckInReason.OTHER_SESSION

    def test_one_phone_checks_in_five_people(self, phone, session):
        five = EnrolmentFactory.create_batch(5, session=session)
        scan(phone, session, at("13:52"))
        for enrolment in five:
            enter(phone, enrolment.seat_code)
            assert "签到成功" in text(phone.post(CHECK_IN))
            phone.post("/my/change/")
        rows = CheckIn.objects.filter(outcome=CheckInOutcome.ACCEPTED)
        assert rows.count() == 5
        assert rows.values("device_key").distinct().count() == 1

    def test_forged_claim_is_no_claim(self, phone, enrolment):
        identify(phone, enrolment)
        phone.cookies["claim"] = "eyJtZWV0aW5nIjoxfQ:forged:claim"
        assert phone.post(CHECK_IN).status_code == 410

    def test_scan_without_identity_leads_to_identification(self, phone, session):
        scan(phone, session, at("13:52"))
        page = phone.get(CHECK_IN, follow=True)
        assert page.redirect_chain[-1][0] == ENTER
        assert "已记下您扫码的时间" in text(page)

    def test_far_seat_types_short_code(self, phone, session, enrolment):
        identify(phone, enrolment)
        page = enter(phone, shown_code(session, at=at("13:52")).typed.lower())
        assert page.redirect_chain[-1][0] == CHECK_IN
        phone.post(CHECK_IN)
        assert CheckIn.objects.get().evidence_level == EvidenceLevel.TYPED_CODE

    def test_far_seat_types_short_code_rate_limited(self, phone, session, enrolment):
        for _ in range(WRONG_TRIES):
            assert "签到码已失效" in text(enter(phone, "ZZZZZZ"))
        assert "输错次数过多" in text(enter(phone, shown_code(session, at=at("13:52")).typed))

    @pytest.mark.parametrize("code", ["a", "x" * 300, "%00%00%00", "%ff%fe", "A" * 16])
    def test_malformed_codes_return_4xx(self, phone, code):
        assert 400 <= phone.get(f"/c/{code}/").status_code < 500

    def test_meeting_that_is_gone(self, phone, session, enrolment):
        scan(phone, session, at("13:52"))
        identify(phone, enrolment)
        session.meetings.all().delete()
        assert phone.post(CHECK_IN).status_code == 410

    @pytest.mark.parametrize(
        ("state", "seat", "words"),
        [
            (EnrolmentState.PENDING, 3, "报名待审核 赵* 请找签到处工作人员"),
            (EnrolmentState.WAITLISTED, None, "候补第 1 位 赵* 请问工作人员是否有空位"),
        ],
    )
    def test_without_a_confirmed_seat(self, phone, session, state, seat, words):
        waiting = EnrolmentFactory(session=session, person__name="赵强", state=state, seat_number=seat)
        scan(phone, session, at("13:52"))
        identify(phone, waiting)
        assert words in text(phone.post(CHECK_IN))

    def test_after_close(self, phone, session, enrolment, set_clock):
        set_clock(at("17:01"))
        scan(phone, session, at("17:01"))
        identify(phone, enrolment)
        assert "17:00（北京时间）结束，请找工作人员办理" in text(phone.post(CHECK_IN))

    def test_withdrawn_between_scan_and_confirmation(self, phone, session, enrolment):
        scan(phone, session, at("13:52"))
        identify(phone, enrolment)
        Enrolment.objects.update(state=EnrolmentState.WITHDRAWN, seat_number=None)
        assert phone.post(CHECK_IN).url == ENTER
        assert not CheckIn.objects.exists()
