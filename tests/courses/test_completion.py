"""The one decision: in whatever order and however often the facts arrive, one paper, one record, one completion."""

import itertools
import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from accounts.models import AuditEntry
from common.domain.facts import drain_facts
from common.models import Fact
from courses.domain.check_in import record_check_in
from courses.domain.completion import decide_completion, hosts_line, missing, missing_for, sweep_completions
from courses.domain.enrolment import withdraw_enrolment
from courses.domain.errors import EnrolmentRefused
from courses.domain.pledges import start_pledge
from courses.enums import EvidenceLevel, SessionState
from courses.models import CheckIn, Completion, Enrolment
from courses.tasks import (
    on_attempt_graded,
    on_check_in_accepted,
    on_document_replaced,
    on_pledge_signed,
    sweep_completions_task,
)
from issuance.domain.documents import replace_document
from issuance.enums import DocumentState
from issuance.models import IssuedDocument
from subjects.models import CompletionRecord
from tests.courses.conftest import at, sign, take_test
from tests.factories.courses import CourseUnitFactory, EnrolmentFactory, MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainee(session, needs_exam, needs_pledge, at_1352):
    enrolment = EnrolmentFactory(session=session, person__name="王二", person__phone="13800000001")
    sync(session)
    enrolment.refresh_from_db()
    return enrolment


def sync(session):
    from courses.domain.sittings import sync_sitting

    sync_sitting(session)


def check_in(enrolment, meeting=None, nonce=""):
    meeting = meeting or enrolment.session.meetings.get()
    return record_check_in(
        meeting,
        enrolment=enrolment,
        nonce=nonce or f"nonce-{meeting.pk}-{enrolment.pk}",
        evidence_level=EvidenceLevel.STAFF_SCAN,
        happened_at=meeting.starts_at,
    )


EVENTS = {"check_in": check_in, "test": take_test, "pledge": sign}


def test_certificate_requires_attendance_exam_pledge(trainee, session):
    assert missing(trainee) == ["未签到：8月5日 14:00 下午", "还没参加考试", "还没签承诺书"]
    check_in(trainee)
    take_test(trainee, passed=False, score=40)
    drain_facts()
    assert missing_for(session, [trainee])[trainee.pk] == ["考试还没通过（最高 40 分）", "还没签承诺书"]
    assert decide_completion(trainee) is None
    assert not Completion.objects.exists()
    assert not CompletionRecord.objects.exists()


@pytest.mark.parametrize("order", list(itertools.permutations(EVENTS)), ids="-".join)
def test_any_order_gives_one_completion(trainee, order):
    for done, name in enumerate(order, start=1):
        EVENTS[name](Enrolment.objects.get(pk=trainee.pk))
        drain_facts()
        assert Completion.objects.count() == (1 if done == 3 else 0)
    assert_completed_once(trainee)


@pytest.mark.parametrize("order", list(itertools.permutations(EVENTS)), ids="-".join)
def test_facts_told_late_and_again_give_one_completion(trainee, order):
    """Everything happened; then the news arrives in every order, each twice, with the sweep in between."""
    for happen in EVENTS.values():
        happen(Enrolment.objects.get(pk=trainee.pk))
    trainee.refresh_from_db()
    handlers = {
        "check_in": lambda: on_check_in_accepted({"enrolment": trainee.pk}),
        "test": lambda: on_attempt_graded({"candidate": trainee.candidate_id}),
        "pledge": lambda: on_pledge_signed({"pledge": trainee.pledge.public_id}),
    }
    for name in (*order, *reversed(order)):
        handlers[name]()
        sweep_completions_task()
    drain_facts()
    assert_completed_once(trainee)


def assert_completed_once(trainee):
    completion = Completion.objects.get()
    assert completion.enrolment == trainee
    assert completion.document == IssuedDocument.objects.get(kind="certificate")
    assert completion.record == CompletionRecord.objects.get()
    assert completion.document.number.endswith("-XYXF-2026-03-0001")
    assert completion.record.document_number == completion.document.number
    assert AuditEntry.objects.filter(action="courses.completion.decided").count() == 1


def test_what_the_paper_says(trainee, session):
    session.hosts = "示例区信用办\n连海区信用办\n"
    session.save()
    for title in ("社会信用体系建设基本情况", "信用修复政策与申请流程"):
        CourseUnitFactory(course=session.course, title=title)
    for happen in EVENTS.values():
        happen(Enrolment.objects.get(pk=trainee.pk))
    document = decide_completion(trainee).document
    assert document.number == f"{session.area.code}-XYXF-2026-03-0001"
    assert document.person_name == "王二"
    assert document.state == DocumentState.SEALING
    assert document.facts == {
        "unit": trainee.subject.name,
        "uscc": trainee.subject.uscc,
        "role": "受托人",
        "session_title": str(session),
        "hosts": "示例区信用办、连海区信用办联合举办",
        "contents": "社会信用体系建设基本情况、信用修复政策与申请流程",
        "achievements": "参加了结业测试并签署培训承诺",
        "attended_from": "2026-08-05",
        "attended_to": "2026-08-05",
        "issuer": session.area.name,
        "issued_on": "2026-08-05",
    }


