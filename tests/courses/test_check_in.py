"""One scan is one row: what is accepted, what is refused and why, and what happens twice."""

from datetime import UTC, timedelta

import pytest

from accounts.enums import Role
from accounts.models import AuditEntry
from common.models import Fact
from courses.domain import check_in
from courses.domain.check_in import (
    TEST_CODE,
    NonceReused,
    UndoRefused,
    annul_check_in,
    evidence_for,
    first_accepted,
    record_check_in,
)
from courses.domain.meetings import count_attendance, has_checked_in, meeting_at
from courses.enums import CheckInOutcome, CheckInReason, EnrolmentState, EvidenceLevel, SessionState
from courses.models import CheckIn, Completion
from tests.courses.conftest import at
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, MeetingFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db


def scan(meeting, enrolment, nonce="nonce-0001", **kwargs):
    kwargs.setdefault("evidence_level", EvidenceLevel.STAFF_SCAN)
    return record_check_in(meeting, enrolment=enrolment, nonce=nonce, **kwargs)


def test_first_scan_is_accepted(meeting, enrolment, at_1352):
    row = scan(meeting, enrolment)
    assert row.outcome == CheckInOutcome.ACCEPTED
    assert row.happened_at == row.recorded_at == at_1352
    assert not row.is_late
    assert Fact.objects.get(kind="check_in.accepted").payload == {"enrolment": enrolment.pk}
    assert has_checked_in(enrolment, meeting)


def test_scan_same_code_twice_same_device(meeting, enrolment, set_clock):
    set_clock(at("13:40"))
    first = scan(meeting, enrolment, "nonce-0001")
    set_clock(at("13:52"))
    second = scan(meeting, enrolment, "nonce-0002")
    assert (second.outcome, second.reason) == (CheckInOutcome.REFUSED, CheckInReason.DUPLICATE)
    assert first_accepted(second) == first
    assert CheckIn.objects.count() == 2
    assert Fact.objects.filter(kind="check_in.accepted").count() == 1


def test_retry_after_lost_response_same_nonce(meeting, enrolment, at_1352):
    first = scan(meeting, enrolment)
    assert scan(meeting, enrolment).pk == first.pk
    assert CheckIn.objects.count() == 1


def test_retry_same_nonce_where_several_entries_are_allowed(session, enrolment, at_1352):
    meeting = MeetingFactory(session=session, starts_at=at("14:00"), allows_reentry=True)
    first = scan(meeting, enrolment)
    assert scan(meeting, enrolment).pk == first.pk
    again = scan(meeting, enrolment, "nonce-0002")
    assert again.outcome == CheckInOutcome.ACCEPTED
    assert CheckIn.objects.count() == 2


def test_retry_of_a_refused_scan_gives_the_same_refusal(meeting, enrolment, set_clock):
    set_clock(at("13:00"))
    first = scan(meeting, enrolment)
    set_clock(at("13:52"))
    assert scan(meeting, enrolment).pk == first.pk
    assert scan(meeting, enrolment, "nonce-0002").outcome == CheckInOutcome.ACCEPTED


def test_same_nonce_different_registration(session, meeting, enrolment, at_1352):
    scan(meeting, enrolment)
    other = EnrolmentFactory(session=session)
    with pytest.raises(NonceReused):
        scan(meeting, other)
    assert not has_checked_in(other, meeting)
    flagged = CheckIn.objects.get(outcome=CheckInOutcome.FLAGGED)
    assert (flagged.enrolment, flagged.reason) == (other, CheckInReason.NONCE_REUSED)
    assert CheckIn.objects.filter(outcome=CheckInOutcome.ACCEPTED).get().enrolment == enrolment


def test_retry_that_runs_beside_the_first_gets_its_answer(meeting, enrolment, at_1352, monkeypatch):
    first = scan(meeting, enrolment)
    real, calls = check_in._by_nonce, []

    def not_visible_yet(row):
        calls.append(row)
        return real(row) if len(calls) > 1 else None

    monkeypatch.setattr(check_in, "_by_nonce", not_visible_yet)
    assert scan(meeting, enrolment).pk == first.pk
    assert CheckIn.objects.count() == 1


