"""Copying a page to the WeChat account, at the width of a desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from accounts.domain.roles import setup_roles
from accounts.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.outreach import ArticleFactory, SiteImageFactory, front_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-test-password"
DESK = {"viewport": {"width": 1280, "height": 800}}
READ = """async () => {
  const [item] = await navigator.clipboard.read();
  return Promise.all(["text/html", "text/plain"].map(async (type) => (await item.getType(type)).text()));
}"""
WITHOUT_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"


@pytest.fixture
def address(live_server: object) -> str:
    front_page()  # the rights hang on the page tree, which the test before this one has emptied
    setup_roles()
    editor = UserFactory(username="editor", roles=[Role.EDITOR])
    editor.set_password(PASSWORD)
    editor.save()
    image = SiteImageFactory()
    figure = {"image": {"image": image.pk, "alt_text": "咨询台", "decorative": False}, "caption": "早市上的咨询台"}
    body = [
        {"type": "paragraph", "value": '<p>买了米面，<b>自己再称</b>。<a href="/verify/">查验</a></p>'},
        {"type": "figure", "value": figure},
    ]
    article = ArticleFactory(title="一杆秤传了两代人", body=body)
    return f"{live_server.url}/admin/elsewhere/pages/{article.pk}/wechat/"  # type: ignore[attr-defined]


def open_signed_in(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", PASSWORD)
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="复制正文").wait_for()
    return page


def test_the_button_puts_the_text_on_the_clipboard(address: str, new_context: Callable[..., BrowserContext]) -> None:
    context = new_context(**DESK)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_signed_in(context, address)
    page.get_by_role("button", name="复制正文").click()
    page.get_by_text("已复制，请到公众号编辑器粘贴").wait_for()
    html, text = page.evaluate(READ)
    assert "<strong>自己再称</strong>" in html and "style=" in html and "<a " not in html
    origin = address.partition("/admin/")[0]
    assert f'src="{origin}/media/' in html
    assert "查验（http" in text and "早市上的咨询台" in text and "〔图1：" in text
    page.get_by_role("button", name="复制 标题").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text === '一杆秤传了两代人')")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    frame = page.frame_locator("#wechat-preview")
    assert frame.locator("img").evaluate("(image) => image.complete && image.naturalWidth > 0")


def test_without_a_clipboard_the_text_is_selected(address: str, new_context: Callable[..., BrowserContext]) -> None:
    context = new_context(**DESK)
    context.add_init_script(WITHOUT_CLIPBOARD)
    page = open_signed_in(context, address)
    page.get_by_role("button", name="复制正文").click()
    page.locator("[data-copy-told]:not(:empty)").wait_for()
    chosen = page.evaluate("document.querySelector('#wechat-preview').contentDocument.getSelection().toString()")
    assert "自己再称" in chosen and "早市上的咨询台" in chosen
