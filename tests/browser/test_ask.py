"""A question from a telephone, answered at a desk: the form, the receipt, the reply under the number; also without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from wagtail.models import Site

from accounts.domain.roles import setup_roles
from accounts.enums import Role
from accounts.models import OfficeSettings
from outreach.enums import MessageState
from outreach.models import PublicMessage
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.messages import consent_text
from tests.factories.outreach import front_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOO_SMALL = """() => [...document.querySelectorAll('main .button, main .choices label, main .choice, main input[type=text]')]
  .filter((part) => { const box = part.getBoundingClientRect(); return box.width && box.height < 43.5; })
  .map((part) => part.textContent.trim())"""
OVERHANG = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def editor():
    front_page()
    area = AreaFactory(name="示例区")
    OfficeSettings.objects.create(site=Site.objects.get(is_default_site=True), area=area, phone="000-1234567")
    setup_roles()
    consent_text()
    user = UserFactory(username="editor", area=area, last_name="周", roles=[Role.EDITOR])
    user.set_password("a-long-test-password")
    user.save()
    return user


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/admin/login/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "a-long-test-password")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")


def test_a_question_from_the_phone_is_answered_and_the_reply_read(
    live_server, editor, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    page.goto(f"{live_server.url}/ask/?category=consultation")
    assert page.evaluate(OVERHANG) == 0
    assert page.evaluate(TOO_SMALL) == []
    page.fill("[name=body]", "长" * 3001)
    expect(page.locator(".count")).to_contain_text("超出 1 字")
    expect(page.locator("[role=status]")).to_have_text("超出 1 字")
    page.fill("[name=body]", "罚款交完了，什么时候可以申请修复？")
    expect(page.locator(".count")).to_have_text("17 / 3000")
    expect(page.locator("[name=website]")).to_be_hidden()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/ask/sent/")
    number = page.locator(".tracking-number").inner_text()
    assert page.evaluate(OVERHANG) == 0
    message = PublicMessage.objects.get()
    assert str(message) == number

    desk = new_context(viewport={"width": 1280, "height": 800}).new_page()
    sign_in(desk, live_server.url)
    desk.goto(f"{live_server.url}/admin/public-messages/")
    desk.get_by_role("link", name="罚款交完了").click()
    if message.state == MessageState.SUSPECTED:
        desk.get_by_role("button", name="不是垃圾信息，受理").click()
    desk.fill("[name=answer-reply]", "最短公示期满后可以申请，不收任何费用。")
    desk.get_by_role("button", name="发布答复").click()
    expect(desk.locator(".replied")).to_contain_text("不收任何费用")

    page.get_by_role("link", name="查询答复").click()
    page.get_by_label("查询编号").fill(number.lower())
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.locator(".message-state h2")).to_have_text("已答复")
    expect(page.locator(".office-reply")).to_contain_text("最短公示期满后可以申请")
    assert page.evaluate(OVERHANG) == 0


@pytest.mark.parametrize("options", [{"java_script_enabled": False}, {"viewport": {"width": 320, "height": 640}}])
def test_the_form_works_without_javascript_and_on_the_smallest_phone(
    live_server, editor, new_context: Callable[..., BrowserContext], options
) -> None:
    context = new_context(**options)
    context.add_cookies([{"name": "mode", "value": "elder", "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/ask/?category=error&page=/guide/")
    page.get_by_label("留言内容").fill("办公电话少了一位数字。")
    page.get_by_label("怎么称呼您").fill("王小明")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("请勾选同意告知内容")
    expect(page.get_by_label("留言内容")).to_have_value("办公电话少了一位数字。")
    page.get_by_label("我已阅读并同意上述告知内容").check()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/ask/sent/")
    assert PublicMessage.objects.get().name == "王小明"
    if options.get("java_script_enabled", True):
        assert page.evaluate(OVERHANG) == 0
