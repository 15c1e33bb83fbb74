"""The projector's codes and the claims made of them."""

from datetime import UTC, datetime, timedelta

import pytest

from common.public_ids import CODE_ALPHABET
from courses.domain import claims
from courses.domain.claims import CodeNotShown, device_of, make_claim, read_claim, sign_claim
from courses.domain.rotating_codes import SCANNED_LENGTH, STEP, TYPED_LENGTH, recognise, shown_code
from courses.enums import EvidenceLevel
from tests.factories.courses import EnrolmentFactory, MeetingFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 8, 5, 5, 50, tzinfo=UTC)


@pytest.fixture
def session():
    session = TrainingSessionFactory(meeting=False)
    MeetingFactory(session=session, starts_at=AT + timedelta(minutes=10))
    return session


def test_code_of_now_is_recognised(session):
    code = shown_code(session, at=AT)
    assert recognise(code.scanned, at=AT).session == session
    assert recognise(code.scanned.lower(), at=AT).is_typed is False
    assert recognise(code.typed, at=AT).is_typed is True
    assert len(code.scanned) == SCANNED_LENGTH
    assert len(code.typed) == TYPED_LENGTH
    assert set(code.scanned + code.typed) <= set(CODE_ALPHABET)


def test_code_changes_when_it_says(session):
    code = shown_code(session, at=AT)
    assert AT < code.changes_at <= AT + STEP
    assert shown_code(session, at=code.changes_at - timedelta(microseconds=1)).scanned == code.scanned
    assert shown_code(session, at=code.changes_at).scanned != code.scanned


def test_screenshot_of_projected_code_shared_by_chat(session):
    code = shown_code(session, at=AT)
    assert recognise(code.scanned, at=code.changes_at + timedelta(seconds=39))
    assert recognise(code.scanned, at=code.changes_at + timedelta(seconds=40)) is None
    with pytest.raises(CodeNotShown):
        make_claim(code.scanned, at=AT + timedelta(minutes=2))


def test_future_code_is_not_accepted(session):
    code = shown_code(session, at=AT + STEP)
    assert recognise(code.scanned, at=AT) is None


def test_code_payload_changes_entirely_each_step(session):
    first, second = shown_code(session, at=AT), shown_code(session, at=AT + STEP)
    same = sum(a == b for a, b in zip(first.scanned, second.scanned, strict=True))
    assert same < SCANNED_LENGTH / 2
    assert session.public_id not in first.scanned


def test_typed_code_tells_nothing_about_the_scanned_one(session):
    code = shown_code(session, at=AT)
    assert code.typed not in code.scanned


def test_codes_of_two_sessions_are_told_apart(session):
    other = TrainingSessionFactory(meeting=False)
    MeetingFactory(session=other, starts_at=AT)
    assert recognise(shown_code(other, at=AT).scanned, at=AT).session == other
    assert recognise(shown_code(session, at=AT).typed, at=AT).session == session


@pytest.mark.parametrize("text", ["", "ABC", "\x00" * 16, "签到签到签到", "A" * 16, "Z" * 6, "x" * 5000])
def test_other_texts_are_not_recognised(session, text):
    assert recognise(text, at=AT) is None


def test_draft_and_far_sessions_show_no_code(session):
    code = shown_code(session, at=AT + timedelta(days=3))
    assert recognise(code.scanned, at=AT + timedelta(days=3)) is None
    draft = TrainingSessionFactory(meeting=False, draft=True)
    MeetingFactory(session=draft, starts_at=AT)
    assert recognise(shown_code(draft, at=AT).scanned, at=AT) is None


def test_claim_keeps_meeting_and_time(session):
    claim = make_claim(shown_code(session, at=AT).scanned, at=AT)
    read = read_claim(sign_claim(claim), at=AT + timedelta(minutes=3))
    assert read == claim
    assert read.at == AT
    assert claims.claimed_meeting(read) == session.meetings.get()
    assert read.evidence_level == EvidenceLevel.SELF_SCAN


def test_typed_claim_is_weaker_evidence(session):
    assert make_claim(shown_code(session, at=AT).typed, at=AT).evidence_level == EvidenceLevel.TYPED_CODE


def test_claim_ends_and_cannot_be_forged(session):
    text = sign_claim(make_claim(shown_code(session, at=AT).scanned, at=AT))
    assert read_claim(text, at=AT + claims.LIFETIME)
    assert read_claim(text, at=AT + claims.LIFETIME + timedelta(seconds=1)) is None
    assert read_claim(text[:-2] + "xx", at=AT) is None
    assert read_claim("", at=AT) is None


def test_phone_keeps_its_name_from_claim_to_claim(session):
    first = make_claim(shown_code(session, at=AT).scanned, at=AT)
    second = make_claim(shown_code(session, at=AT).scanned, at=AT, device=device_of(sign_claim(first)))
    assert second.device == first.device
    assert second.key != first.key
    assert device_of("nonsense") == ""


def test_each_trainee_gets_an_own_nonce_from_one_claim(session):
    claim = make_claim(shown_code(session, at=AT).scanned, at=AT)
    one, two = EnrolmentFactory(session=session), EnrolmentFactory(session=session)
    assert claim.nonce_for(one) == claim.nonce_for(one) != claim.nonce_for(two)


def test_future_session_cannot_be_marked_from_todays_code(session):
    tomorrow = MeetingFactory(session=session, starts_at=AT + timedelta(days=1))
    claim = make_claim(shown_code(session, at=AT).scanned, at=AT)
    assert claim.meeting != tomorrow.pk
