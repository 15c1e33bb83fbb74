import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry
from common.clock import today
from common.models import Fact
from subjects.domain.approvals import AlreadyDecided
from subjects.domain.breaches import BreachRefused, close_breach, correct_breach, record_breach, reopen_breach
from subjects.enums import BreachClass, BreachKind, BreachState
from subjects.models import BreachRecord
from subjects.validators import normalise_decision_number
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.subjects import BreachRecordFactory, RepresentativeFactory, SubjectFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
DAY = date(2026, 11, 24)


@pytest.fixture
def manager(users, set_clock):
    set_clock(datetime(2026, 11, 24, 2, tzinfo=UTC))
    return users[Role.TRAINING_MANAGER]


@pytest.fixture
def subject(area):
    return SubjectFactory(area=area)


def enter(subject, actor, **changes):
    values = {
        "kind": BreachKind.PENALTY,
        "decision_number": "示市监罚〔2026〕12号",
        "authority": "示例区市场监督管理局",
        "decided_on": date(2026, 10, 8),
        "published_on": date(2026, 10, 15),
    }
    return record_breach(subject, actor=actor, **values | changes)


def test_a_decision_is_kept_as_published_and_nothing_is_inferred(subject, manager):
    record = enter(subject, manager)
    record.refresh_from_db()
    assert (record.published_class, record.ends_on) == (BreachClass.UNSTATED, None)
    assert (record.data_date, record.state, record.area) == (DAY, BreachState.OPEN, subject.area)
    entry = AuditEntry.objects.get(action="subjects.breach.recorded")
    assert entry.area == subject.area and entry.detail == {"kind": "penalty", "subject": subject.public_id}
    assert Fact.objects.get(kind="breach_record.changed").payload == {"record": record.pk}
    assert str(record) == "示市监罚〔2026〕12号"


@pytest.mark.parametrize(
    "typed",
    [
        "示市监罚〔2026〕12号",
        "示市监罚[2026]12号",
        "示市监罚（2026）12号",
        " 示市监罚【2026】 12 号",
        "示市监罚［２０２６］１２号",
    ],
)
def test_one_decision_is_one_record_however_its_number_is_typed(subject, manager, typed):
    first = enter(subject, manager)
    assert enter(subject, manager, decision_number=typed) == first
    assert AuditEntry.objects.filter(action="subjects.breach.recorded").count() == 1


@pytest.mark.parametrize(
    ("typed", "kept"), [("(2026)苏罚第(3)号", "〔2026〕苏罚第(3)号"), ("市罚字2026-7", "市罚字2026-7"), ("", "")]
)
def test_only_the_year_gets_its_brackets(typed, kept):
    assert normalise_decision_number(typed) == kept


def test_the_same_decision_with_other_content_is_refused_and_can_be_corrected(subject, manager):
    record = enter(subject, manager)
    with pytest.raises(BreachRefused):
        enter(subject, manager, published_class=BreachClass.GENERAL)
    correct_breach(record, actor=manager, published_class=BreachClass.GENERAL)
    correct_breach(record, actor=manager, published_class=BreachClass.GENERAL)
    entry = AuditEntry.objects.get(action="subjects.breach.corrected")
    assert entry.detail == {"fields": ["published_class"]}
    assert BreachRecord.objects.get().published_class == BreachClass.GENERAL


def test_without_a_number_authority_kind_and_day_tell_decisions_apart(subject, manager):
    first = enter(subject, manager, decision_number="", kind=BreachKind.ABNORMAL)
    assert enter(subject, manager, decision_number="", kind=BreachKind.ABNORMAL) == first
    other = enter(subject, manager, decision_number="", kind=BreachKind.SERIOUS_LIST)
    assert str(other) == "示例区市场监督管理局 2026-10-08"
    with pytest.raises(BreachRefused):
        correct_breach(other, actor=manager, kind=BreachKind.ABNORMAL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"authority": "  "},
        {"decided_on": DAY + timedelta(days=1), "published_on": None},
        {"published_on": date(2026, 10, 7)},
        {"ends_on": date(2026, 10, 14)},
        {"published_on": None, "ends_on": date(2026, 10, 7)},
    ],
)
def test_impossible_entries_are_refused(subject, manager, wrong):
    with pytest.raises(BreachRefused):
        enter(subject, manager, **wrong)
    assert not BreachRecord.objects.exists()


