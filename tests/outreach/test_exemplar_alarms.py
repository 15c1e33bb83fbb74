from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import PageLogEntry

from accounts.enums import Role
from accounts.models import AuditEntry
from common.domain.facts import drain_facts
from notices.models import Message
from outreach.domain.exemplar_alarms import (
    AlarmRefused,
    keep_exemplar,
    take_down_exemplar,
    tell_watchers,
    watch_exemplars,
)
from outreach.enums import AlarmState
from outreach.models import ExemplarAlarm, ExemplarPage
from outreach.tasks import watch
from subjects.domain.breaches import close_breach, record_breach
from tests.conftest import drain_tasks
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.outreach import ExemplarAlarmFactory, ExemplarFactory
from tests.factories.subjects import BreachRecordFactory, SubjectFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
SIX = datetime(2026, 11, 24, 22, tzinfo=UTC)  # 06:00 of the 25th in Shanghai
SEVEN = SIX + timedelta(hours=1)


@pytest.fixture
def firm(area):
    return SubjectFactory(area=area)


@pytest.fixture
def owner(users):
    return users[Role.EDITOR]


@pytest.fixture
def story(firm, owner):
    return ExemplarFactory(title="诚信饲料厂", credit_code=firm.uscc, owner=owner)


class TestWatching:
    def test_a_praised_firm_with_an_open_record_raises_one_alarm(self, story, firm):
        record = BreachRecordFactory(subject=firm)
        (alarm,) = watch_exemplars()
        assert (alarm.page, alarm.record, alarm.state) == (story, record, AlarmState.OPEN)
        assert watch_exemplars() == []
        entry = AuditEntry.objects.get(action="outreach.exemplar_alarm.raised")
        assert entry.area == firm.area and entry.detail == {"record": record.public_id}
        assert str(alarm) == f"诚信饲料厂 · {record}"

    @pytest.mark.parametrize(
        "code", [str.lower, lambda code: f" {code[:8]}-{code[8:]} ", lambda code: full_width(code)]
    )
    def test_codes_are_compared_without_case_width_and_blanks(self, story, firm, code):
        ExemplarPage.objects.filter(pk=story.pk).update(credit_code=code(firm.uscc))
        BreachRecordFactory(subject=firm)
        assert len(watch_exemplars()) == 1

    def test_an_old_registration_number_counts_too(self, story):
        old = SubjectFactory(old_numbered=True)
        ExemplarPage.objects.filter(pk=story.pk).update(credit_code=full_width(old.old_number))
        BreachRecordFactory(subject=old)
        assert len(watch_exemplars()) == 1

    def test_a_firm_with_both_codes_is_found_by_either_and_once(self, story, firm):
        firm.old_number = "320722000000123"
        firm.save()
        ExemplarFactory(credit_code=firm.uscc)
        other = ExemplarFactory()
        ExemplarPage.objects.filter(pk=other.pk).update(credit_code=firm.old_number)
        BreachRecordFactory(subject=firm)
        assert len(watch_exemplars()) == 3

    def test_closed_or_expired_records_other_firms_drafts_and_people_raise_none(self, story, firm):
        BreachRecordFactory(subject=firm, restored=True)
        BreachRecordFactory(subject=firm, expired=True)
        BreachRecordFactory()
        ExemplarFactory(credit_code="")
        watch_exemplars()
        assert not ExemplarAlarm.objects.exists()
        story.unpublish()
        BreachRecordFactory(subject=firm)
        assert watch_exemplars() == []

    def test_the_end_of_the_record_settles_the_alarm(self, story, firm, users):
        record = BreachRecordFactory(subject=firm)
        (alarm,) = watch_exemplars()
        close_breach(record, actor=users[Role.TRAINING_MANAGER], state="restored", ended_on=record.decided_on)
        watch_exemplars()
        alarm.refresh_from_db()
        assert alarm.state == AlarmState.HANDLED and alarm.decided_by is None

    def test_a_story_that_comes_back_raises_its_alarm_again_but_not_one_that_was_kept(self, story, firm, users):
        BreachRecordFactory(subject=firm)
        kept = BreachRecordFactory(subject=firm)
        watch_exemplars()
        keep_exemplar(ExemplarAlarm.objects.get(record=kept), actor=users[Role.LEADER], reason="已核实")
        story.unpublish()
        assert not ExemplarAlarm.objects.open().exists()
        story.save_revision().publish()
        (again,) = watch_exemplars()
        assert again.record != kept
        again.refresh_from_db()
        assert (again.state, again.told_at, again.decided_at) == (AlarmState.OPEN, None, None)

    def test_entering_a_record_and_publishing_a_story_look_at_once(
        self, firm, users, owner, django_capture_on_commit_callbacks
    ):
        manager = users[Role.TRAINING_MANAGER]
        story = ExemplarFactory(credit_code=firm.uscc, owner=owner, live=False)
        with django_capture_on_commit_callbacks(execute=True):
            story.save_revision().publish()
        drain_tasks()
        assert not ExemplarAlarm.objects.exists()
        record_breach(
            firm, actor=manager, kind="penalty", authority="示例区消防救援大队", decided_on=firm.created_at.date()
        )
        drain_facts()
        assert ExemplarAlarm.objects.open().count() == 1
        ExemplarAlarm.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            story.save_revision().publish()
        drain_tasks()
        assert ExemplarAlarm.objects.open().count() == 1

    def test_hundreds_of_stories_take_few_queries(self, django_assert_max_num_queries, monkeypatch):
        monkeypatch.setattr("outreach.domain.exemplar_alarms.CODES_AT_ONCE", 2)
        for _number in range(5):
            ExemplarFactory(credit_code=SubjectFactory().uscc)
        with django_assert_max_num_queries(9):
            watch_exemplars()


