import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from accounts.enums import Role
from accounts.models import User
from notices.models import Message
from outreach.domain import digest
from outreach.domain.digest import send_daily_notices
from outreach.domain.freshness import refresh_rules
from outreach.domain.links import check_page
from outreach.models import ArticlePage, DailyNotice
from outreach.tasks import daily
from tests.factories.accounts import UserFactory
from tests.factories.outreach import ArticleFactory, ExemplarAlarmFactory, ExemplarFactory, SectionFactory

pytestmark = pytest.mark.django_db
EIGHT = datetime(2026, 11, 24, 0, tzinfo=UTC)  # 08:00 in Shanghai


@pytest.fixture(autouse=True)
def clock(set_clock):
    set_clock(EIGHT)


@pytest.fixture
def owner(users):
    user = users[Role.EDITOR]
    user.set_phone("13800001111")
    user.email = "zhou@example.gov.cn"
    user.save()
    return user


def something_due(owner) -> None:
    section = SectionFactory(title="乡村", owner=owner)
    page = ArticleFactory(
        parent=section, days=200, owner=owner, title="旧闻", body=[("paragraph", '<p><a href="/nowhere/">x</a></p>')]
    )
    check_page(ArticlePage.objects.get(pk=page.pk))
    ExemplarAlarmFactory(page=ExemplarFactory(owner=owner, title="诚信饲料厂", parent=SectionFactory()))
    refresh_rules()


def test_at_eight_everybody_is_told_once_what_is_theirs(owner, users, set_clock):
    something_due(owner)
    set_clock(EIGHT - timedelta(seconds=1))
    assert send_daily_notices() == 0 and not DailyNotice.objects.exists()
    set_clock(EIGHT)
    assert send_daily_notices() == 1 and send_daily_notices() == 0
    message = Message.objects.get()
    assert message.phone == "13800001111"
    assert "1" in message.body and "旧闻" not in message.body and "http" not in message.body
    assert DailyNotice.objects.get(user=owner).counts == {"exemplar_alarms": 1, "stale": 1, "dead_links": 1}
    assert DailyNotice.objects.count() == User.objects.filter(kind="staff").count(), "who had nothing due is done, too"


def test_an_email_says_which(owner, settings):
    settings.SMS_GATEWAY = "notices.gateways.NoGateway"
    something_due(owner)
    assert daily() == 1
    body = Message.objects.get().body
    assert "诚信饲料厂" in body and "乡村" in body and "http://testserver/admin/" in body


def test_nothing_due_is_no_message_and_tomorrow_is_another_day(owner, set_clock):
    assert send_daily_notices() == 0
    something_due(owner)
    set_clock(EIGHT + timedelta(hours=5))
    assert send_daily_notices() == 0, "today was settled at eight"
    set_clock(EIGHT + timedelta(days=1))
    assert send_daily_notices() == 1


def test_after_downtime_it_comes_late_but_not_at_night(owner, set_clock):
    something_due(owner)
    set_clock(EIGHT + timedelta(hours=12))
    assert send_daily_notices() == 0
    set_clock(EIGHT + timedelta(hours=11, minutes=59))
    assert send_daily_notices() == 1


def test_drafts_and_scheduled_pages_alone_are_no_reason_to_write(owner):
    ArticleFactory(owner=owner, live=False, has_unpublished_changes=True)
    assert send_daily_notices() == 0


def test_without_telephone_and_address_the_day_is_settled_without_a_message(users):
    something_due(users[Role.EDITOR])
    assert send_daily_notices() == 0
    assert DailyNotice.objects.get(user=users[Role.EDITOR]).counts["stale"] == 1


def test_who_left_and_who_acts_for_firms_gets_nothing(owner):
    owner.is_active = False
    owner.save()
    UserFactory(representative=True, phone_number="13900000000")
    something_due(owner)
    assert send_daily_notices() == 0


def test_a_worker_that_comes_second_sends_nothing(owner, monkeypatch):
    something_due(owner)
    real = digest.filled_sections

    def meanwhile(user):
        DailyNotice.objects.get_or_create(user=user, day=EIGHT.date(), defaults={"made_at": EIGHT})
        return real(user)

    monkeypatch.setattr(digest, "filled_sections", meanwhile)
    assert send_daily_notices() == 0 and not Message.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_message(set_clock):
    user = UserFactory(roles=[Role.EDITOR], phone_number="13800001111")
    something_due(user)
    barrier, sent = threading.Barrier(2), []

    def work():
        barrier.wait()
        try:
            sent.append(send_daily_notices())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sum(sent) == 1 and Message.objects.filter(template="daily").count() == 1
