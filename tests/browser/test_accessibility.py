"""Every page that people outside the admin can see, in both views, on a phone and on a desktop: axe finds nothing."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import told, violations
from tests.browser.district import District, made
from tests.conftest import CODE
from tests.factories.outreach import QuestionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (360, 1280)
ROOTS = {"base.html", "focus.html"}
TEMPLATES = Path(django_settings.BASE_DIR) / "templates"
EXTENDS = re.compile(r'{% extends "([^"]+)" %}')


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: object) -> Iterator[District]:
    with made(django_db_blocker) as district:
        yield district


def public_templates() -> set[str]:
    """What extends base.html or focus.html, directly or by way of another; not what extends Wagtail's template of the same name."""
    parents = {
        str(path.relative_to(TEMPLATES)): found.group(1)
        for path in TEMPLATES.rglob("*.html")
        if (found := EXTENDS.match(path.read_text())) and found.group(1) != str(path.relative_to(TEMPLATES))
    }

    def root(name: str) -> str:
        return root(parents[name]) if name in parents else name

    return {name for name in parents if root(name) in ROOTS}


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_axe_finds_nothing_on_any_page(
    district: District, new_context: Callable[..., BrowserContext], mode: str
) -> None:
    page, is_elder = new_context().new_page(), mode == "elder"
    district.shown.clear()
    trouble: dict[str, list[str]] = {}
    for visit in district.visits:
        page.set_viewport_size({"width": WIDTHS[0], "height": 740})
        district.go(page, visit, is_elder=is_elder)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if found := violations(page, is_elder=is_elder):
                trouble[f"{visit} at {width}"] = found
    assert told(trouble) == ""
    assert public_templates() - district.shown == set()


# Keyboard only

