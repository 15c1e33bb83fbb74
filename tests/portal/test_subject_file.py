from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from common.clock import now
from courses.enums import CheckInOutcome, EvidenceLevel
from courses.models import CheckIn
from exams.domain.sittings import Result
from issuance.enums import DocumentKind
from issuance.models import IssuedDocument
from pledges.models import Pledge
from portal.domain import subject_file
from portal.domain.subject_file import EventKind, open_file
from subjects.enums import DeliveryState
from subjects.models import Delivery
from tests.factories.courses import EnrolmentFactory, TrainingSessionFactory
from tests.factories.subjects import (
    BreachRecordFactory,
    CompletionRecordFactory,
    DestinationFactory,
    RepresentativeFactory,
    SubjectFactory,
)

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def manager(client, users):
    user = users[Role.TRAINING_MANAGER]
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def subject(area):
    at = now() - timedelta(days=10)
    return SubjectFactory(area=area, imported_at=at, created_at=at, updated_at=at)


def attend(enrolment, hour=1):
    meeting = enrolment.session.meetings.first()
    at = now() + timedelta(hours=hour)
    return CheckIn.objects.create(
        meeting=meeting,
        enrolment=enrolment,
        outcome=CheckInOutcome.ACCEPTED,
        evidence_level=EvidenceLevel.STAFF_SCAN,
        nonce=f"{enrolment.pk}",
        happened_at=at,
        recorded_at=at,
    )


def issue(subject, kind=DocumentKind.CERTIFICATE, hour=4, **more):
    return IssuedDocument.objects.create(
        kind=kind,
        source_key=f"{subject.pk}-{kind}-{hour}",
        area=subject.area,
        subject=subject,
        number=f"320799-XYXF-2026-03-{hour:04d}",
        verify_code=f"C{subject.pk}{hour}{kind[:2]}",
        person_name="王小明",
        facts={},
        created_at=now(),
        sealed_at=now() + timedelta(hours=hour),
        **more,
    )


def deliver(subject):
    DestinationFactory(area=subject.area)
    record = CompletionRecordFactory(subject=subject)
    Delivery.objects.filter(record=record).update(
        state=DeliveryState.DELIVERED, receipt={"receipt_id": "R"}, delivered_at=now() + timedelta(hours=5)
    )
    return record


def test_the_timeline_tells_everything_in_its_order(subject, monkeypatch):
    enrolment = EnrolmentFactory(subject=subject, session=TrainingSessionFactory(area=subject.area))
    attend(enrolment)
    pledge = Pledge(state="signed", signed_at=now() + timedelta(hours=3))
    result = Result(score=85, max_score=100, passed=True, graded_at=now() + timedelta(hours=2))
    issue(subject)
    issue(subject, kind=DocumentKind.PLEDGE, hour=3)
    deliver(subject)
    real = subject_file.progress_across

    def with_exam_and_pledge(enrolments):
        rows = real(enrolments)
        enrolments[0].pledge = pledge
        return {pk: type(row)(**{**row.__dict__, "exam": result}) for pk, row in rows.items()}

    monkeypatch.setattr(subject_file, "progress_across", with_exam_and_pledge)
    file = open_file(subject)
    assert [event.kind for event in file.events] == [
        EventKind.IMPORTED,
        EventKind.REGISTERED,
        EventKind.ATTENDED,
        EventKind.PASSED,
        EventKind.PLEDGED,
        EventKind.CERTIFIED,
        EventKind.DELIVERED,
    ]
    assert file.last_updated == file.events[-1].at


def test_a_subject_that_was_entered_and_imported_later_says_both(area):
    subject = SubjectFactory(area=area)
    assert [event.kind for event in open_file(subject).events] == [EventKind.ENTERED]
    subject.imported_at = now() + timedelta(days=1)
    assert [event.kind for event in open_file(subject).events] == [EventKind.ENTERED, EventKind.IMPORTED]
    assert open_file(subject).last_updated == subject.imported_at


def test_failed_tests_and_waiting_deliveries_are_no_events(subject, monkeypatch):
    EnrolmentFactory(subject=subject)
    DestinationFactory(area=subject.area)
    CompletionRecordFactory(subject=subject)
    issue(subject, kind=DocumentKind.PLEDGE)
    failed = Result(score=30, max_score=100, passed=False, graded_at=now())
    real = subject_file.progress_across
    monkeypatch.setattr(
        subject_file,
        "progress_across",
        lambda enrolments: {pk: type(row)(**{**row.__dict__, "exam": failed}) for pk, row in real(enrolments).items()},
    )
    assert [event.kind for event in open_file(subject).events] == [EventKind.IMPORTED, EventKind.REGISTERED]