def test_the_record_carries_no_score(trainee):
    for happen in EVENTS.values():
        happen(Enrolment.objects.get(pk=trainee.pk))
    record = decide_completion(trainee).record
    assert (record.session_number, record.completed_on) == ("2026年第3期", date(2026, 8, 5))
    assert (record.subject, record.course_title) == (trainee.subject, trainee.session.course.title)
    assert record.person.name == "王二"
    assert record.person.phone == "13800000001"


def test_a_failing_regrade_never_revokes_by_itself(trainee):
    for name in ("check_in", "pledge"):
        EVENTS[name](Enrolment.objects.get(pk=trainee.pk))
    attempt = take_test(trainee)
    drain_facts()
    take_test(trainee, passed=False, score=50, revision=2, attempt=attempt)
    drain_facts()
    assert_completed_once(trainee)
    assert IssuedDocument.objects.get(kind="certificate").state != DocumentState.REVOKED


def test_a_failed_try_and_then_a_pass(trainee):
    for name in ("check_in", "pledge"):
        EVENTS[name](Enrolment.objects.get(pk=trainee.pk))
    take_test(trainee, passed=False, score=30)
    drain_facts()
    assert not Completion.objects.exists()
    take_test(trainee, number=2)
    drain_facts()
    assert_completed_once(trainee)


def test_two_day_training_one_day_missed_no_certificate(session, enrolment, meeting):
    tomorrow = MeetingFactory(
        session=session,
        title="第二天",
        starts_at=at("14:00") + timedelta(days=1),
        ends_at=at("17:00") + timedelta(days=1),
    )
    check_in(enrolment, meeting)
    assert decide_completion(enrolment) is None
    assert missing(enrolment) == ["未签到：8月6日 14:00 第二天"]
    check_in(enrolment, tomorrow)
    facts = decide_completion(enrolment).document.facts
    assert (facts["attended_from"], facts["attended_to"]) == ("2026-08-05", "2026-08-06")


def test_a_course_of_attendance_only(enrolment, session):
    check_in(enrolment)
    drain_facts()
    document = Completion.objects.get().document
    assert document.facts["achievements"] == ""
    assert document.facts["contents"] == session.course.title


def test_achievements_say_what_was_asked(session, needs_exam, at_1352):
    enrolment = EnrolmentFactory(session=session)
    sync(session)
    enrolment.refresh_from_db()
    check_in(enrolment)
    take_test(enrolment)
    assert decide_completion(enrolment).document.facts["achievements"] == "参加了结业测试"


def test_achievements_of_a_pledge_only(session, needs_pledge, at_1352):
    enrolment = EnrolmentFactory(session=session, person__name="王二")
    check_in(enrolment)
    sign(enrolment)
    assert decide_completion(enrolment).document.facts["achievements"] == "签署了培训承诺"


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.DRAFT])
def test_cancelled_sessions_complete_nobody(session, enrolment, state):
    check_in(enrolment)
    session.state = state
    session.save()
    assert decide_completion(enrolment) is None
    assert sweep_completions() == 0


def test_a_seat_given_back_is_not_completed(enrolment, at_1352):
    check_in(enrolment)
    withdraw_enrolment(enrolment, actor=None)
    assert decide_completion(enrolment) is None


@pytest.mark.parametrize(
    ("hosts", "line"),
    [
        ("", ""),
        ("示例区信用办", "示例区信用办举办"),
        ("甲\n\n 乙 ", "甲、乙联合举办"),
        ("主办：甲\n协办：乙", "主办：甲，协办：乙"),
    ],
)
def test_hosts_line(session, hosts, line):
    session.hosts = hosts
    assert hosts_line(session) == line


def test_numbers_run_within_the_session(session):
    trainees = EnrolmentFactory.create_batch(3, session=session)
    for trainee in trainees:
        check_in(trainee)
    numbers = [decide_completion(trainee).document.number[-4:] for trainee in trainees]
    assert numbers == ["0001", "0002", "0003"]


class TestCorrection:
    @pytest.fixture
    def completion(self, enrolment, at_1352):
        check_in(enrolment)
        return decide_completion(enrolment)

    def test_a_corrected_paper_takes_the_place_of_the_first(self, completion, users):
        first, record = completion.document, completion.record
        actor = users["training_manager"]
        corrected = replace_document(first, reason="姓名写错", actor=actor, person_name="王晓明")
        drain_facts()
        on_document_replaced({"document": first.public_id, "replacement": corrected.public_id})
        completion.refresh_from_db()
        assert completion.document == corrected
        assert completion.record.supersedes == record
        assert (completion.record.version, completion.record.reason) == (2, "姓名写错")
        assert completion.record.document_number == corrected.number != record.document_number
        assert completion.record.person.name == "王晓明"
        assert CompletionRecord.objects.count() == 2

    def test_deciding_again_leaves_the_correction(self, completion, enrolment, users):
        replace_document(completion.document, reason="姓名写错", actor=users["training_manager"])
        drain_facts()
        assert decide_completion(enrolment) == completion
        assert CompletionRecord.objects.count() == 2


