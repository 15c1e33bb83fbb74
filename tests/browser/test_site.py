"""The public site as a telephone meets it: nothing hangs over the edge, everything can be hit, the keyboard gets everywhere."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page

from outreach.enums import Listing
from outreach.models import Audience
from tests.factories.campaigns import ActivityFactory, CampaignFactory
from tests.factories.outreach import (
    ArticleFactory,
    GuideFactory,
    QuestionFactory,
    QuestionIndexFactory,
    SectionFactory,
    SiteImageFactory,
    front_page,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (320, 360, 768, 1280)
TOO_SMALL = """() => [...document.querySelectorAll('header a, main .button, main .tool, nav.pages a, .who a')]
  .filter((link) => { const box = link.getBoundingClientRect(); return box.width && box.height < 43.5; })
  .map((link) => link.textContent.trim())"""


@pytest.fixture
def addresses() -> list[str]:
    """One page of every kind, with long words and long titles."""
    front = front_page()
    park = Audience.objects.get(code="park")
    stories = SectionFactory(title="诚信风采", show_in_menus=True)
    section = SectionFactory(title="园区", listing=Listing.AUDIENCE, audience=park)
    body = [
        {"type": "paragraph", "value": "<p>统一社会信用代码91230500MA1B3N1N2M" + "很长" * 80 + "</p>"},
        {"type": "steps", "value": {"steps": [{"title": "到处罚单位开履行义务证明", "text": "<p>打电话</p>"}]}},
    ]
    title = "老街粮油店三十年足斤足两一杆秤传了两代人的故事还在继续"
    article = ArticleFactory(parent=stories, title=title, audiences=[park], body=body, cover=SiteImageFactory())
    index = QuestionIndexFactory(title="政策问答", show_in_menus=True)
    question = QuestionFactory(parent=index, title="罚款交完了，为什么网上还能查到？")
    period = {"name": "一般失信", "examples": "罚款" * 20, "shortest": "3个月", "longest": "1年", "basis": "36号令"}
    guide = GuideFactory(
        title="信用修复指引",
        show_in_menus=True,
        rule_name="信用修复管理办法",
        rule_in_force_on=date(2026, 4, 1),
        periods=[{"type": "period", "value": period}],
        body=body,
    )
    campaign = CampaignFactory(mark="12·4", lead_units="区司法局、区委宣传部" * 3)
    ActivityFactory(campaign=campaign)
    front.refresh_from_db()  # its count of children has changed
    front.guide_page = guide
    front.save()
    pages = [page.url for page in (front, section, article, index, question, guide)]
    return [*pages, "/campaigns/", campaign.get_absolute_url(), "/no/such/page/"]


def overhang(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_nothing_hangs_over_and_everything_can_be_hit(
    live_server: object, addresses: list[str], new_context: Callable[..., BrowserContext], mode: str
) -> None:
    origin = live_server.url  # type: ignore[attr-defined]
    page = new_context().new_page()
    page.goto(f"{origin}/display/?mode={mode}&next=/campaigns/")
    trouble = {}
    for address in addresses:
        response = page.goto(origin + address)
        assert response and response.status == (404 if "no/such" in address else 200)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 740})
            found = (overhang(page), page.evaluate(TOO_SMALL))
            if found != (0, []):
                trouble[address, width] = found
    assert trouble == {}


def test_elder_mode_is_20_pixels_and_comes_back_to_the_same_page(
    live_server: object, addresses: list[str], page: Page
) -> None:
    page.goto(live_server.url + addresses[5])  # type: ignore[attr-defined]
    page.get_by_role("link", name="长辈版").click()
    assert page.url.endswith(addresses[5])
    size, leading = page.evaluate(
        "(() => { const s = getComputedStyle(document.body); return [parseFloat(s.fontSize), parseFloat(s.lineHeight)] })()"
    )
    assert size >= 20 and leading / size >= 1.5
    page.get_by_role("link", name="标准版").click()
    assert page.evaluate("document.documentElement.dataset.mode") is None


def test_the_keyboard_skips_to_the_content(live_server: object, addresses: list[str], page: Page) -> None:
    page.goto(live_server.url + addresses[2])  # type: ignore[attr-defined]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_menu_shows_where_one_is(live_server: object, addresses: list[str], page: Page) -> None:
    page.goto(live_server.url + addresses[5])  # type: ignore[attr-defined]
    box = page.locator(".menu [aria-current]").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
