"""A leader signs on a telephone, in Chromium."""

import pytest
from playwright.sync_api import expect

from outreach.models import ArticlePage
from reviews.models import Signature
from tests.factories.accounts import UserFactory
from tests.factories.reviews import OutsideSignerFactory, agree, hand_in, make_chain, make_draft, stages_of
from tests.reviews.test_links import issue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server) -> str:
    author, head, deputy = UserFactory(), UserFactory(last_name="赵", first_name="科长"), UserFactory()
    make_chain(head, deputy)
    round_ = hand_in(make_draft(author, body=[("paragraph", "<p>周三早上六点半，谁来都能问。</p>")]), author)
    agree(round_, 1, head)
    outside = OutsideSignerFactory(stage=stages_of(round_)[1])
    issued = issue(round_, head, 2, f"outside-{outside.pk}")
    return f"{live_server.url}/review/{issued.token}/"


def test_reading_and_signing_at_360_px(page, new_context, address) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="早市上的信用咨询台").first).to_be_visible()
    expect(page.get_by_text("赵科长")).to_be_visible()
    text = page.frame_locator("iframe")
    expect(text.get_by_text("周三早上六点半，谁来都能问。")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    agree_button = page.get_by_role("button", name="同意", exact=True)
    assert agree_button.bounding_box()["height"] >= 44
    agree_button.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert not Signature.objects.filter(channel="link").exists()
    page.fill("[name=proof_reader]", "孙校")
    page.check("[name=no_secrets]")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("您的签署已登记")).to_be_visible()
    assert ArticlePage.objects.get().live
    again = new_context().new_page()
    again.goto(address)
    expect(again.get_by_role("heading", name="您的意见已登记")).to_be_visible()
