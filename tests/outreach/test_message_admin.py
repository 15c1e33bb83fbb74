"""What staff meet: one list for all ways in, one page per message, a call in ten seconds, the report."""

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEntry
from common.clock import now
from outreach.domain import message_steps as steps
from outreach.domain.message_counts import write_summaries
from outreach.domain.message_statistics import message_statistics
from outreach.domain.messages import key_of, log_message
from outreach.enums import MessageCategory, MessageChannel, MessageState
from outreach.models import PublicMessage, QuestionPage
from tests.exams.making import cost_of
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.messages import PublicMessageFactory, consent_text
from tests.factories.outreach import QuestionIndexFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.get_fixed_timezone(0))


@pytest.fixture
def editor(client, users):
    user = users[Role.EDITOR]
    client.force_login(user, backend=BACKEND)
    return user


def page_of(message):
    return reverse("public-message", args=[message.pk])


def listed(client, **query):
    text = client.get(reverse("public-messages:index"), query).content.decode()
    return re.findall(r"第(\d+)问", re.sub(r"<[^>]+>", "", text.split('id="listing-results"')[1]))


def act(client, message, action, **values):
    data = {"action": action, f"{action}-seen": PublicMessage.objects.get(pk=message.pk).version}
    return client.post(page_of(message), data | {f"{action}-{name}": value for name, value in values.items()})


def a_message(area, number, **values):
    return PublicMessageFactory(area=area, body=f"第{number}问", **values)


def test_the_list_shows_all_ways_in_and_only_the_own_area(client, editor):
    a_message(editor.area, 1)
    log_message(key="k", actor=editor, area=editor.area, channel=MessageChannel.HOTLINE, category="other", body="第2问")
    a_message(AreaFactory(), 3)
    assert sorted(listed(client)) == ["1", "2"]


def test_the_list_is_filtered(client, editor, set_clock):
    area = editor.area
    set_clock(TUESDAY - timedelta(days=20))
    a_message(area, 1)
    set_clock(TUESDAY)
    steps.assign_message(a_message(area, 2), actor=editor, assignee=editor, seen=0)
    a_message(area, 3, category=MessageCategory.ERROR, suspected=True)
    steps.answer_message(a_message(area, 4), actor=editor, reply="好", seen=0)
    due_soon = a_message(area, 5)
    PublicMessage.objects.filter(pk=due_soon.pk).update(due_at=TUESDAY + timedelta(hours=3))
    log_message(
        key="k",
        actor=editor,
        area=area,
        channel=MessageChannel.TICKET,
        category="other",
        body="第6问",
        ticket_number="SL9",
    )
    assert sorted(listed(client, timing="waiting")) == ["1", "2", "3", "5", "6"]
    assert listed(client, timing="overdue") == ["1"]
    assert listed(client, timing="soon") == ["5"]
    assert sorted(listed(client, state=["assigned", "answered"])) == ["2", "4"]
    assert listed(client, category="error") == ["3"]
    assert listed(client, channel="ticket") == ["6"]
    assert sorted(listed(client, assignee=editor.pk)) == ["2", "4"]
    text = client.get(reverse("public-messages:index")).content.decode()
    assert "已逾期" in text and "2026-11-24 13:00 即将到期" in text


def test_the_list_is_searched_by_words_numbers_and_phone(client, editor):
    one = a_message(editor.area, 1, with_contact=True)
    a_message(editor.area, 2)
    log_message(
        key="k",
        actor=editor,
        area=editor.area,
        channel=MessageChannel.TICKET,
        category="other",
        body="第3问",
        ticket_number="SL9",
    )
    assert listed(client, q=str(one).lower()) == ["1"]
    assert listed(client, q="138 1234 5678") == ["1"]
    assert listed(client, q="sl9") == ["3"]
    assert listed(client, q="第2") == ["2"]
    assert listed(client, q="没有的") == []


def test_long_and_erased_texts_in_the_list(client, editor):
    PublicMessageFactory(area=editor.area, body="很" * 200)
    erased = PublicMessageFactory(area=editor.area)
    PublicMessage.objects.filter(pk=erased.pk).update(body="", purged_at=now())
    text = client.get(reverse("public-messages:index")).content.decode()
    assert "很" * 36 + "…" in text and "很" * 37 not in text
    assert "（已清除）" in text


def test_the_list_asks_as_much_for_three_as_for_one(client, editor):
    def add(number):
        steps.assign_message(a_message(editor.area, number), actor=editor, assignee=editor, seen=0)

    assert cost_of(client, "public-messages:index", add) < 40