def test_duplicate_sent_twice_is_one_duplicate(meeting, enrolment, at_1352):
    scan(meeting, enrolment, "nonce-0001")
    second = scan(meeting, enrolment, "nonce-0002")
    assert scan(meeting, enrolment, "nonce-0002").pk == second.pk


def test_scan_unknown_code(meeting, at_1352):
    row = scan(meeting, None, raw_code="WHAT?")
    assert (row.outcome, row.reason, row.raw_code) == (CheckInOutcome.REFUSED, CheckInReason.UNKNOWN_CODE, "WHAT?")


def test_scan_test_code(meeting, at_1352):
    row = scan(meeting, None, raw_code=TEST_CODE)
    assert (row.outcome, row.reason) == (CheckInOutcome.REFUSED, CheckInReason.TEST_CODE)


def test_scan_code_of_other_session(meeting, at_1352):
    other = EnrolmentFactory(session=TrainingSessionFactory())
    row = scan(meeting, other)
    assert (row.outcome, row.reason) == (CheckInOutcome.REFUSED, CheckInReason.OTHER_SESSION)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (EnrolmentState.PENDING, CheckInReason.NOT_APPROVED),
        (EnrolmentState.WAITLISTED, CheckInReason.WAITLISTED),
        (EnrolmentState.WITHDRAWN, CheckInReason.WITHDRAWN),
        (EnrolmentState.CANCELLED, CheckInReason.WITHDRAWN),
    ],
)
def test_enrolment_that_is_not_confirmed_is_refused(session, meeting, at_1352, state, reason):
    seat = 9 if state == EnrolmentState.PENDING else None
    row = scan(meeting, EnrolmentFactory(session=session, state=state, seat_number=seat))
    assert (row.outcome, row.reason) == (CheckInOutcome.REFUSED, reason)
    assert not Fact.objects.filter(kind="check_in.accepted").exists()


def test_cancelled_session(session, meeting, enrolment, at_1352):
    session.state = SessionState.CANCELLED
    session.save()
    meeting.session = session
    assert scan(meeting, enrolment).reason == CheckInReason.SESSION_CANCELLED


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        ("13:29:59", CheckInReason.TOO_EARLY),
        ("13:30:00", ""),
        ("16:59:59", ""),
        ("17:00:00", CheckInReason.TOO_LATE),
    ],
)
def test_at_exact_open_and_close(meeting, enrolment, set_clock, time, reason):
    set_clock(at(time))
    assert scan(meeting, enrolment).reason == reason


@pytest.mark.parametrize(("time", "is_late"), [("14:14:59", False), ("14:15:00", True)])
def test_late_status_threshold(meeting, enrolment, set_clock, time, is_late):
    set_clock(at(time))
    row = scan(meeting, enrolment)
    assert (row.outcome, row.is_late) == (CheckInOutcome.ACCEPTED, is_late)


def test_after_close_a_manager_may_record_it_with_a_reason(meeting, enrolment, set_clock, users):
    set_clock(at("17:30"))
    door, manager = users[Role.DOOR_STAFF], users[Role.TRAINING_MANAGER]
    assert scan(meeting, enrolment, "nonce-0001", actor=door, exception_reason="堵车").reason == "too_late"
    assert scan(meeting, enrolment, "nonce-0002", actor=manager).reason == "too_late"
    row = scan(meeting, enrolment, "nonce-0003", actor=manager, exception_reason="手机没电，当时在场")
    assert (row.outcome, row.note, row.by) == (CheckInOutcome.ACCEPTED, "手机没电，当时在场", manager)


def test_claim_time_counts_not_the_time_of_the_click(meeting, enrolment, set_clock):
    set_clock(at("14:16"))
    row = scan(meeting, enrolment, happened_at=at("14:13"))
    assert not row.is_late
    assert (row.happened_at, row.recorded_at) == (at("14:13"), at("14:16"))


def test_device_time_is_kept_with_its_offset(meeting, enrolment, at_1352):
    row = scan(meeting, enrolment, device_time=at_1352.astimezone(UTC) + timedelta(minutes=10))
    assert row.offset_ms == 600_000


