"""The door and the projector: what staff see and what stays closed to others."""

import json
import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from courses.domain.check_in import TEST_CODE
from courses.domain.rotating_codes import STEP, shown_code
from courses.enums import CheckInOutcome, EnrolmentState, EvidenceLevel, SessionState
from courses.models import CheckIn
from tests.courses.conftest import at
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.courses import EnrolmentFactory, MeetingFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def door(client, users, session):
    client.force_login(users[Role.DOOR_STAFF], backend=BACKEND)
    return client


@pytest.fixture
def url(session):
    return reverse("courses:door", args=[session.public_id])


@pytest.fixture
def post(door, url, meeting, at_1352):
    def send(nonce="nonce-0001", *, as_json=False, **data):
        headers = {"Accept": "application/json"} if as_json else {}
        return door.post(url, {"meeting": meeting.pk, "nonce": nonce, **data}, headers=headers)

    return send


def text(response):
    """What a person reads: without tags, white space as one blank."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_seat_slip_code_checks_in(post, enrolment, users):
    response = post(code=enrolment.seat_code.lower())
    assert response.status_code == 200
    page = text(response)
    assert "签到成功 13:52" in page
    assert "王小明" in page
    assert enrolment.subject.name in page
    assert "已到 1 人，应到 1 人" in page
    row = CheckIn.objects.get()
    assert (row.evidence_level, row.by) == (EvidenceLevel.STAFF_SCAN, users[Role.DOOR_STAFF])


def test_the_slips_qr_code_is_the_personal_link(post, enrolment):
    assert post(code=f"https://credit.example/t/{enrolment.link_token}/").status_code == 200
    assert CheckIn.objects.get().outcome == CheckInOutcome.ACCEPTED


def test_ticking_a_name_is_weaker_evidence(post, enrolment):
    assert "签到成功" in text(post(enrolment=enrolment.public_id))
    assert CheckIn.objects.get().evidence_level == EvidenceLevel.STAFF_MANUAL


def test_second_scan_shows_the_time_of_the_first(post, enrolment, set_clock):
    post(code=enrolment.seat_code)
    set_clock(at("14:20"))
    response = post("nonce-0002", code=enrolment.seat_code)
    assert response.status_code == 200
    assert "重复签到 13:52" in text(response)
    assert "首次签到：13:52" in text(response)
    assert 'class="verdict wait"' in response.content.decode()


def test_double_tap_on_slow_server(post, enrolment):
    assert "签到成功" in text(post(code=enrolment.seat_code))
    assert "签到成功" in text(post(code=enrolment.seat_code))
    assert CheckIn.objects.count() == 1


def test_same_nonce_different_registration_is_409(post, session, enrolment):
    post(code=enrolment.seat_code)
    other = EnrolmentFactory(session=session)
    assert post(code=other.seat_code).status_code == 409
    assert post("nonce-0001", as_json=True, code=other.seat_code).status_code == 409


def test_scan_unknown_code(post):
    response = post(code="ABCD2345")
    assert response.status_code == 422
    assert "名单外" in text(response)
    assert CheckIn.objects.get().raw_code == "ABCD2345"


def test_scanner_still_works_after_invalid_code(post, enrolment):
    page = post(code="ABCD2345").content.decode()
    nonce = re.search(r'name="nonce" value="([^"]+)"', page).group(1)
    assert post(nonce, code=enrolment.seat_code).status_code == 200


def test_scan_test_code(post):
    response = post(code=TEST_CODE.lower())
    assert "扫码正常" in text(response)
    assert not CheckIn.objects.filter(outcome=CheckInOutcome.ACCEPTED).exists()


def test_scan_code_of_other_session(post):
    other = EnrolmentFactory(
        session=TrainingSessionFactory(title="2026年第9期培训", meeting=False), person__name="张不该出现"
    )
    MeetingFactory(session=other.session, starts_at=at("09:00"))
    page = text(post(code=other.seat_code))
    assert "不是本期学员" in page
    assert "2026年第9期培训，2026年8月5日 09:00" in page
    assert "张不该出现" not in page


def test_cancelled_then_scanned(post, session, users):
    gone = EnrolmentFactory(
        session=session, withdrawn=True, ended_at=at("09:30"), ended_by=users[Role.TRAINING_MANAGER]
    )
    page = text(post(code=gone.seat_code))
    assert "报名已取消" in page
    assert "2026年8月5日 09:30 取消，经办人：training_manager" in page


def test_waitlisted_person_scans(post, session):
    first, second = [EnrolmentFactory(session=session, waitlisted=True) for _ in range(2)]
    page = text(post(code=second.seat_code))
    assert "候补第 2 位" in page
    assert "空余席位：5 个" in page
    assert first.state == EnrolmentState.WAITLISTED


def test_unapproved_registration(post, session):
    pending = EnrolmentFactory(session=session, state=EnrolmentState.PENDING)
    page = text(post(code=pending.seat_code))
    assert "报名待审核" in page
    assert "培训管理员" in page


def test_message_shows_local_open_time(post, enrolment, set_clock):
    set_clock(at("13:00"))
    page = text(post(code=enrolment.seat_code))
    assert "还没到签到时间" in page
    assert "2026年8月5日 13:30（北京时间）开始签到" in page


def test_after_close(post, enrolment, set_clock):
    set_clock(at("18:00"))
    page = text(post(code=enrolment.seat_code))
    assert "签到已结束" in page
    assert "17:00" in page
    assert "按此原因补签" not in page


def test_after_close_a_manager_is_offered_to_record_it(client, users, url, meeting, enrolment, set_clock):
    set_clock(at("18:00"))
    client.force_login(users[Role.TRAINING_MANAGER], backend=BACKEND)
    data = {"meeting": meeting.pk, "nonce": "nonce-0001", "enrolment": enrolment.public_id}
    assert "按此原因补签" in text(client.post(url, data))
    again = client.post(url, {**data, "nonce": "nonce-0002", "reason": "当时在场，漏扫"})
    assert "签到成功" in text(again)


def test_cancelled_session_says_so(post, session, enrolment):
    session.state, session.state_note = SessionState.CANCELLED, "场地维修"
    session.save()
    page = text(post(code=enrolment.seat_code))
    assert "本期培训已取消" in page
    assert "场地维修" in page


def test_late_is_said(post, enrolment, set_clock):
    set_clock(at("14:15"))
    assert "签到成功（迟到）14:15" in text(post(code=enrolment.seat_code))


@pytest.mark.parametrize(
    "code",
    [
        "\x00\x01\x02",
        "x" * 5000,
        "%ff%fe",
        "🦄" * 50,
        "签到" * 20,
        "' OR 1=1 --",
        "00000000-0000-0000-0000-00000000000g",
    ],
)
def test_malformed_uuid_and_binary_payload_return_4xx_not_500(post, code):
    response = post(code=code)
    assert 400 <= response.status_code < 500
    answer = post("nonce-0002", as_json=True, code=code)
    assert 400 <= answer.status_code < 500
    assert json.loads(answer.content)


def test_raw_bytes_return_4xx(door, url, at_1352):
    for body in (b"\xff\xfe\x00", b"code=%FF%00&nonce=%00", b"\x00" * 100):
        response = door.post(url, body, content_type="application/x-www-form-urlencoded")
        assert 400 <= response.status_code < 500


def test_nothing_or_nonsense_in_the_hidden_fields(post, door, url, enrolment):
    assert post().status_code == 422
    assert post(code="A", enrolment="b").status_code == 422
    assert post("no", code=enrolment.seat_code).status_code == 422
    assert post(enrolment="unknown").status_code == 404
    far = door.post(url, {"meeting": 10**30, "nonce": "nonce-0001", "code": "A"})
    assert far.status_code == 422


def test_meeting_of_another_session_is_404(post, door, url, enrolment):
    other = MeetingFactory()
    assert door.post(url, {"meeting": other.pk, "nonce": "n" * 10, "code": enrolment.seat_code}).status_code == 404


def test_json_answer(post, enrolment):
    response = post(as_json=True, code=enrolment.seat_code)
    answer = json.loads(response.content)
    assert (answer["outcome"], answer["tone"], answer["name"]) == ("accepted", "ok", "王小明")


def test_check_in_list_url_without_sign_in(client, url, session, enrolment):
    assert client.get(url).status_code == 302
    json_answer = client.post(url, {"code": enrolment.seat_code}, headers={"Accept": "application/json"})
    assert json_answer.status_code == 403
    assert client.post(url, {"code": enrolment.seat_code}).status_code == 302
    assert not CheckIn.objects.exists()


def test_staff_of_another_area_get_404(client, url):
    stranger = UserFactory(area=AreaFactory(), roles=[Role.DOOR_STAFF])
    client.force_login(stranger, backend=BACKEND)
    assert client.get(url).status_code == 404


def test_staff_of_the_area_above_may_scan_and_of_another_may_not(client, url, area, meeting, enrolment, at_1352):
    data = {"meeting": meeting.pk, "nonce": "nonce-0001", "code": enrolment.seat_code}
    client.force_login(UserFactory(area=AreaFactory(), roles=[Role.DOOR_STAFF]), backend=BACKEND)
    assert client.post(url, data).status_code == 404
    assert not CheckIn.objects.exists()
    above = UserFactory(area=None, is_superuser=True, is_staff=True)
    client.force_login(above, backend=BACKEND)
    assert client.post(url, data).status_code == 200


def test_search_needs_two_characters(door, url, enrolment, at_1352):
    assert "王小明" not in text(door.get(url, {"q": "王"}))
    assert "没有找到" in text(door.get(url, {"q": " 王 "}))
    assert "王小明" in text(door.get(url, {"q": "王小"}))
    assert "王小明" in text(door.get(url, {"q": enrolment.subject.name[:6]}))


def test_search_shows_who_is_here(post, door, url, enrolment):
    post(code=enrolment.seat_code)
    page = text(door.get(url, {"q": "王小明"}))
    assert "已签到" in page
    assert "撤销签到" in page


def test_pledge_missing_shows_incomplete(post, session, enrolment, needs_pledge):
    page = text(post(code=enrolment.seat_code))
    assert "签到成功" in page
    assert "还没签承诺书" in page


def test_door_of_a_session_without_meeting(client, users, area):
    empty = TrainingSessionFactory(area=area, meeting=False)
    client.force_login(users[Role.DOOR_STAFF], backend=BACKEND)
    assert "还没有安排时间" in text(client.get(reverse("courses:door", args=[empty.public_id])))
    assert client.get(reverse("courses:projector", args=[empty.public_id])).status_code == 200


def test_staff_choose_the_half_day(door, url, session, enrolment, at_1352):
    morning = MeetingFactory(session=session, title="上午", starts_at=at("09:00"), ends_at=at("12:00"))
    page = door.get(url, {"meeting": morning.pk}).content.decode()
    assert f'name="meeting" value="{morning.pk}"' in page
    assert door.get(url, {"meeting": "x"}).status_code == 200


class TestUndo:
    def undo(self, door, session, row, reason):
        data = {"check_in": row.pk, "reason": reason}
        return door.post(reverse("courses:door-undo", args=[session.public_id]), data, follow=True)

    def test_with_a_reason(self, post, door, session, enrolment):
        post(code=enrolment.seat_code)
        row = CheckIn.objects.get()
        assert "请填写撤销签到的原因" in text(self.undo(door, session, row, ""))
        assert "签到已撤销" in text(self.undo(door, session, row, "点错了人"))
        row.refresh_from_db()
        assert row.outcome == CheckInOutcome.ANNULLED

    def test_too_late_for_door_staff(self, post, door, session, enrolment, set_clock):
        post(code=enrolment.seat_code)
        set_clock(at("15:00"))
        assert "另一位培训管理员" in text(self.undo(door, session, CheckIn.objects.get(), "点错了人"))

    def test_of_another_session_is_404(self, post, door, enrolment, users):
        post(code=enrolment.seat_code)
        other = TrainingSessionFactory(area=users[Role.DOOR_STAFF].area)
        assert self.undo(door, other, CheckIn.objects.get(), "点错了人").status_code == 404


def test_query_budget_of_scan_endpoint(post, session, enrolment, django_assert_max_num_queries):
    """The same upper limit for 3 and for 300 enrolments; sign-in and session included, without savepoints."""

    def queries(nonce, who):
        with django_assert_max_num_queries(40) as captured:
            assert post(nonce, as_json=True, code=who.seat_code).status_code == 200
        return len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]])

    few = [EnrolmentFactory(session=session) for _ in range(2)]
    first = queries("nonce-0001", few[0])
    EnrolmentFactory.create_batch(297, session=session)
    assert queries("nonce-0002", few[1]) == first
    assert first <= 8


class TestProjector:
    @pytest.fixture
    def projector(self, session):
        return reverse("courses:projector", args=[session.public_id])

    @pytest.fixture
    def code_url(self, session):
        return reverse("courses:projector-code", args=[session.public_id])

    def test_shows_what_the_room_needs(self, door, projector, session, at_1352):
        page = text(door.get(projector))
        assert str(session) in page
        assert shown_code(session, at=at_1352).typed in page
        assert "13:52" in page

    def test_future_codes_not_in_page_source(self, door, projector, code_url, session, at_1352):
        sources = door.get(projector).content.decode() + door.get(code_url).content.decode()
        for ahead in range(1, 20):
            later = shown_code(session, at=at_1352 + ahead * STEP)
            assert later.typed not in sources
            assert later.scanned not in sources
        assert session.code_secret not in sources

    def test_no_personal_data_on_it(self, door, projector, enrolment, at_1352):
        page = text(door.get(projector))
        assert "王小明" not in page
        assert enrolment.subject.name not in page

    def test_code_endpoint_requires_session_staff(self, client, code_url):
        assert client.get(code_url, headers={"Accept": "application/json"}).status_code == 403
        assert client.get(code_url).status_code == 302
        client.force_login(UserFactory(area=AreaFactory(), roles=[Role.DOOR_STAFF]), backend=BACKEND)
        assert client.get(code_url, headers={"Accept": "application/json"}).status_code == 404

    def test_code_endpoint_gives_the_code_of_now(self, door, code_url, session, set_clock):
        set_clock(at("13:52:07"))
        shown = door.get(code_url).json()
        assert shown["typed"] == shown_code(session, at=at("13:52:07")).typed
        assert shown["changes_in"] == 13_000
        assert shown["svg"].startswith("<svg")
        assert (shown["present"], shown["expected"]) == (0, 0)

    def test_reload_projector_page_does_not_invalidate_or_grow_tables(
        self, door, projector, session, at_1352, django_assert_max_num_queries
    ):
        before = shown_code(session, at=at_1352)
        door.get(projector)  # the very first page of a site makes its settings row
        with django_assert_max_num_queries(30) as captured:
            door.get(projector)
            door.get(projector)
        assert not [q for q in captured.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert shown_code(session, at=at_1352) == before