def test_the_page_asks_as_much_for_a_long_history_as_for_a_short_one(client, editor):
    message = a_message(editor.area, 1)
    cost_of(
        client, "public-message", lambda number: steps.add_note(message, actor=editor, text=f"{number}"), [message.pk]
    )


def test_the_report_asks_as_much_for_three_as_for_one(client, editor):
    def add(number):
        a_message(editor.area, number)
        write_summaries()

    cost_of(client, "public-message-report", add)


# one message


def test_the_page_masks_the_contact_and_shows_it_on_request_which_is_logged(client, editor):
    message = PublicMessageFactory(area=editor.area, with_contact=True, page_address="javascript:alert(1)")
    text = client.get(page_of(message)).content.decode()
    assert "王*明" in text and "*******5678" in text
    assert "王小明" not in text and "13812345678" not in text
    assert 'href="javascript' not in text
    response = client.post(page_of(message), {"action": "contact"})
    assert "王小明" in response.content.decode() and "13812345678" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert AuditEntry.objects.get(action="outreach.message.contact_shown").actor == editor
    assert "13812345678" not in client.get(page_of(message)).content.decode()


def test_name_and_phone_are_erased_on_request(client, editor):
    message = PublicMessageFactory(area=editor.area, with_contact=True)
    assert 'value="erase"' in client.get(page_of(message)).content.decode()
    assert act(client, message, "erase").status_code == 302
    text = client.get(page_of(message)).content.decode()
    assert 'value="erase"' not in text and "5678" not in text and "未留" in text


def test_what_was_written_is_shown_as_text(client, editor):
    message = PublicMessageFactory(area=editor.area, body="<script>alert(1)</script>\n第二行🙂")
    text = client.get(page_of(message)).content.decode()
    assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text and "第二行🙂" in text


def test_every_step_from_the_page(client, editor, users):
    message = a_message(editor.area, 1)
    organiser = users[Role.ORGANISER]
    assert act(client, message, "assign", assignee=organiser.pk).status_code == 302
    assert act(client, message, "note", text="已核实").status_code == 302
    assert act(client, message, "answer", reply="可以。").status_code == 302
    message.refresh_from_db()
    assert (message.assignee, message.reply, message.answered_by) == (organiser, "可以。", editor)
    page = client.get(page_of(message)).content.decode()
    assert "已核实" in page and "首次答复用时0个工作日" in page
    act(client, message, "close")
    act(client, message, "reopen", reason="补充材料")
    act(client, message, "forward", unit="区税务局", on=timezone.localdate().isoformat())
    message.refresh_from_db()
    assert (message.state, message.forwarded_to) == (MessageState.FORWARDED, "区税务局")
    other = PublicMessageFactory(area=editor.area, suspected=True)
    assert "链接过多" in client.get(page_of(other)).content.decode()
    act(client, other, "release")
    act(client, other, "reject")
    other.refresh_from_db()
    assert other.state == MessageState.SPAM


def test_of_two_people_answering_one_wins_and_the_other_keeps_the_text(client, editor, users):
    message = a_message(editor.area, 1)
    steps.answer_message(message, actor=users[Role.ORGANISER], reply="先来的答复", seen=0)
    data = {"action": "answer", "answer-seen": 0, "answer-reply": "我写了很久的答复"}
    response = client.post(page_of(message), data)
    text = response.content.decode()
    assert response.status_code == 409
    assert "先来的答复" in text and "我写了很久的答复" in text and "已有变动" in text
    message.refresh_from_db()
    assert message.reply == "先来的答复"


def test_after_a_colleagues_step_the_next_press_goes_through(client, editor, users):
    message = a_message(editor.area, 1)
    steps.assign_message(message, actor=users[Role.ORGANISER], assignee=users[Role.ORGANISER], seen=0)
    data = {"action": "answer", "answer-seen": 0, "answer-reply": "我的答复"}
    response = client.post(page_of(message), data)
    assert response.status_code == 409
    seen = re.search(r'name="answer-seen" value="(\d+)"', response.content.decode()).group(1)
    assert client.post(page_of(message), data | {"answer-seen": seen}).status_code == 302
    message.refresh_from_db()
    assert message.reply == "我的答复"


def test_what_is_wrong_in_a_form_is_said_and_the_rest_kept(client, editor):
    message = a_message(editor.area, 1)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    response = act(client, message, "forward", unit="区税务局", on=tomorrow)
    assert response.status_code == 422
    assert "区税务局" in response.content.decode() and "晚于今天" in response.content.decode()
    stranger = UserFactory(area=AreaFactory(), roles=[Role.EDITOR])
    assert act(client, message, "assign", assignee=stranger.pk).status_code == 422
    assert act(client, message, "no-such-step").status_code == 404


