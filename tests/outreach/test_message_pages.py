"""What the public meets: the form, the receipt, the reply under the number, and how spam is kept apart."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Site

from accounts.enums import Role
from accounts.models import OfficeSettings
from common.clock import now
from outreach.domain import message_steps as steps
from outreach.enums import MessageCategory, MessageState, SpamSign
from outreach.interfaces.ask_tokens import AskToken, new_token, read_token
from outreach.models import InboxSettings, PublicMessage
from outreach.validators import normalise_contact_number
from tests.factories.accounts import UserFactory
from tests.factories.messages import PublicMessageFactory, consent_text
from tests.factories.outreach import wagtail_roots

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.get_fixed_timezone(0))


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def office(area):
    site = wagtail_roots()
    return OfficeSettings.objects.create(site=site, area=area, phone="000-1234567")


@pytest.fixture
def late(set_clock):
    """A minute after the form was opened: as long as a person takes."""
    set_clock(TUESDAY)
    token = new_token().sign()
    set_clock(TUESDAY + timedelta(minutes=1))
    return token


def ask(client, token, **values):
    data = {"category": "consultation", "body": "罚款交完了，什么时候能修复？", "token": token}
    return client.post("/ask/", data | values)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_form_is_there_without_an_account(client, office):
    page = client.get("/ask/")
    text = text_of(page)
    assert page.status_code == 200 and "我要留言" in text and "查询答复" in text
    assert "怎么称呼您" not in text, "no personal data is asked for while no notice is published"


@pytest.mark.parametrize(
    ("query", "chosen"), [("category=error&page=/guide/", "error"), ("category=suggestion", "suggestion")]
)
def test_links_choose_the_category_and_bring_the_page(client, office, query, chosen):
    text = text_of(client.get(f"/ask/?{query}"))
    assert re.search(rf'value="{chosen}"[^>]*checked', text)
    assert ('value="/guide/"' in text) == (chosen == "error")


def test_an_unknown_category_chooses_nothing(client, office):
    assert "checked" not in text_of(client.get("/ask/?category=%3Cscript%3E"))


def test_sent_it_is_received_with_a_number_and_a_day(client, office, late, area):
    response = ask(client, late)
    assert response.status_code == 302 and response.url == "/ask/sent/"
    message = PublicMessage.objects.get()
    assert (message.area, message.state, message.signs, message.wants_reply) == (area, MessageState.NEW, [], True)
    text = text_of(client.get("/ask/sent/"))
    assert all(f"<span>{group}</span>" in text for group in str(message).split("-"))
    assert "请记下或截图保存" in text
    assert re.search(r"预计<time[^>]*>12月1日</time>前答复", text)
    assert "罚款交完了" not in text


def test_a_double_click_a_lost_answer_and_a_retry_are_one_message(client, office, late):
    for _time in range(3):
        assert ask(client, late).status_code == 302
    assert PublicMessage.objects.get().signs == []


def test_going_back_and_writing_something_else_is_a_second_message(client, office, late):
    ask(client, late)
    ask(client, late, body="另外，修复要收费吗？")
    assert PublicMessage.objects.count() == 2


def test_the_receipt_is_for_the_sender_and_for_an_hour(client, office, late, set_clock):
    assert client.get("/ask/sent/").url == "/ask/status/"
    ask(client, late)
    assert client.get("/ask/sent/").status_code == 200
    set_clock(TUESDAY + timedelta(hours=2))
    assert client.get("/ask/sent/").url == "/ask/status/"


def test_nothing_typed_is_lost_when_something_is_wrong(client, office, late):
    consent_text()
    long = "字" * 3001
    page = ask(client, late, body=long, name="王小明", phone="123")
    text = text_of(page)
    assert page.status_code == 422 and long in text and "王小明" in text and 'value="123"' in text
    assert "请缩短到3000字以内，现有3001字" in text
    assert "请填写11位手机号码" in text
    assert not PublicMessage.objects.exists()


def test_line_ends_count_as_one_character_and_emoji_and_rare_characters_are_kept(client, office, late):
    body = "🙂𠮷\r\n" * 1000
    assert ask(client, late, body=body).status_code == 302
    assert PublicMessage.objects.get().body == body.strip().replace("\r\n", "\n")


def test_an_empty_form_says_what_is_missing(client, office, late):
    text = text_of(ask(client, late, body="  ", category=""))
    assert "请写下您要咨询或反映的内容" in text and "请选择留言类别" in text


def test_contact_data_needs_the_tick_and_keeps_the_version_that_was_read(client, office, late):
    read = consent_text("第一版")
    contact = {"name": "王小明", "phone": "138 1234 5678", "consent": read.pk}
    page = ask(client, late, **contact)
    assert page.status_code == 422 and "请勾选同意告知内容" in text_of(page)
    consent_text("第二版")
    assert ask(client, late, agreed="on", **contact).status_code == 302
    message = PublicMessage.objects.get()
    assert (message.consent_text, message.phone, message.name) == (read, "13812345678", "王小明")


def test_a_consent_text_that_was_never_shown_is_not_taken(client, office, late):
    current = consent_text()
    for forged in ("99999", "x", "9" * 30):
        ask(client, late, name=f"王{forged}"[:30], agreed="on", consent=forged)
    assert {message.consent_text for message in PublicMessage.objects.all()} == {current}


def test_no_reply_wanted_is_remembered_and_said(client, office, late):
    ask(client, late, no_reply="on")
    assert not PublicMessage.objects.get().wants_reply
    assert "您选择了不需要答复" in text_of(client.get("/ask/sent/"))


def test_the_page_with_the_mistake_comes_along(client, office, late):
    ask(client, late, category="error", page_address="/guide/", body="电话少一位")
    assert PublicMessage.objects.get().page_address == "/guide/"


@pytest.mark.parametrize("token", ["", "forged", "stale"])
def test_a_form_of_yesterdays_keeps_its_text_and_goes_through_at_the_second_press(client, office, set_clock, token):
    set_clock(TUESDAY - timedelta(days=4))
    token = new_token().sign() if token == "stale" else token
    set_clock(TUESDAY)
    page = ask(client, token)
    assert page.status_code == 422 and "请再点一次“提交”" in text_of(page) and "罚款交完了" in text_of(page)
    fresh = re.search(r'name="token" value="([^"]+)"', text_of(page)).group(1)
    assert ask(client, fresh).status_code == 302


# spam


@pytest.mark.parametrize(
    ("values", "sign"),
    [
        ({"website": "http://spam.example"}, SpamSign.TRAP),
        ({"body": "http://a http://b http://c"}, SpamSign.LINKS),
    ],
)
def test_what_looks_like_spam_is_held_back_and_gets_the_same_receipt(client, office, late, values, sign):
    assert ask(client, late, **values).url == "/ask/sent/"
    message = PublicMessage.objects.get()
    assert (message.state, message.signs) == (MessageState.SUSPECTED, [sign])
    assert all(group in text_of(client.get("/ask/sent/")) for group in str(message).split("-"))


def test_sent_at_once_it_is_held_back(client, office, set_clock):
    set_clock(TUESDAY)
    ask(client, new_token().sign())
    assert PublicMessage.objects.get().signs == [SpamSign.FAST]


def test_the_trap_is_hidden_from_people_and_screen_readers(client, office):
    text = text_of(client.get("/ask/"))
    trap = re.search(r'<div class="trap" aria-hidden="true">.*?</div>', text).group(0)
    assert 'name="website"' in trap and 'tabindex="-1"' in trap and "此处请留空" in trap
    assert "<img" not in text.split('<form method="post"')[1].split("</form>")[0]


def test_the_sixth_message_of_a_browser_within_an_hour_waits_for_a_look(client, office, set_clock):
    set_clock(TUESDAY)
    tokens = [new_token().sign() for _number in range(7)]
    set_clock(TUESDAY + timedelta(minutes=1))
    for number in range(6):
        ask(client, tokens[number], body=f"第{number}件事情，说来话长")
    states = list(PublicMessage.objects.order_by("id").values_list("state", flat=True))
    assert states == ["new"] * 5 + ["suspected"]
    set_clock(TUESDAY + timedelta(hours=2))
    ask(client, tokens[6], body="过了两个小时再问一件")
    assert PublicMessage.objects.order_by("id").last().state == MessageState.NEW


def test_a_school_behind_one_address_gets_through_and_a_flood_is_stopped_with_its_text_kept(client, office, late):
    settings = InboxSettings.load()
    settings.messages_per_hour = 5
    settings.save()
    for number in range(6):
        client.cookies.clear()
        assert ask(client, late, body=f"第{number}个学生的问题，各不相同").status_code == 302
    assert list(PublicMessage.objects.order_by("id").values_list("state", flat=True)) == ["new"] * 5 + ["suspected"]
    address = PublicMessage.objects.order_by("id").last()
    assert address.signs == [SpamSign.FLOOD]
    for number in range(44):
        client.cookies.clear()
        ask(client, late, body=f"机器第{number}次")
    page = ask(client, late, body="再来一次的内容")
    assert page.status_code == 429 and "再来一次的内容" in text_of(page) and "一小时后再试" in text_of(page)
    assert PublicMessage.objects.count() == 50
    other = ask(client, late, body="别处来的")
    assert other.status_code == 429
    assert client.post("/ask/", {"category": "other", "body": "别处", "token": late}, REMOTE_ADDR="10.0.0.9").url


def test_under_attack_a_sum_in_words_is_asked_and_a_wrong_answer_loses_nothing(client, office, set_clock):
    settings = InboxSettings.load()
    settings.asks_sum = True
    settings.save()
    set_clock(TUESDAY)
    token = AskToken("k" * 32, int(TUESDAY.timestamp()), 3, 4)
    set_clock(TUESDAY + timedelta(minutes=1))
    assert re.search(r"[一二三四五]加[一二三四五]等于几？", text_of(client.get("/ask/")))
    page = ask(client, token.sign(), answer="8")
    assert page.status_code == 422 and "三加四" in text_of(page) and "罚款交完了" in text_of(page)
    assert ask(client, token.sign(), answer="七").status_code == 302


def test_sums_are_right_in_figures_and_characters():
    token = AskToken("k", 0, 3, 4)
    assert [token.is_sum(answer) for answer in ("7", "７", " 七 ", "8", "", "seven")] == [True] * 3 + [False] * 3
    assert token.sum_words == "三加四"
    assert read_token(new_token().sign()) is not None


# the reply


def look_up(client, number, **extra):
    return client.post("/ask/status/", {"number": number}, **extra)


def test_the_number_shows_state_and_reply_and_nothing_about_anybody(client, office):
    editor = UserFactory(area=office.area, username="zhou", last_name="周", roles=[Role.EDITOR])
    message = PublicMessageFactory(area=office.area, with_contact=True)
    steps.assign_message(message, actor=editor, assignee=editor, seen=0)
    steps.add_note(message, actor=editor, text="内部的话")
    text = text_of(look_up(client, str(message).lower()))
    assert "办理中" in text and "前答复" in text
    steps.answer_message(message, actor=editor, reply="可以。\n<b>请带材料</b>", seen=1)
    text = text_of(look_up(client, f" {message.number} "))
    assert "已答复" in text and "&lt;b&gt;请带材料" in text
    for secret in ("王小明", "5678", "周", "内部的话", message.body, "zhou"):
        assert secret not in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": MessageState.SUSPECTED}, "已收到，待分办"),
        ({"state": MessageState.SPAM}, "未受理"),
        ({"due_is_estimated": True}, "暂按周末推算"),
    ],
)
def test_each_state_in_words(client, office, change, words):
    message = PublicMessageFactory(area=office.area)
    PublicMessage.objects.filter(pk=message.pk).update(**change)
    assert words in text_of(look_up(client, message.number))


def test_forwarded_it_names_the_unit_and_the_day(client, office, set_clock):
    set_clock(TUESDAY)
    editor = UserFactory(area=office.area, roles=[Role.EDITOR])
    message = PublicMessageFactory(area=office.area)
    steps.forward_message(message, actor=editor, unit="区税务局", seen=0)
    assert re.search(r"区税务局（<time[^>]*>11月24日</time>）", text_of(look_up(client, message.number)))


def test_a_wrong_number_and_an_erased_one_get_the_same_answer(client, office):
    erased = PublicMessageFactory(area=office.area)
    PublicMessage.objects.filter(pk=erased.pk).update(purged_at=now())
    answers = {
        re.sub(r'value="[^"]*"', "", text_of(look_up(client, number))) for number in (erased.number, "AAAABBBBCCCC")
    }
    assert len(answers) == 1 and "没有查到这个编号" in answers.pop()
    assert "没有查到这个编号" in text_of(look_up(client, "一" * 40))


def test_guessing_is_braked_per_address_and_right_numbers_cost_nothing(client, office):
    message = PublicMessageFactory(area=office.area)
    for _time in range(25):
        assert look_up(client, message.number).status_code == 200
    for _time in range(20):
        assert look_up(client, "AAAABBBBCCCC").status_code == 422
    assert look_up(client, message.number).status_code == 429
    assert look_up(client, message.number, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_the_empty_field_asks_for_the_number(client, office):
    assert client.get("/ask/status/").status_code == 200
    assert "请填写查询编号" in text_of(look_up(client, ""))


@pytest.mark.parametrize("path", ["/ask/", "/ask/sent/", "/ask/status/"])
def test_nothing_of_this_is_kept_by_a_cache(client, office, path):
    assert "no-store" in client.get(path)["Cache-Control"]


def test_the_footer_leads_here_unless_the_office_has_an_address_of_its_own(client, office):
    text = text_of(client.get("/ask/status/"))
    assert 'href="/ask/?category=suggestion"' in text
    assert 'href="/ask/?category=error&amp;page=/ask/status/"' in text
    OfficeSettings.objects.filter(pk=office.pk).update(feedback_url="https://feedback.example/")
    text = text_of(client.get("/ask/status/"))
    assert 'href="https://feedback.example/"' in text and "/ask/?category=suggestion" not in text


def test_an_office_without_an_area_uses_the_top_one(client, area, late):
    wagtail_roots()
    assert Site.objects.exists()
    ask(client, late)
    assert PublicMessage.objects.get().area == area


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("+86 138 1234 5678", "13812345678"),
        ("０５１６－８５５５１２３４", "051685551234"),
        ("(010)8555 1234", "01085551234"),
        ("8555123", "8555123"),
    ],
)
def test_mobiles_and_landlines_are_taken(typed, digits):
    assert normalise_contact_number(typed) == digits


def test_categories_are_those_of_the_form(client, office):
    text = text_of(client.get("/ask/"))
    assert [label for label in ("咨询", "投诉建议", "网站找错", "其他") if f"<span>{label}</span>" in text] == [
        str(label) for label in MessageCategory.labels
    ]


def test_an_installation_without_areas_says_so_and_keeps_what_was_typed(client, db, late):
    wagtail_roots()
    answer = ask(client, late)
    assert answer.status_code == 503
    assert "暂时不能在线留言" in text_of(answer) and "罚款交完了" in text_of(answer)