def test_evidence_of_staff():
    assert evidence_for(is_tick=False) == EvidenceLevel.STAFF_SCAN > evidence_for(is_tick=True)


class TestMeetingAt:
    def test_the_open_one_then_the_next_then_the_last(self, session):
        afternoon = session.meetings.get()
        morning = MeetingFactory(session=session, starts_at=at("09:00"), ends_at=at("12:00"))
        meetings = [afternoon, morning]
        assert meeting_at(meetings, at("07:00")) == morning
        assert meeting_at(meetings, at("08:45")) == morning
        assert meeting_at(meetings, at("11:59")) == morning
        assert meeting_at(meetings, at("12:30")) == afternoon
        assert meeting_at(meetings, at("13:45")) == afternoon
        assert meeting_at(meetings, at("20:00")) == afternoon
        assert meeting_at([], at("20:00")) is None

    def test_where_windows_overlap_the_one_that_has_begun(self, session):
        afternoon = session.meetings.get()
        early = MeetingFactory(session=session, starts_at=at("09:00"), ends_at=at("13:50"), check_in_after=30)
        assert meeting_at([afternoon, early], at("13:40")) == early
        assert meeting_at([afternoon, early], at("13:55")) == early
        assert meeting_at([afternoon, early], at("14:05")) == afternoon


def test_attendance_counts_people_not_scans(session, meeting, enrolment, at_1352):
    EnrolmentFactory(session=session)
    EnrolmentFactory(session=session, withdrawn=True)
    scan(meeting, enrolment, "nonce-0001")
    scan(meeting, enrolment, "nonce-0002")
    counted = count_attendance(meeting)
    assert (counted.present, counted.expected) == (1, 2)


class TestUndo:
    @pytest.fixture
    def row(self, meeting, enrolment, users, at_1352):
        return scan(meeting, enrolment, actor=users[Role.DOOR_STAFF])

    def test_history_survives_undo(self, meeting, enrolment, row, users):
        annulled = annul_check_in(row, actor=users[Role.DOOR_STAFF], reason="点错了人")
        assert annulled.outcome == CheckInOutcome.ANNULLED
        assert (annulled.by, annulled.annulled_by) == (users[Role.DOOR_STAFF], users[Role.DOOR_STAFF])
        assert annulled.annulled_reason == "点错了人"
        assert not has_checked_in(enrolment, meeting)
        assert AuditEntry.objects.get(action="courses.check_in.annulled").detail == {"reason": "点错了人"}

    def test_twice_is_once(self, row, users):
        annul_check_in(row, actor=users[Role.DOOR_STAFF], reason="点错了人")
        again = annul_check_in(row, actor=users[Role.TRAINING_MANAGER], reason="又点了一次")
        assert again.annulled_reason == "点错了人"
        assert AuditEntry.objects.filter(action="courses.check_in.annulled").count() == 1

    def test_the_place_is_free_again(self, meeting, enrolment, row, users):
        annul_check_in(row, actor=users[Role.DOOR_STAFF], reason="点错了人")
        assert scan(meeting, enrolment, "nonce-0002").outcome == CheckInOutcome.ACCEPTED

    def test_needs_a_reason(self, row, users):
        with pytest.raises(UndoRefused):
            annul_check_in(row, actor=users[Role.DOOR_STAFF], reason="  ")

    def test_undo_later_needs_second_person(self, area, row, users, set_clock):
        set_clock(at("14:08"))
        for actor in (users[Role.DOOR_STAFF], UserFactory(area=area, roles=[Role.DOOR_STAFF])):
            with pytest.raises(UndoRefused):
                annul_check_in(row, actor=actor, reason="点错了人")
        annul_check_in(row, actor=users[Role.TRAINING_MANAGER], reason="本人确认未到")
        assert row.outcome == CheckInOutcome.ANNULLED

    def test_not_after_the_certificate(self, enrolment, row, users, at_1352):
        Completion.objects.create(enrolment=enrolment, decided_at=at_1352)
        with pytest.raises(UndoRefused):
            annul_check_in(row, actor=users[Role.DOOR_STAFF], reason="点错了人")