def test_a_leader_looks_and_changes_nothing(client, users):
    message = PublicMessageFactory(area=users[Role.LEADER].area, with_contact=True)
    client.force_login(users[Role.LEADER], backend=BACKEND)
    text = client.get(page_of(message)).content.decode()
    assert message.body in text and "查看完整信息" not in text and 'value="answer"' not in text
    assert act(client, message, "answer", reply="x").status_code == 404
    assert client.post(page_of(message), {"action": "contact"}).status_code == 404
    assert "登记来电" not in client.get(reverse("public-messages:index")).content.decode()


def test_a_message_of_another_area_is_not_there(client, editor):
    message = PublicMessageFactory()
    assert client.get(page_of(message)).status_code == 404
    assert act(client, message, "answer", reply="x").status_code == 404


def test_an_erased_message_offers_nothing_more(client, editor):
    message = a_message(editor.area, 1)
    PublicMessage.objects.filter(pk=message.pk).update(body="", purged_at=now(), state=MessageState.SPAM)
    text = client.get(page_of(message)).content.decode()
    assert "保存期已满" in text and 'value="release"' not in text


@pytest.mark.parametrize(("days", "words"), [(0, "还剩 5 个工作日"), (30, "逾期")])
def test_the_time_left_is_said_in_working_days(client, editor, set_clock, days, words):
    set_clock(TUESDAY)
    message = a_message(editor.area, 1)
    set_clock(TUESDAY + timedelta(days=days))
    client.force_login(editor, backend=BACKEND)
    assert words in client.get(page_of(message)).content.decode()


def test_finishing_without_a_reply_is_offered_only_where_none_is_wanted(client, editor):
    wanted = a_message(editor.area, 1)
    unwanted = a_message(editor.area, 2, wants_reply=False)
    assert 'value="close"' not in client.get(page_of(wanted)).content.decode()
    assert 'value="close"' in client.get(page_of(unwanted)).content.decode()
    assert act(client, wanted, "close").status_code == 409


def test_one_click_makes_a_draft_and_links_it(client, editor):
    QuestionIndexFactory(title="政策问答")
    message = a_message(editor.area, 1)
    act(client, message, "answer", reply="能。")
    assert 'value="question"' in client.get(page_of(message)).content.decode()
    act(client, message, "question")
    page = QuestionPage.objects.get()
    text = client.get(page_of(message)).content.decode()
    assert not page.live and reverse("wagtailadmin_pages:edit", args=[page.pk]) in text
    assert 'value="question"' not in text
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


# writing a call down


def logged(client, **values):
    form = client.get(reverse("public-message-log")).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', form).group(1)
    area = re.search(r'<option value="(\d+)" selected', form).group(1)
    data = {"channel": "hotline", "category": "consultation", "body": "问开课时间", "key": key, "area": area}
    data |= values
    return client.post(reverse("public-message-log"), data), data


def test_a_call_needs_only_its_text(client, editor):
    response, data = logged(client)
    assert response.url == reverse("public-messages:index")
    client.post(reverse("public-message-log"), data)
    message = PublicMessage.objects.get()
    assert (message.channel, message.area, message.state) == (MessageChannel.HOTLINE, editor.area, MessageState.NEW)


def test_a_call_answered_at_once_is_done_and_the_next_form_waits(client, editor):
    response, _data = logged(client, reply="下周三。", another="1")
    assert response.url == reverse("public-message-log")
    assert PublicMessage.objects.get().state == MessageState.ANSWERED


