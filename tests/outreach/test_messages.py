"""How messages come in: once, with a deadline in working days, held back where a machine may have written them."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEntry, HolidayOverride
from common.clock import now
from outreach.domain.message_deadlines import days_taken, end_of, refresh_estimates, reply_deadline, soon
from outreach.domain.message_lookup import find_by_number, state_to_show
from outreach.domain.message_spam import body_digest, spam_signs
from outreach.domain.messages import NoConsent, TicketKnown, key_of, log_message, receive_message
from outreach.enums import MessageCategory, MessageChannel, MessageState, SpamSign
from outreach.models import InboxSettings, PublicMessage
from tests.factories.accounts import UserFactory
from tests.factories.messages import PublicMessageFactory, consent_text

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.get_fixed_timezone(0))  # 10:00 in the office


@pytest.fixture
def editor(area):
    return UserFactory(area=area, roles=[Role.EDITOR])


def logged(editor, **values):
    defaults = {"key": key_of("test", str(values)), "actor": editor, "area": editor.area}
    defaults |= {"channel": MessageChannel.HOTLINE, "category": MessageCategory.CONSULTATION, "body": "什么时候开课？"}
    return log_message(**defaults | values)


def last_day(message):
    return timezone.localdate(message.due_at)


def test_a_message_is_received_once_however_often_it_is_sent(area):
    values = {"key": "k", "area": area, "category": MessageCategory.OTHER, "body": "你好🙂𠮷"}
    first, again = receive_message(**values), receive_message(**values)
    assert (first.pk, first.state, first.body) == (again.pk, MessageState.NEW, "你好🙂𠮷")
    assert [entry.kind for entry in first.entries.all()] == ["received"]
    entry = AuditEntry.objects.get(action="outreach.message.received")
    assert (entry.area, entry.actor_label, entry.detail["signs"]) == (area, "visitor", [])
    assert "你好" not in str(entry.detail)


def test_a_second_sender_in_the_same_moment_gets_the_message_of_the_first(area, monkeypatch):
    first = PublicMessageFactory(key="k", area=area)
    monkeypatch.setattr(PublicMessage.objects, "filter", lambda **kwargs: PublicMessage.objects.none())
    assert receive_message(key="k", area=area, category=MessageCategory.OTHER, body="别的").pk == first.pk


def test_another_content_of_the_same_form_is_another_message():
    assert key_of("token", "a", "b") == key_of("token", "a", "b")
    assert len({key_of("token", "a", "b"), key_of("token", "ab", ""), key_of("other", "a", "b")}) == 3


def test_numbers_are_random_and_are_read_aloud_in_three_groups(area):
    numbers = {PublicMessageFactory(area=area).number for _number in range(20)}
    assert len(numbers) == 20
    message = PublicMessage.objects.first()
    assert str(message) == "-".join([message.number[:4], message.number[4:8], message.number[8:]])


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        (MessageCategory.CONSULTATION, date(2026, 12, 1)),
        (MessageCategory.SUGGESTION, date(2026, 12, 15)),
        (MessageCategory.ERROR, date(2026, 11, 27)),
        (MessageCategory.OTHER, date(2026, 12, 1)),
    ],
)
def test_each_category_has_its_period_in_working_days(area, set_clock, category, expected):
    set_clock(TUESDAY)
    message = PublicMessageFactory(area=area, category=category)
    assert (last_day(message), message.due_is_estimated) == (expected, False)
    assert message.due_at == end_of(expected)


def test_the_office_changes_a_period_and_its_holidays(area, set_clock):
    set_clock(TUESDAY)
    settings = InboxSettings.load()
    settings.consultation_days = 1
    settings.save()
    HolidayOverride.objects.create(day=date(2026, 11, 25))
    assert last_day(PublicMessageFactory(area=area)) == date(2026, 11, 26)


def test_a_message_at_night_counts_by_the_offices_day(area, set_clock):
    set_clock(datetime(2026, 11, 24, 17, 0, tzinfo=TUESDAY.tzinfo))  # 1:00 on Wednesday
    assert last_day(PublicMessageFactory(area=area, category=MessageCategory.ERROR)) == date(2026, 11, 30)


def test_deadlines_in_an_unpublished_year_are_marked_and_counted_again_once_the_holidays_are_known(area, set_clock):
    set_clock(datetime(2099, 1, 1, 2, 0, tzinfo=TUESDAY.tzinfo))
    message = PublicMessageFactory(area=area)
    done = PublicMessageFactory(area=area)
    PublicMessage.objects.filter(pk=done.pk).update(state=MessageState.SPAM)
    assert (last_day(message), message.due_is_estimated) == (date(2099, 1, 8), True)
    assert refresh_estimates() == 0
    for day in range(2, 12):
        works = date(2099, 1, day).weekday() < 5 and day > 3
        HolidayOverride.objects.create(day=date(2099, 1, day), is_working=works)
    assert refresh_estimates() == 1
    message.refresh_from_db()
    assert (last_day(message), message.due_is_estimated) == (date(2099, 1, 9), False)
    assert refresh_estimates() == 0


def test_days_taken_and_what_is_due_soon(set_clock):
    set_clock(TUESDAY)
    assert days_taken(TUESDAY, TUESDAY + timedelta(hours=3)) == 0
    assert days_taken(TUESDAY, TUESDAY + timedelta(days=7)) == 5
    assert soon() == end_of(date(2026, 11, 25))
    assert reply_deadline(MessageCategory.ERROR, received=TUESDAY).at == end_of(date(2026, 11, 27))


def test_contact_data_needs_the_consent_that_was_shown_and_is_stored_encrypted(area):
    with pytest.raises(NoConsent):
        PublicMessageFactory(area=area, phone="13812345678")
    message = PublicMessageFactory(area=area, with_contact=True)
    message.refresh_from_db()
    assert (message.name, message.phone, message.masked_phone) == ("王小明", "13812345678", "*******5678")
    assert message.consent_text.version == 1 and message.consented_at == message.received_at
    assert message.has_contact
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM outreach_publicmessage")
        assert not any("王小明" in value or "138" in value for value in cursor.fetchone())


def test_without_contact_data_no_consent_is_recorded(area):
    message = PublicMessageFactory(area=area, consent_text=consent_text())
    assert (message.consent_text, message.consented_at, message.has_contact) == (None, None, False)


@pytest.mark.parametrize(
    "values",
    [
        {"body": ""},
        {"state": MessageState.ASSIGNED},
        {"state": MessageState.FORWARDED},
        {"state": MessageState.ANSWERED},
        {"ticket_number": "SL1"},
        {"channel": MessageChannel.TICKET},
        {"consent_text": None},
    ],
)
def test_the_database_refuses_rows_that_cannot_be(area, values):
    message = PublicMessageFactory(area=area, with_contact=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicMessage.objects.filter(pk=message.pk).update(**values)


# staff write it down


def test_a_call_is_logged_and_answered_in_one_go(editor, set_clock):
    set_clock(TUESDAY)
    message = logged(editor, reply="下周三上午。", name="李", phone="13812345678")
    assert (message.state, message.reply, message.answered_by) == (MessageState.ANSWERED, "下周三上午。", editor)
    assert (message.reply_days, message.on_time, message.assignee) == (0, True, editor)
    again = logged(editor, reply="下周三上午。", name="李", phone="13812345678")
    assert again.pk == message.pk and PublicMessage.objects.count() == 1


def test_a_ticket_keeps_its_number_and_its_own_deadline(editor, set_clock):
    set_clock(TUESDAY)
    due_at = TUESDAY + timedelta(days=2, hours=3)
    message = logged(editor, channel=MessageChannel.TICKET, ticket_number="SL2026001", due_at=due_at)
    assert (message.due_at, message.due_is_estimated, message.state) == (due_at, False, MessageState.NEW)
    with pytest.raises(TicketKnown, match="SL2026001"):
        logged(editor, channel=MessageChannel.TICKET, ticket_number="SL2026001", body="再转一次")
    other = logged(editor, channel=MessageChannel.TICKET, ticket_number="SL2026002")
    assert last_day(other) == date(2026, 12, 1)


# spam


def signs(body="请问开课时间和地点在哪里，怎么报名？", *, trapped=False, seconds=60.0, flooding=False):
    return spam_signs(body, trapped=trapped, seconds=seconds, flooding=flooding, settings=InboxSettings.load())


def test_people_are_taken_for_people(area):
    assert signs() == []
    assert signs("见 http://a.example 和 www.b.example") == []


@pytest.mark.parametrize(
    ("values", "sign"),
    [
        ({"trapped": True}, SpamSign.TRAP),
        ({"seconds": 1.0}, SpamSign.FAST),
        ({"body": "http://a http://b HTTPS://c"}, SpamSign.LINKS),
        ({"flooding": True}, SpamSign.FLOOD),
    ],
)
def test_each_sign_of_a_machine(values, sign):
    assert signs(**values) == [sign]


def test_the_same_text_again_is_a_sign_unless_it_is_short_or_long_ago(area, set_clock):
    set_clock(TUESDAY)
    text = "低价代办资质，联系我们的客服热线办理"
    PublicMessageFactory(area=area, body=text)
    assert signs("低价 代办资质！联系我们的，客服热线办理。") == [SpamSign.REPEATED]
    PublicMessageFactory(area=area, body="什么时候能修复")
    assert signs("什么时候能修复") == []
    set_clock(TUESDAY + timedelta(days=8))
    assert signs(text) == []


def test_equal_text_is_equal_whatever_width_case_and_punctuation():
    assert body_digest("ＡＢＣ，好！") == body_digest("abc 好")


def test_what_looks_like_spam_waits_against_the_same_deadline_and_is_shown_as_received(area):
    message = PublicMessageFactory(area=area, suspected=True)
    assert (message.state, message.signs, message.is_waiting) == (MessageState.SUSPECTED, ["links"], True)
    assert message.sign_labels == ["链接过多"]
    assert state_to_show(message) == MessageState.NEW
    assert PublicMessage.objects.overdue(now() + timedelta(days=30)).get() == message


def test_a_message_is_found_by_its_number_only(area):
    message = PublicMessageFactory(area=area)
    assert find_by_number(message.number) == message
    assert find_by_number("") is None
    assert find_by_number("AAAABBBBCCCC") is None
    PublicMessage.objects.filter(pk=message.pk).update(purged_at=now())
    assert find_by_number(message.number) is None