def test_the_page_shows_the_whole_file(client, manager, subject):
    enrolment = EnrolmentFactory(subject=subject, session=TrainingSessionFactory(area=subject.area))
    attend(enrolment)
    paper = issue(subject)
    record = deliver(subject)
    claim = RepresentativeFactory(subject=subject)
    text = client.get(reverse("subject-file", args=[subject.pk])).content.decode()
    for wanted in (
        subject.name,
        subject.uscc,
        enrolment.person.name,
        enrolment.session.title,
        paper.number,
        record.session_number,
        "已收到回执",
        reverse("representative-decide", args=[claim.pk]),
        "时间线",
        "导入",
        "回传送达",
        "最近更新",
    ):
        assert wanted in text


def test_a_leader_reads_and_decides_nothing(client, users, area):
    client.force_login(users[Role.LEADER], backend=BACKEND)
    subject = SubjectFactory(area=area, pending=True)
    claim = RepresentativeFactory(subject=subject)
    text = client.get(reverse("subject-file", args=[subject.pk])).content.decode()
    assert reverse("subject-approve", args=[subject.pk]) not in text
    assert reverse("representative-decide", args=[claim.pk]) not in text


def test_a_waiting_subject_is_approved_from_its_file(client, manager, area):
    subject = SubjectFactory(area=area, pending=True)
    text = client.get(reverse("subject-file", args=[subject.pk])).content.decode()
    assert reverse("subject-approve", args=[subject.pk]) in text


def test_files_are_found_by_part_of_the_name_and_by_code(client, manager, area):
    wanted = SubjectFactory(area=area, name="示例区海棠建筑有限公司")
    old = SubjectFactory(area=area, name="示例区老街五金厂", old_numbered=True)
    foreign = SubjectFactory(name="别区海棠公司")
    index = reverse("subject-files:index")

    def found(query):
        text = client.get(index, {"q": query}).content.decode()
        return {subject for subject in (wanted, old, foreign) if subject.name in text}

    assert found("海棠") == {wanted}
    assert found(f" {wanted.uscc.lower()} ") == {wanted}
    assert found(wanted.uscc[:10]) >= {wanted}
    assert found(old.old_number) == {old}
    assert found("没有这家") == set()
    assert found("") == {wanted, old}


def test_the_file_costs_the_same_for_one_trainee_and_three(client, manager, subject):
    client.get(reverse("subject-file", args=[subject.pk]))  # what is cached for good is cached now
    client.get(reverse("subject-file", args=[subject.pk]))  # the first page of a process fills Wagtail's own caches
    costs = []
    for _number in (1, 3):
        for _more in range(1 if not costs else 2):
            attend(EnrolmentFactory(subject=subject, session=TrainingSessionFactory(area=subject.area)))
            issue(subject, hour=10 + IssuedDocument.objects.count())
            deliver(subject) if not Delivery.objects.exists() else CompletionRecordFactory(subject=subject)
            RepresentativeFactory(subject=subject)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("subject-file", args=[subject.pk]))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_list_costs_the_same_for_one_and_three(client, manager, area):
    client.get(reverse("subject-files:index"))  # what is cached for good is cached now
    client.get(reverse("subject-files:index"))  # the first page of a process fills Wagtail's own caches
    costs = []
    for number in (1, 2):
        SubjectFactory.create_batch(number, area=area)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("subject-files:index"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_breach_records_stand_on_their_days_and_in_a_table(client, manager):
    at = now() - timedelta(days=2)
    subject = SubjectFactory(area=manager.area, created_at=at, updated_at=at)
    record = BreachRecordFactory(subject=subject, restored=True, decision_number="示市监罚〔2026〕99号")
    file = open_file(subject)
    assert [event.kind for event in file.events] == [EventKind.BREACH, EventKind.ENTERED, EventKind.BREACH_CLOSED]
    assert file.last_updated == record.updated_at, "the day of a decision isn't the day the file changed"
    page = client.get(reverse("subject-file", args=[subject.pk])).content.decode()
    assert page.count("示市监罚〔2026〕99号") == 3 and "已修复" in page
    assert f"{record.decided_on:%Y-%m-%d} 00:00" not in page


def test_a_breach_record_still_in_publication_has_no_end_on_the_timeline(area):
    subject = SubjectFactory(area=area)
    BreachRecordFactory(subject=subject)
    kinds = [event.kind for event in open_file(subject).events]
    assert EventKind.BREACH in kinds and EventKind.BREACH_CLOSED not in kinds