def test_a_subject_of_another_area_is_refused(manager, users):
    with pytest.raises(BreachRefused) as refusal:
        enter(SubjectFactory(), manager)
    assert refusal.value.code == "not_yours"
    own = SubjectFactory(area=manager.area)
    with pytest.raises(BreachRefused):
        enter(own, users[Role.LEADER])


def test_a_record_is_closed_once_and_can_be_opened_again_with_a_reason(subject, manager):
    record = enter(subject, manager)
    for _time in range(2):
        close_breach(record, actor=manager, state=BreachState.RESTORED, ended_on=DAY)
    assert (record.state, record.ended_on, record.is_open) == (BreachState.RESTORED, DAY, False)
    assert AuditEntry.objects.filter(action="subjects.breach.restored").count() == 1
    with pytest.raises(AlreadyDecided):
        close_breach(record, actor=manager, state=BreachState.WITHDRAWN, ended_on=DAY)
    with pytest.raises(BreachRefused):
        reopen_breach(record, actor=manager, reason=" ")
    for _time in range(2):
        reopen_breach(record, actor=manager, reason="修复被撤销")
    assert record.is_open and record.ended_on is None
    assert AuditEntry.objects.filter(action="subjects.breach.reopened").count() == 1


@pytest.mark.parametrize(
    ("state", "on"), [("open", DAY), ("ended", DAY + timedelta(days=1)), ("ended", date(2026, 10, 7)), ("gone", DAY)]
)
def test_it_cannot_be_closed_on_an_impossible_day(subject, manager, state, on):
    with pytest.raises(BreachRefused):
        close_breach(enter(subject, manager), actor=manager, state=state, ended_on=on)


class TestWhichRows:
    def test_open_are_those_neither_closed_nor_past_their_last_day(self, manager):
        last_day = BreachRecordFactory(ends_on=DAY)
        endless = BreachRecordFactory(ends_on=None)
        not_yet_published = BreachRecordFactory(published_on=DAY + timedelta(days=3))
        BreachRecordFactory(ends_on=DAY - timedelta(days=1))
        BreachRecordFactory(restored=True)
        assert set(BreachRecord.objects.open(DAY)) == {last_day, endless, not_yet_published}

    def test_staff_see_their_area_and_representatives_the_firms_that_approved_them(self, users, area):
        ours = BreachRecordFactory(subject__area=area)
        theirs = BreachRecordFactory()
        approved = RepresentativeFactory(subject=theirs.subject, approved=True).user
        unverified = RepresentativeFactory(subject=theirs.subject).user
        seen = [list(BreachRecord.objects.for_user(user)) for user in (users[Role.LEADER], approved, unverified)]
        assert seen == [[ours], [theirs], []]
        assert not BreachRecord.objects.for_user(AnonymousUser()).exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"authority": ""},
            {"state": "ended"},
            {"state": "open", "ended_on": DAY},
            {"state": "forgotten", "ended_on": DAY},
            {"ends_on": date(2020, 1, 1)},
        ],
    )
    def test_the_database_refuses_what_cannot_be(self, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            BreachRecordFactory(**wrong)

    def test_the_database_keeps_one_record_per_decision(self):
        first = BreachRecordFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            BreachRecordFactory(subject=first.subject, decision_number=first.decision_number)
        unnumbered = BreachRecordFactory(decision_number="")
        with pytest.raises(IntegrityError), transaction.atomic():
            BreachRecordFactory(decision_number="", subject=unnumbered.subject, decided_on=unnumbered.decided_on)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_entering_one_decision_make_one_record():
    area = AreaFactory()
    people = [UserFactory(area=area, roles=[Role.TRAINING_MANAGER]) for _number in range(2)]
    subject, barrier, outcomes = SubjectFactory(area=area), threading.Barrier(2), []

    def work(actor):
        barrier.wait()
        try:
            outcomes.append(enter(subject, actor, data_date=today()).pk)
        except BreachRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[actor]) for actor in people]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    only = BreachRecord.objects.get().pk
    assert set(outcomes) <= {only, "refused"} and only in outcomes


