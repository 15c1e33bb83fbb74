"""What staff do with a message: one step at a time, nobody overwrites a colleague, the asker sees the reply."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEntry
from common.clock import now, today
from outreach.domain import message_steps as steps
from outreach.domain.message_counts import (
    OpenMessages,
    open_message_counts,
    purge_messages,
    write_summaries,
)
from outreach.domain.message_questions import NoQuestionDraft, draft_question, strip_personal_data
from outreach.enums import MessageCategory, MessageState
from outreach.models import InboxSettings, MessageSummary, PublicMessage, QuestionPage
from outreach.tasks import sweep_public_messages
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.messages import PublicMessageFactory
from tests.factories.outreach import QuestionIndexFactory

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.get_fixed_timezone(0))


@pytest.fixture
def editor(area):
    return UserFactory(area=area, username="zhou", last_name="周", first_name="编辑", roles=[Role.EDITOR])


@pytest.fixture
def colleague(area):
    return UserFactory(area=area, username="lin", last_name="林", first_name="同事", roles=[Role.ORGANISER])


@pytest.fixture
def message(area):
    return PublicMessageFactory(area=area)


def answered(message, editor, reply="可以，先交材料。"):
    return steps.answer_message(message, actor=editor, reply=reply, seen=message.version)


def kinds(message):
    return [entry.kind for entry in message.entries.order_by("id")]


def test_the_way_from_new_to_dealt_with(message, editor, colleague):
    steps.assign_message(message, actor=editor, assignee=colleague, seen=0)
    assert (message.state, message.assignee) == (MessageState.ASSIGNED, colleague)
    steps.add_note(message, actor=colleague, text="已电话核实")
    steps.answer_message(message, actor=colleague, reply="  可以。 ", seen=1)
    assert (message.state, message.reply, message.public_reply) == (MessageState.ANSWERED, "可以。", "可以。")
    steps.close_message(message, actor=editor, seen=2)
    assert (message.state, message.public_reply) == (MessageState.CLOSED, "可以。")
    assert kinds(message) == ["received", "assigned", "note", "answered", "closed"]
    actions = set(AuditEntry.objects.filter(target_type="outreach.publicmessage").values_list("action", flat=True))
    assert actions == {f"outreach.message.{kind}" for kind in ("received", "assigned", "noted", "answered", "closed")}


def test_the_same_step_twice_is_one(message, editor):
    first = steps.assign_message(message, actor=editor, assignee=editor, seen=0)
    again = steps.assign_message(message, actor=editor, assignee=editor, seen=0)
    assert first.version == again.version == 1
    assert answered(message, editor).version == 2
    assert steps.answer_message(message, actor=editor, reply="可以，先交材料。", seen=1).version == 2
    assert kinds(message) == ["received", "assigned", "answered"]


def test_of_two_replies_the_first_stands_and_the_second_writer_is_told(message, editor, colleague):
    stale = PublicMessage.objects.get(pk=message.pk)
    answered(message, editor, "先来的答复")
    with pytest.raises(steps.MessageMoved, match="周编辑") as told:
        steps.answer_message(stale, actor=colleague, reply="后来的答复", seen=0)
    assert "已答复" in str(told.value)
    assert (stale.reply, stale.answered_by) == ("先来的答复", editor)
    assert kinds(message) == ["received", "answered"]


def test_a_step_that_the_state_does_not_allow_is_refused(message, editor):
    with pytest.raises(steps.MessageMoved):
        steps.close_message(message, actor=editor, seen=0)
    with pytest.raises(steps.MessageMoved):
        steps.release_message(message, actor=editor, seen=0)
    PublicMessage.objects.filter(pk=message.pk).update(purged_at=now())
    message.entries.all().delete()
    with pytest.raises(steps.MessageMoved, match="—"):
        steps.reject_message(message, actor=editor, seen=0)


def test_who_wants_no_reply_needs_none(area, editor):
    message = PublicMessageFactory(area=area, wants_reply=False)
    assert steps.close_message(message, actor=editor, seen=0).state == MessageState.CLOSED


def test_only_who_deals_with_the_area_can_be_given_a_message(message, editor):
    for unfit in (UserFactory(area=AreaFactory(), roles=[Role.EDITOR]), UserFactory(area=message.area)):
        with pytest.raises(steps.AssigneeUnfit):
            steps.assign_message(message, actor=editor, assignee=unfit, seen=0)


@pytest.mark.parametrize(("step", "values"), [("answer_message", {"reply": " "}), ("forward_message", {"unit": ""})])
def test_a_step_in_words_needs_words(message, editor, step, values):
    with pytest.raises(steps.TextMissing):
        getattr(steps, step)(message, actor=editor, seen=0, **values)


def test_forwarding_names_the_unit_and_the_day_and_an_answer_may_still_follow(message, editor, set_clock):
    set_clock(TUESDAY)
    steps.forward_message(message, actor=editor, unit="示例区市场监督管理局", seen=0)
    assert (message.state, message.forwarded_on, message.is_waiting) == (MessageState.FORWARDED, today(), False)
    other = PublicMessageFactory(area=message.area)
    steps.forward_message(other, actor=editor, unit="区税务局", seen=0, on=date(2026, 11, 20))
    assert other.forwarded_on == date(2026, 11, 20)
    assert answered(message, editor).state == MessageState.ANSWERED


def test_spam_is_put_away_and_taken_out_again(area, editor):
    message = PublicMessageFactory(area=area, suspected=True)
    due_at = message.due_at
    steps.reject_message(message, actor=editor, seen=0)
    assert message.state == MessageState.SPAM and message.settled_at
    steps.release_message(message, actor=editor, seen=1)
    assert (message.state, message.settled_at, message.due_at) == (MessageState.NEW, None, due_at)
    steps.assign_message(message, actor=editor, assignee=editor, seen=2)
    steps.reject_message(message, actor=editor, seen=3)
    assert steps.release_message(message, actor=editor, seen=4).state == MessageState.ASSIGNED


def test_a_reply_is_corrected_and_the_first_one_keeps_its_figures(message, editor, set_clock):
    set_clock(message.received_at)
    answered(message, editor)
    first = (message.first_answered_at, message.reply_days, message.on_time)
    set_clock(message.received_at + timedelta(days=40))
    steps.reopen_message(message, actor=editor, reason="窗口搬了", seen=1)
    assert (message.state, message.public_reply, message.settled_at) == (MessageState.ASSIGNED, "", None)
    assert message.due_at > now()
    steps.answer_message(message, actor=editor, reply="请到新窗口。", seen=2)
    assert (message.first_answered_at, message.reply_days, message.on_time) == first
    assert message.public_reply == "请到新窗口。"


def test_a_forwarded_message_nobody_had_is_taken_up_as_new(message, editor):
    steps.forward_message(message, actor=editor, unit="区税务局", seen=0)
    assert steps.reopen_message(message, actor=editor, reason="退回", seen=1).state == MessageState.NEW


def test_a_late_reply_is_late(message, editor, set_clock):
    set_clock(message.due_at + timedelta(minutes=1))
    assert answered(message, editor).on_time is False
    assert message.reply_days == 6


def test_a_note_pressed_twice_is_one(message, editor):
    first = steps.add_note(message, actor=editor, text="问过了")
    assert steps.add_note(message, actor=editor, text="问过了").pk == first.pk
    assert steps.add_note(message, actor=editor, text="又问过了").pk != first.pk


def test_looking_at_a_phone_is_on_record_without_the_phone(area, editor):
    message = PublicMessageFactory(area=area, with_contact=True)
    assert steps.show_contact(message, actor=editor) == ("王小明", "13812345678")
    entry = AuditEntry.objects.get(action="outreach.message.contact_shown")
    assert (entry.actor, entry.target_id, entry.detail) == (editor, str(message.pk), {})


def test_name_and_phone_are_erased_when_the_person_asks_and_the_message_goes_on(area, editor):
    message = PublicMessageFactory(area=area, with_contact=True)
    for _time in range(2):
        steps.erase_contact(message, actor=editor, seen=0)
    message = PublicMessage.objects.get()
    assert (message.name, message.phone, message.phone_index, message.phone_last4) == ("", "", "", "")
    assert (message.state, message.version, bool(message.body)) == (MessageState.NEW, 1, True)
    assert message.consent_text and message.consented_at
    assert kinds(message) == ["received", "erased"]


# counts, summaries, retention


def test_open_messages_are_counted_for_the_users_area(area, editor, set_clock):
    set_clock(TUESDAY - timedelta(days=20))
    PublicMessageFactory(area=area)
    set_clock(TUESDAY)
    mine = PublicMessageFactory(area=area)
    steps.assign_message(mine, actor=editor, assignee=editor, seen=0)
    due_soon = PublicMessageFactory(area=area)
    PublicMessage.objects.filter(pk=due_soon.pk).update(due_at=TUESDAY + timedelta(hours=20))
    PublicMessageFactory(area=area, suspected=True)
    answered(PublicMessageFactory(area=area), editor)
    PublicMessageFactory()
    assert open_message_counts(editor) == OpenMessages(
        waiting=4, unassigned=2, overdue=1, due_soon=1, suspected=1, mine=1
    )
    assert open_message_counts(UserFactory(area=None)).waiting == 0


def test_the_sweep_writes_one_line_a_day_and_area(area, set_clock):
    set_clock(TUESDAY)
    PublicMessageFactory(area=area)
    assert sweep_public_messages() == 0
    PublicMessageFactory(area=area, suspected=True)
    set_clock(TUESDAY + timedelta(hours=1))
    assert write_summaries() == 1
    line = MessageSummary.objects.get()
    assert (line.day, line.area, line.waiting, line.overdue, line.suspected) == (date(2026, 11, 24), area, 2, 0, 1)
    set_clock(TUESDAY + timedelta(days=15))
    write_summaries()
    assert MessageSummary.objects.first().overdue == 2


def test_what_was_finished_a_year_ago_is_erased_and_still_counted(area, editor, set_clock):
    set_clock(TUESDAY)
    old = PublicMessageFactory(area=area, with_contact=True, page_address="/guide/")
    answered(old, editor)
    steps.add_note(old, actor=editor, text="王小明来过")
    waiting = PublicMessageFactory(area=area)
    set_clock(TUESDAY + timedelta(days=364))
    assert purge_messages() == 0
    set_clock(TUESDAY + timedelta(days=366))
    assert purge_messages() == 1
    assert purge_messages() == 0
    old.refresh_from_db()
    personal = ("name", "phone", "phone_index", "phone_last4", "body", "body_digest", "page_address", "reply")
    assert [getattr(old, name) for name in personal] == [""] * len(personal)
    assert (old.state, old.reply_days, old.purged_at) == (MessageState.ANSWERED, 0, now())
    assert {entry.text for entry in old.entries.all()} == {""}
    waiting.refresh_from_db()
    assert waiting.body
    assert AuditEntry.objects.get(action="outreach.message.purged").detail["count"] == 1


def test_the_office_sets_the_retention_period(message, editor, set_clock):
    settings = InboxSettings.load()
    settings.retention_days = 30
    settings.save()
    answered(message, editor)
    set_clock(now() + timedelta(days=31))
    assert purge_messages() == 1


# question pages


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("请打13812345678联系我", "请打（略）联系我"),
        ("请打 138 1234 5678 联系", "请打 （略） 联系"),
        ("电话0516-85551234，谢谢", "电话（略），谢谢"),
        ("身份证32079919800101123X的", "身份证（略）的"),
        ("邮箱a.b@example.com。", "邮箱（略）。"),
        ("王小明问", "（略）问"),
        ("交罚款2000元、国发〔2023〕15号、3个月", "交罚款2000元、国发〔2023〕15号、3个月"),
    ],
)
def test_personal_data_is_taken_out(text, left):
    assert strip_personal_data(text, name="王小明") == left


def test_a_one_character_name_is_not_hunted_for():
    assert strip_personal_data("王府井的王", name="王") == "王府井的王"


def a_superuser(area):
    return UserFactory(area=area, is_superuser=True, is_staff=True)


def test_a_question_page_is_drafted_without_personal_data_and_not_published(area, users):
    editor = users[Role.EDITOR]
    index = QuestionIndexFactory(title="政策问答")
    message = PublicMessageFactory(area=area, body="我是王小明，13812345678，罚款交了多久能修复？", with_contact=True)
    answered(message, editor, "满三个月可以申请。" + "详" * 300 + "来电13812345678")
    page = draft_question(message, actor=editor)
    assert draft_question(message, actor=editor) == page
    assert QuestionPage.objects.get() == page
    assert (page.live, page.get_parent().specific, page.latest_revision.user) == (False, index, editor)
    assert page.title == "【请改写】我是（略），（略），罚款交了多久能修复？"
    assert len(page.short_answer) == 200 and page.short_answer.startswith("满三个月")
    assert "详" in str(page.body) and "138" not in str(page.body)
    message.refresh_from_db()
    assert message.question_page == page
    assert kinds(message)[-1] == "question"


def test_a_short_reply_needs_no_more_text(area, users):
    QuestionIndexFactory()
    message = answered(PublicMessageFactory(area=area), users[Role.EDITOR], "能。")
    assert len(draft_question(message, actor=users[Role.EDITOR]).body) == 0


def test_no_question_page_without_a_reply_a_place_or_the_right(area, users):
    message = PublicMessageFactory(area=area)
    with pytest.raises(NoQuestionDraft, match="先答复"):
        draft_question(message, actor=users[Role.EDITOR])
    answered(message, users[Role.EDITOR])
    with pytest.raises(NoQuestionDraft, match="栏目"):
        draft_question(message, actor=users[Role.EDITOR])
    QuestionIndexFactory()
    with pytest.raises(NoQuestionDraft, match="编辑"):
        draft_question(message, actor=users[Role.ORGANISER])
    assert draft_question(message, actor=a_superuser(area))


def test_what_was_forwarded_is_counted_by_category(area, editor):
    message = PublicMessageFactory(area=area, category=MessageCategory.SUGGESTION)
    steps.forward_message(message, actor=editor, unit="区税务局", seen=0)
    assert open_message_counts(editor).waiting == 0