def full_width(text: str) -> str:
    return "".join(chr(ord(ch) + 0xFEE0) if "!" <= ch <= "~" else ch for ch in text)


class TestTelling:
    @pytest.fixture
    def alarm(self, story, firm, set_clock):
        set_clock(SIX)
        BreachRecordFactory(subject=firm)
        return watch_exemplars()[0]

    def test_found_at_six_told_by_eight_to_owner_and_leader(self, alarm, users, owner, set_clock, mailoutbox):
        for user in (owner, users[Role.LEADER], users[Role.SECTION_REVIEWER]):
            user.email = f"{user.username}@example.gov.cn"
            user.save()
        assert tell_watchers() == 0, "nobody is woken at six"
        set_clock(SEVEN)
        assert tell_watchers() == 1 and tell_watchers() == 0
        assert {message.email for message in Message.objects.all()} == {
            "editor@example.gov.cn",
            "leader@example.gov.cn",
        }
        body = Message.objects.first().body
        assert "诚信饲料厂" in body and "示例区市场监督管理局" in body and "http" not in body

    def test_by_telephone_where_there_is_one(self, alarm, owner, set_clock):
        owner.set_phone("13800001111")
        owner.save()
        set_clock(SEVEN)
        watch()
        assert Message.objects.get().phone == "13800001111"

    def test_not_in_the_evening_and_a_leader_elsewhere_never(self, alarm, users, set_clock):
        UserFactory(roles=[Role.LEADER], phone_number="13800002222")
        set_clock(SIX + timedelta(hours=15))
        assert tell_watchers() == 0
        set_clock(SIX + timedelta(hours=14, minutes=59))
        assert tell_watchers() == 1
        assert not Message.objects.exists(), "nobody concerned has a phone or an address: the dashboard says it"

    def test_an_alarm_another_worker_told_meanwhile_is_left_alone(self, alarm, firm, set_clock, monkeypatch):
        BreachRecordFactory(subject=firm)
        watch_exemplars()
        set_clock(SEVEN)

        def meanwhile(alarm):
            ExemplarAlarm.objects.update(told_at=SEVEN)
            return []

        monkeypatch.setattr("outreach.domain.exemplar_alarms.watchers_of", meanwhile)
        assert tell_watchers() == 1

    def test_an_owner_who_left_is_not_told(self, alarm, owner, set_clock):
        owner.set_phone("13800001111")
        owner.is_active = False
        owner.save()
        set_clock(SEVEN)
        assert tell_watchers() == 1 and not Message.objects.exists()