AT = """() => {
  const at = document.activeElement;
  const box = at.getBoundingClientRect();
  const ring = getComputedStyle(at);
  const label = at.closest("label") ? getComputedStyle(at.closest("label")) : ring;
  const seen = [ring, label].some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { name: at === document.body ? "" : at.outerHTML.slice(0, 120), seen, inside };
}"""
STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0)
  .filter((one, place, all) => one.type !== "radio" || all.findIndex((other) => other.name === one.name) === place).length"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; at every stop it can be seen."""
    for _press in range(120):
        page.keyboard.press("Tab")
        stop = page.evaluate(AT)
        assert not stop["name"] or (stop["seen"] and stop["inside"]), f"No focus to be seen: {stop} on {page.url}"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never came to {selector} on {page.url}")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_keyboard_alone_reads_asks_and_signs_in(
    district: District, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(district.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip" and page.evaluate(AT)["inside"]
    page.keyboard.press("Enter")
    tab_to(page, "main a[href*='/stories/']")
    enter(page)
    tab_to(page, "a.tool[href*='mode=elder']")
    enter(page)
    assert page.locator("html").get_attribute("data-mode") == "elder" and "/stories/" in page.url
    tab_to(page, "[name=q], a[href$='/search/']")
    if not page.evaluate("document.activeElement.matches('input')"):
        enter(page)
        tab_to(page, "main [name=q]")
    page.keyboard.type("信用修复")
    enter(page)
    expect(page.locator("main .answers a").first).to_be_visible()
    ask_a_question(page, district)
    sign_in(page, district)


def ask_a_question(page: Page, district: District) -> None:
    page.goto(f"{district.url}/ask/")
    tab_to(page, "[name=category]")
    page.keyboard.press("Space")
    tab_to(page, "[name=body]")
    page.keyboard.type("罚款交完了，什么时候可以申请修复？")
    tab_to(page, "main form button")
    enter(page)
    assert page.url.endswith("/ask/sent/")


def sign_in(page: Page, district: District) -> None:
    page.goto(f"{district.url}/sign-in/")
    tab_to(page, "[name=phone]")
    page.keyboard.type("13800000077")
    tab_to(page, "main form button")
    enter(page)
    tab_to(page, "[name=code]")
    page.keyboard.type(CODE)
    tab_to(page, "main form button")
    enter(page)
    assert "/portal/" in page.url


@pytest.mark.parametrize("address", ["/", "/ask/", "/search/?q=信用", "/training/", "/verify/"])
def test_tab_passes_everything_and_comes_out_again(
    district: District, new_context: Callable[..., BrowserContext], address: str
) -> None:
    page = new_context().new_page()
    page.goto(district.url + address)
    stops, passed = page.evaluate(STOPS), 0
    for _press in range(stops + 1):
        page.keyboard.press("Tab")
        at = page.evaluate(AT)
        assert not at["name"] or at["seen"], at
        passed += bool(at["name"])
        if passed > 1 and (not at["name"] or 'class="skip"' in at["name"]):
            break
    else:
        pytest.fail(f"{stops} stops, and Tab is still at {at}")
    assert passed >= stops


def test_a_test_is_answered_with_the_keyboard(district: District, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context().new_page()
    district.become(page, district.visit("/exam/", "answer").cookies)
    page.goto(district.url + district.visit("/exam/", "answer").address)
    page.locator("fieldset legend").wait_for()
    tab_to(page, ".answer input")
    page.keyboard.press("Space")
    assert page.locator(".answer:has(:checked)").count() == 1
    tab_to(page, "[data-part=next]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=position]")).to_contain_text("2")


# Without JavaScript


def test_every_form_works_without_scripts(district: District, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{district.url}/search/")
    page.fill("main [name=q]", "信用修复")
    page.locator("main [name=q]").press("Enter")
    expect(page.locator("main .answers a").first).to_be_visible()
    page.goto(f"{district.url}/ask/")
    page.locator("[name=category]").first.check()
    page.fill("[name=body]", "信用修复要不要收费？")
    press(page)
    assert page.url.endswith("/ask/sent/")
    number = page.locator(".tracking-number").inner_text()
    page.goto(f"{district.url}/ask/status/")
    page.fill("main [name=number]", number)
    press(page)
    expect(page.locator("main h2")).to_contain_text("已收到")
    page.goto(f"{district.url}/verify/")
    page.fill("[name=code]", paper_code(district))
    press(page)
    expect(page.locator("main")).to_contain_text("王*明")
    page.goto(f"{district.url}/sign-in/")
    page.fill("[name=phone]", "13800000078")
    press(page)
    page.fill("[name=code]", CODE)
    press(page)
    assert "/portal/" in page.url


def press(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button:visible").first.click()


def paper_code(district: District) -> str:
    """The code printed on the paper that is valid, without its address."""
    codes = (visit.address.split("/")[2] for visit in district.visits if visit.address.startswith("/verify/"))
    return next(code for code in codes if len(code) > 11 and not code.startswith("0000"))


def test_what_needs_scripts_says_what_to_do_instead(
    district: District, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    exam = district.visit("/exam/", "answer")
    district.become(page, exam.cookies)
    page.goto(district.url + exam.address)
    expect(page.locator("main").get_by_text("领取纸质试卷")).to_be_visible()
    pledge = district.visit("/pledge/")
    district.become(page, pledge.cookies)
    page.goto(district.url + pledge.address)
    expect(page.locator("[data-no-pad]")).to_be_visible()
    district.become(page, district.visit("/door/").cookies)
    page.goto(f"{district.url}{district.visit('/door/').address}?q=王小")
    page.locator(".found form button").first.click()
    expect(page.locator(".verdict")).to_be_visible()


def test_a_trainee_checks_in_without_scripts(district: District, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    district.become(page, district.visit("/my/check-in/").cookies)
    page.goto(f"{district.url}/my/check-in/")
    press(page)
    expect(page.locator("main")).to_contain_text(re.compile("签到成功|重复签到"))


# Colours of the system, and paper

EDGE = "edge => { const s = getComputedStyle(edge); return parseFloat(s.borderBottomWidth) + s.borderBottomStyle; }"


def test_in_forced_colours_edges_say_what_colours_said(
    district: District, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(forced_colors="active").new_page()
    exam = district.visit("/exam/", "answer")
    district.go(page, exam)
    chosen, other = page.locator(".answer:has(:checked)"), page.locator(".answer:not(:has(:checked))").first
    assert (chosen.evaluate(EDGE), other.evaluate(EDGE)) == ("4solid", "1solid")
    page.goto(district.url + "/training/")
    assert page.locator(".tag").first.evaluate(EDGE) == "1solid"
    page.goto(district.url + "/questions/")
    assert page.locator(".menu [aria-current]").evaluate(EDGE) == "4solid"
    page.goto(district.url + "/styleguide/")
    edges = [page.locator(f"main {kind}").first.evaluate(EDGE) for kind in (".button:not(.plain)", ".button.plain")]
    assert edges == ["3solid", "1solid"]
    assert page.locator(".button:disabled").first.evaluate(EDGE).endswith("dashed")


PAINTED = """() => [...document.querySelectorAll("body, body *")].flatMap((one) => ["", "::before", "::after"].map((part) => [one, part]))
  .filter(([one, part]) => one.checkVisibility() && (!part || getComputedStyle(one, part).content !== "none"))
  .filter(([one, part]) => { const s = getComputedStyle(one, part || null);
    return !/, 0\\)$|transparent/.test(s.backgroundColor) || s.backgroundImage !== "none" || s.boxShadow !== "none"; })
  .map(([one, part]) => one.outerHTML.slice(0, 80) + part)"""


def test_on_paper_there_is_no_ground_and_no_navigation(
    district: District, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.emulate_media(media="print")
    for address in ("/", "/restoration-guide/", "/questions/fine-paid-still-shown/", "/training/", "/campaigns/"):
        page.goto(district.url + address)
        assert page.evaluate(PAINTED) == [], address
        assert page.locator("nav:visible, .tools:visible, form:visible, footer ul:visible").count() == 0, address
        assert page.locator("main h1").is_visible()
    linked = QuestionFactory(body=[("paragraph", '<p><a href="https://www.creditchina.gov.cn/">信用中国</a></p>')])
    page.goto(district.url + linked.url)
    shown = page.locator(".body a[href^=http]").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert "http" in shown