class TestAdmin:
    def form(self, subject, **changes):
        return {
            "code": subject.uscc.lower(),
            "kind": "penalty",
            "decision_number": "示市监罚[2026]8号",
            "authority": "示例区市场监督管理局",
            "decided_on": "2026-10-08",
            "published_class": "general",
            "data_date": "2026-11-24",
        } | changes

    def test_the_training_manager_enters_corrects_and_closes(self, client, manager, subject):
        client.force_login(manager, backend=BACKEND)
        page = client.post(reverse("breach-records:add"), self.form(subject), follow=True)
        record = BreachRecord.objects.get()
        assert (record.subject, record.decision_number) == (subject, "示市监罚〔2026〕8号")
        assert subject.name in page.content.decode()
        values = self.form(subject, ends_on="2027-10-08", content="罚款 5 千元", fine="0.5")
        client.post(reverse("breach-records:edit", args=[record.pk]), values)
        page = client.get(reverse("breach-records:inspect", args=[record.pk])).content.decode()
        assert "2027-10-08" in page and "0.5" in page
        address = reverse("breach-close", args=[record.pk])
        assert client.post(address, {"state": "restored", "ended_on": "2030-01-01"}).status_code == 200
        page = client.post(address, {"state": "restored", "ended_on": "2026-11-20"}, follow=True).content.decode()
        assert "2026-11-20" in page
        client.post(reverse("breach-reopen", args=[record.pk]), {"reason": "录入有误"})
        record.refresh_from_db()
        assert record.is_open

    def test_a_refusal_keeps_what_was_typed(self, client, manager, subject):
        client.force_login(manager, backend=BACKEND)
        client.post(reverse("breach-records:add"), self.form(subject))
        page = client.post(reverse("breach-records:add"), self.form(subject, content="另一份说明")).content.decode()
        assert "已有" in page and "另一份说明" in page
        assert BreachRecord.objects.count() == 1

    def test_a_code_that_is_not_on_file_is_refused(self, client, manager):
        client.force_login(manager, backend=BACKEND)
        elsewhere = SubjectFactory()
        for subject in (elsewhere, SubjectFactory.build()):
            assert client.post(reverse("breach-records:add"), self.form(subject)).status_code == 200
        assert not BreachRecord.objects.exists()

    def test_the_leader_looks_and_changes_nothing(self, client, users, area):
        record = BreachRecordFactory(subject__area=area)
        client.force_login(users[Role.LEADER], backend=BACKEND)
        page = client.get(reverse("breach-records:inspect", args=[record.pk])).content.decode()
        assert record.authority in page and reverse("breach-close", args=[record.pk]) not in page
        assert client.get(reverse("breach-records:edit", args=[record.pk])).status_code == 302
        assert client.get(reverse("breach-close", args=[record.pk])).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_asks_the_same_however_long_it_is(self, client, manager, rows, django_assert_max_num_queries):
        for _number in range(rows):
            BreachRecordFactory(subject__area=manager.area)
        client.force_login(manager, backend=BACKEND)
        client.get(reverse("breach-records:index"))
        with django_assert_max_num_queries(17):
            page = client.get(reverse("breach-records:index"))
        assert page.content.decode().count("示市监罚") >= rows