class TestSweep:
    def test_settles_what_no_news_told(self, enrolment, at_1352):
        check_in(enrolment)
        Fact.objects.all().delete()
        assert sweep_completions() == 1
        assert sweep_completions() == 0

    def test_leaves_old_sessions_alone(self, enrolment, set_clock):
        check_in(enrolment)
        set_clock(at("14:00") + timedelta(days=90))
        assert sweep_completions() == 0

    def test_asks_a_constant_number_of_times(
        self, session, enrolment, at_1352, django_assert_num_queries, needs_pledge
    ):
        def queries(count):
            for trainee in EnrolmentFactory.create_batch(count, session=session):
                check_in(trainee)
            with django_assert_num_queries(5):
                assert sweep_completions() == 0

        queries(1)
        queries(3)


class TestPledge:
    def test_is_opened_once_with_what_is_known(self, session, enrolment, needs_pledge):
        session.hosts = "示例区信用办\n连海区信用办"
        session.save()
        pledge = start_pledge(enrolment)
        assert start_pledge(Enrolment.objects.get(pk=enrolment.pk)) == pledge
        for words in ("王小明", enrolment.subject.name, str(session), "2026年8月5日", "示例区信用办、连海区信用办"):
            assert words in pledge.text

    def test_without_a_pledge_in_the_course(self, enrolment):
        with pytest.raises(EnrolmentRefused):
            start_pledge(enrolment)

    def test_not_on_the_waitlist(self, session, needs_pledge):
        with pytest.raises(EnrolmentRefused):
            start_pledge(EnrolmentFactory(session=session, waitlisted=True))


def in_parallel(count, work):
    """Run work(number) in threads that start together; the errors they end with."""
    barrier, errors = threading.Barrier(count), []

    def run(number):
        try:
            barrier.wait()
            work(number)
        except Exception as error:  # every error counts
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_completion_decided_by_eight_workers_at_once(self, session, at_1352):
        enrolment = EnrolmentFactory(session=session)
        check_in(enrolment)
        assert in_parallel(8, lambda number: decide_completion(enrolment)) == []
        assert_completed_once(enrolment)

    def test_certificate_number_race(self, session, at_1352):
        trainees = EnrolmentFactory.create_batch(8, session=session)
        for trainee in trainees:
            check_in(trainee)
        assert in_parallel(8, lambda number: decide_completion(trainees[number])) == []
        numbers = sorted(IssuedDocument.objects.values_list("number", flat=True))
        assert [number[-4:] for number in numbers] == [f"{serial:04d}" for serial in range(1, 9)]

    def test_scan_same_code_two_devices_same_instant(self, session, at_1352):
        enrolment, meeting = EnrolmentFactory(session=session), session.meetings.get()
        assert in_parallel(12, lambda number: check_in(enrolment, meeting, nonce=f"nonce-{number:04d}")) == []
        outcomes = sorted(CheckIn.objects.values_list("outcome", "reason"))
        assert outcomes == [("accepted", "")] + [("refused", "duplicate")] * 11

    def test_scan_same_code_two_devices_same_instant_fails_when_lock_and_constraint_removed(self, session, at_1352):
        """The twin: without the constraint the same race accepts more than once, so the test above proves something."""
        name = "check_in_accepted_once"
        constraint = next(c for c in CheckIn._meta.constraints if c.name == name)
        with connection.schema_editor() as editor:
            editor.remove_constraint(CheckIn, constraint)
        try:
            enrolment, meeting = EnrolmentFactory(session=session), session.meetings.get()
            in_parallel(12, lambda number: check_in(enrolment, meeting, nonce=f"nonce-{number:04d}"))
            assert CheckIn.objects.filter(outcome="accepted").count() > 1
        finally:
            CheckIn.objects.all().delete()
            with connection.schema_editor() as editor:
                editor.add_constraint(CheckIn, constraint)

    def test_the_same_nonce_from_many_retries_is_one_row(self, session, at_1352):
        enrolment, meeting = EnrolmentFactory(session=session), session.meetings.get()
        assert in_parallel(12, lambda number: check_in(enrolment, meeting, nonce="nonce-0001")) == []
        assert CheckIn.objects.get().outcome == "accepted"

    def test_pledge_opened_twice_at_once_is_one_pledge(self, session, needs_pledge, at_1352):
        enrolment, opened = EnrolmentFactory(session=session), []
        assert in_parallel(4, lambda number: opened.append(start_pledge(enrolment).pk)) == []
        assert len(set(opened)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_completion_that_fails_halfway_leaves_nothing(session, at_1352, monkeypatch):
    enrolment = EnrolmentFactory(session=session)
    check_in(enrolment)

    def broken(**kwargs):
        raise RuntimeError("the worker died")

    with monkeypatch.context() as patch:
        patch.setattr("courses.domain.completion.append_record", broken)
        with pytest.raises(RuntimeError), transaction.atomic():
            decide_completion(enrolment)
    assert not Completion.objects.exists()
    assert not IssuedDocument.objects.exists()
    assert sweep_completions() == 1
    assert IssuedDocument.objects.get().number.endswith("0001")
