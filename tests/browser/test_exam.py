"""Taking a test on a phone of 360 px: with the network cut in the middle, two tabs, and a browser that is closed."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from common.clock import now
from exams import access
from exams.domain.ending import latest_grade
from exams.domain.sweeping import sweep
from exams.enums import AttemptState
from exams.models import Attempt, Candidate, LateBatch
from tests.factories.exams import CandidateFactory, SittingFactory, tokens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def candidate(monkeypatch):
    """Whoever knows the address is the candidate; the test is open for an hour from a minute ago."""

    def resolver(request, public_id):
        return Candidate.objects.filter(public_id=public_id).first()

    monkeypatch.setattr(access, "_doors", [access.Door(resolver, "")])
    begins = now() - timedelta(minutes=1)
    return CandidateFactory(sitting=SittingFactory(opens_at=begins, closes_at=begins + timedelta(hours=1)))


@pytest.fixture
def address(live_server, candidate):
    return f"{live_server.url}/exam/{candidate.public_id}/"


def begin(page, address):
    page.goto(address)
    page.get_by_role("button", name="开始答题").click()
    expect(page.get_by_text("第 1 题 / 4")).to_be_visible()
    return Attempt.objects.get()


def choose(page, attempt, slot, *, right=True):
    for token in tokens(attempt, slot, right=right):
        page.locator(f"label.answer:has(input[value='{token}'])").click()


def answer_all(page, attempt, *, right=True):
    for slot in range(4):
        choose(page, attempt, slot, right=right)
        if slot < 3:
            page.get_by_role("button", name="下一题").click()


def hand_in(page):
    page.get_by_role("button", name="交卷", exact=True).last.click()
    page.locator("[data-part=really]").click()


def saved(page, text):
    expect(page.locator("[data-part=saved]")).to_have_text(re.compile(text), timeout=20_000)


def test_the_network_is_cut_in_the_middle(page, address):
    attempt = begin(page, address)
    choose(page, attempt, 0)
    saved(page, "已保存 1 题，全部已上传")
    page.context.set_offline(True)
    page.get_by_role("button", name="下一题").click()
    choose(page, attempt, 1)
    page.get_by_role("button", name="下一题").click()
    choose(page, attempt, 2)
    saved(page, "已保存 1/4 · 2 题待上传")
    expect(page.get_by_text("网络已断开")).to_be_visible(timeout=20_000)  # the banner waits five seconds by itself
    page.context.set_offline(False)
    saved(page, "已保存 3 题，全部已上传")
    expect(page.get_by_text("网络已断开")).to_be_hidden(timeout=20_000)
    page.get_by_role("button", name="下一题").click()
    page.locator("[data-part=next]").click()
    expect(page.get_by_text("还有 1 题未答：第 4 题")).to_be_visible()
    page.get_by_role("button", name="再检查一下").click()
    choose(page, attempt, 3)
    hand_in(page)
    expect(page.get_by_text("恭喜，您已通过测试")).to_be_visible()
    assert latest_grade(attempt).score == 100
    page.go_back()
    expect(page.get_by_text("无需再考")).to_be_visible()


def test_handing_in_without_network_waits_for_it(page, address):
    attempt = begin(page, address)
    page.context.set_offline(True)
    answer_all(page, attempt)
    hand_in(page)
    expect(page.get_by_text("把此屏幕给工作人员看")).to_be_visible()
    assert page.locator("fieldset input").first.is_disabled()
    page.context.set_offline(False)
    expect(page.get_by_text("恭喜，您已通过测试")).to_be_visible()
    assert latest_grade(attempt).score == 100
    assert page.evaluate("localStorage.length") == 0


def test_browser_killed_then_qr_scanned_again(page, address):
    attempt = begin(page, address)
    choose(page, attempt, 0)
    saved(page, "已保存 1 题，全部已上传")
    page.route("**/answers/", lambda route: route.abort())
    page.get_by_role("button", name="下一题").click()
    choose(page, attempt, 1)
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(address)
    again.get_by_role("link", name="继续答题").click()
    expect(again.get_by_text("第 2 题 / 4")).to_be_visible()
    assert again.locator("input:checked").count() == 1
    saved(again, "已保存 2 题，全部已上传")


def test_storage_cleared_or_private_mode(new_context, address):
    first = new_context().new_page()
    attempt = begin(first, address)
    choose(first, attempt, 0)
    saved(first, "已保存 1 题，全部已上传")
    private = new_context()
    private.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})")
    second = private.new_page()
    second.goto(f"{address}paper/")
    expect(second.locator("input:checked")).to_have_count(1)
    second.get_by_role("button", name="下一题").click()
    choose(second, attempt, 1)
    saved(second, "已保存 2 题，全部已上传")


def test_second_tab_takes_the_lease(new_context, address):
    first = new_context().new_page()
    attempt = begin(first, address)
    second = new_context().new_page()
    second.goto(f"{address}paper/")
    expect(second.get_by_text("第 1 题 / 4")).to_be_visible()
    choose(first, attempt, 0)
    expect(first.get_by_text("这里只能查看")).to_be_visible()
    assert first.locator("fieldset input").first.is_disabled()
    first.get_by_role("button", name="在这里继续答题").click()
    expect(first.get_by_text("这里只能查看")).to_be_hidden()
    assert first.locator("input:checked").count() == 1
    first.get_by_role("button", name="下一题").click()
    choose(first, attempt, 1)
    saved(first, "已保存 2 题，全部已上传")


def test_phone_clock_wrong_or_changed(new_context, address):
    context = new_context()
    context.add_init_script(
        "const real = Date.now; Date.now = () => real() + 86400000 * (Math.random() > 0.5 ? 1 : -1)"
    )
    page = context.new_page()
    begin(page, address)
    expect(page.locator("[data-part=clock]")).to_have_text(re.compile("^(30:00|29:5)"))


def test_time_runs_out_and_what_was_not_sent_is_brought_late(page, address):
    attempt = begin(page, address)
    page.context.set_offline(True)
    choose(page, attempt, 0)
    Attempt.objects.update(deadline_at=now() - timedelta(minutes=9), accept_until=now() - timedelta(minutes=8))
    assert sweep() == 1
    page.context.set_offline(False)
    expect(page.get_by_text("系统已用您保存的答案交卷")).to_be_visible()
    expect(page.get_by_text("由工作人员决定")).to_be_visible()
    assert LateBatch.objects.get().items[0]["slot"] == 0
    assert Attempt.objects.get().state == AttemptState.SUBMITTED


def test_at_the_deadline_the_page_hands_in_by_itself(page, address):
    attempt = begin(page, address)
    choose(page, attempt, 0)
    saved(page, "已保存 1 题，全部已上传")
    soon = now() + timedelta(seconds=3)
    Attempt.objects.update(deadline_at=soon, accept_until=soon + timedelta(minutes=1))
    page.reload()
    expect(page.get_by_text("没关系")).to_be_visible()
    assert latest_grade(attempt).score == 25


def test_the_answer_sheet_leads_anywhere_and_nothing_is_wider_than_the_phone(page, address):
    attempt = begin(page, address)
    choose(page, attempt, 0)
    page.get_by_role("button", name="答题卡").click()
    page.get_by_role("button", name="第 3 题，未答").click()
    expect(page.get_by_text("第 3 题 / 4")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    heights = page.locator("label.answer, .dock button").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert min(heights) >= 44


def test_without_scripts_the_page_offers_paper(new_context, address, candidate):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(address)
    expect(page.get_by_text("请向工作人员领取纸质试卷").last).to_be_visible()