class TestDeciding:
    @pytest.fixture
    def alarm(self, story, firm):
        BreachRecordFactory.create_batch(2, subject=firm)
        return watch_exemplars()[0]

    def test_the_owner_takes_the_story_down_and_every_alarm_about_it_is_settled(self, alarm, story, owner):
        for _time in range(2):
            take_down_exemplar(alarm, actor=owner)
        story.refresh_from_db()
        assert not story.live
        states = ExemplarAlarm.objects.values_list("state", "decided_by")
        assert set(states) == {(AlarmState.HANDLED, owner.pk)}
        assert AuditEntry.objects.filter(action="outreach.exemplar.taken_down", actor=owner).count() == 1
        assert PageLogEntry.objects.filter(page=story.pk, action="wagtail.unpublish", user=owner).exists()

    def test_somebody_takes_it_down_in_the_page_tree(self, alarm, story, users):
        UnpublishPageAction(story, user=users[Role.LEADER_REVIEWER]).execute()
        assert not ExemplarAlarm.objects.open().exists()

    def test_a_leader_keeps_it_with_a_reason_once(self, alarm, story, users):
        leader = users[Role.LEADER]
        with pytest.raises(AlarmRefused):
            keep_exemplar(alarm, actor=leader, reason=" ")
        for reason in ("已核实，情节轻微", "另一个理由"):
            keep_exemplar(alarm, actor=leader, reason=reason)
        assert (alarm.state, alarm.reason, alarm.decided_by) == (AlarmState.KEPT, "已核实，情节轻微", leader)
        assert AuditEntry.objects.filter(action="outreach.exemplar_alarm.kept").count() == 1

    def test_who_comes_too_late_hears_what_was_decided(self, alarm, owner, users):
        take_down_exemplar(alarm, actor=owner)
        with pytest.raises(AlarmRefused) as refusal:
            keep_exemplar(alarm, actor=users[Role.LEADER], reason="留着")
        assert "已处理" in str(refusal.value)

    def test_others_decide_nothing(self, alarm, users, owner):
        elsewhere = UserFactory(area=AreaFactory(), roles=[Role.LEADER])
        other_editor = UserFactory(area=owner.area, roles=[Role.EDITOR])
        for actor in (elsewhere, other_editor, users[Role.SECTION_REVIEWER]):
            with pytest.raises(AlarmRefused):
                take_down_exemplar(alarm, actor=actor)
        with pytest.raises(AlarmRefused):
            keep_exemplar(alarm, actor=owner, reason="是我写的")

    def test_the_database_wants_reason_and_name_of_who_keeps(self):
        alarm = ExemplarAlarmFactory()
        for wrong in ({"state": "kept"}, {"state": "handled"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ExemplarAlarm.objects.filter(pk=alarm.pk).update(**wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            ExemplarAlarmFactory(page=alarm.page, record=alarm.record)

    def test_who_sees_an_alarm(self, alarm, users, owner):
        def sees(user):
            return ExemplarAlarm.objects.for_user(user).filter(pk=alarm.pk).exists()

        superuser = UserFactory(is_superuser=True, area=None)
        seeing = (owner, users[Role.LEADER], users[Role.LEADER_REVIEWER], superuser)
        blind = (
            users[Role.ORGANISER],
            users[Role.TRAINING_MANAGER],
            UserFactory(roles=[Role.LEADER]),
            UserFactory(representative=True),
            AnonymousUser(),
        )
        assert [sees(user) for user in seeing] == [True] * 4 and [sees(user) for user in blind] == [False] * 5


class TestScreen:
    @pytest.fixture
    def alarm(self, story, firm):
        BreachRecordFactory(subject=firm, decision_number="示市监罚〔2026〕77号")
        return watch_exemplars()[0]

    def test_the_owner_takes_it_down_with_one_click(self, client, alarm, story, owner):
        client.force_login(owner, backend=BACKEND)
        page = client.get(reverse("exemplar-alarm", args=[alarm.pk])).content.decode()
        assert "诚信饲料厂" in page and "示市监罚〔2026〕77号" in page
        assert reverse("exemplar-take-down", args=[alarm.pk]) in page
        assert reverse("exemplar-keep", args=[alarm.pk]) not in page
        assert reverse("breach-records:inspect", args=[alarm.record_id]) not in page
        after = client.post(reverse("exemplar-take-down", args=[alarm.pk]), follow=True).content.decode()
        assert reverse("exemplar-take-down", args=[alarm.pk]) not in after
        assert client.get(story.url).status_code == 404
        assert (
            client.post(reverse("exemplar-keep", args=[alarm.pk]), {"reason": "留着"}, follow=True).status_code == 200
        )
        alarm.refresh_from_db()
        assert alarm.state == AlarmState.HANDLED

    def test_a_leader_keeps_it(self, client, alarm, users):
        client.force_login(users[Role.LEADER], backend=BACKEND)
        page = client.get(reverse("exemplar-alarm", args=[alarm.pk])).content.decode()
        assert reverse("breach-records:inspect", args=[alarm.record_id]) in page
        assert client.post(reverse("exemplar-keep", args=[alarm.pk]), {"reason": ""}).status_code == 200
        page = client.post(reverse("exemplar-keep", args=[alarm.pk]), {"reason": "已核实"}, follow=True)
        assert "已核实" in page.content.decode()

    def test_who_may_not_take_it_down_is_told(self, client, alarm, users, story):
        editor = users[Role.EDITOR]
        editor.groups.clear()
        client.force_login(editor, backend=BACKEND)
        client.post(reverse("exemplar-take-down", args=[alarm.pk]))
        story.refresh_from_db()
        assert story.live