def test_a_ticket_brings_number_and_deadline(client, editor):
    response, _data = logged(client, channel="ticket", ticket_number="", body="打进来的")
    assert response.status_code == 422 and "请填写工单编号" in response.content.decode()
    due = timezone.localtime(now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    logged(client, channel="ticket", ticket_number="SL1", due_at=due)
    message = PublicMessage.objects.get()
    assert timezone.localtime(message.due_at).strftime("%Y-%m-%dT%H:%M") == due
    response, _data = logged(client, channel="ticket", ticket_number="SL1", body="同一张工单")
    assert "已登记" in response.content.decode() and "同一张工单" in response.content.decode()
    response, _data = logged(client, channel="ticket", ticket_number="SL2", due_at="2001-01-01T00:00")
    assert "一年以前" in response.content.decode()


def test_names_taken_on_the_telephone_need_that_the_person_was_told(client, editor):
    text = consent_text()
    response, _data = logged(client, name="王小明", phone="13812345678")
    assert response.status_code == 422 and "请先告知对方" in response.content.decode()
    logged(client, name="王小明", phone="13812345678", told="on", no_reply="on")
    message = PublicMessage.objects.get()
    assert (message.name, message.consent_text, message.wants_reply) == ("王小明", text, False)


def test_without_a_published_notice_a_told_person_is_still_written_down(client, editor):
    logged(client, name="王小明", told="on")
    assert PublicMessage.objects.get().consent_text is None


def test_the_link_for_tickets_chooses_them(client, editor):
    text = client.get(reverse("public-message-log"), {"channel": "ticket"}).content.decode()
    assert re.search(r'value="ticket"[^>]*checked', text)
    assert 'value="hotline"' in client.get(reverse("public-message-log"), {"channel": "x"}).content.decode()


def test_a_superuser_without_an_area_chooses_among_all(client, area):
    user = UserFactory(is_superuser=True, is_staff=True, area=None)
    client.force_login(user, backend=BACKEND)
    response, _data = logged(client)
    assert response.status_code == 302 and PublicMessage.objects.get().area == area


def test_staff_without_an_area_can_write_nothing_down(client, users):
    user = UserFactory(area=None, roles=[Role.EDITOR])
    client.force_login(user, backend=BACKEND)
    data = {"channel": "hotline", "category": "other", "body": "x", "key": "k", "area": users[Role.EDITOR].area.pk}
    assert client.post(reverse("public-message-log"), data).status_code == 422


# figures


@pytest.fixture
def figures(editor, set_clock):
    """Two in October (in time, late), two in November (one open and overdue at the end), one spam, one elsewhere."""
    area = editor.area

    def answered_after(message, days):
        set_clock(message.received_at + timedelta(days=days))
        steps.answer_message(message, actor=editor, reply="好", seen=0)

    set_clock(datetime(2026, 10, 12, 2, 0, tzinfo=TUESDAY.tzinfo))
    quick, slow = a_message(area, 1), a_message(area, 2, category=MessageCategory.SUGGESTION)
    answered_after(quick, 1)
    answered_after(slow, 60)
    set_clock(datetime(2026, 11, 2, 2, 0, tzinfo=TUESDAY.tzinfo))
    a_message(area, 3)
    key = key_of("k")
    log_message(
        key=key, actor=editor, area=area, channel=MessageChannel.TICKET, category="other", body="第4问",
        ticket_number="=1+1", due_at=now() + timedelta(days=99),
    )  # fmt: skip
    a_message(area, 5, suspected=True)
    PublicMessageFactory()
    set_clock(datetime(2026, 12, 20, 2, 0, tzinfo=TUESDAY.tzinfo))


def test_statistics_by_month_category_and_channel(editor, figures):
    result = message_statistics(PublicMessage.objects.for_user(editor))
    assert (result.total.received, result.total.answered, result.total.on_time, result.total.overdue) == (4, 2, 1, 1)
    assert result.total.share == 33
    assert [(line.label.month, line.received) for line in result.months] == [(10, 2), (11, 2)]
    assert [(str(line.label), line.received, line.answered) for line in result.categories] == [
        ("咨询", 2, 1),
        ("投诉建议", 1, 1),
        ("其他", 1, 0),
    ]
    assert [(str(line.label), line.received) for line in result.channels] == [("本网站", 3), ("12345工单", 1)]
    assert result.median_days == (1 + 44) / 2
    assert result.categories[2].share is None


def test_statistics_of_nothing(editor):
    result = message_statistics(PublicMessage.objects.for_user(editor))
    assert (result.total.received, result.median_days, result.months) == (0, None, [])


def test_the_report_is_read_and_taken_away(client, editor, figures):
    client.force_login(editor, backend=BACKEND)
    write_summaries()
    address = reverse("public-message-report")
    text = client.get(address).content.decode()
    assert "1（33%）" in text and "2026年10月" in text and "2026-12-20" in text
    query = {"first": "2026-11-01", "last": "2026-11-30", "category": "", "channel": "ticket", "export": "csv"}
    response = client.get(address, query)
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 2 and rows[1][1:4] == ["其他", "12345工单", "'=1+1"]
    assert "第4问" not in response.content.decode()
    whole = client.get(address, {"first": "2026-10-01", "last": "2026-11-30", "export": "csv"}).content.decode()
    assert "是" in whole and "否" in whole and whole.count("\n") == 5


def test_a_period_backwards_is_refused_in_words(client, editor):
    response = client.get(reverse("public-message-report"), {"first": "2026-12-01", "last": "2026-11-01"})
    assert response.status_code == 422 and "晚于截止日期" in response.content.decode()
    assert client.get(reverse("public-message-report"), {"first": "x", "last": ""}).status_code == 422
