"""Signing on a phone, in Chromium."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pledges import access
from pledges.domain.signatures import SignatureRefused, check_signature, read_ink
from pledges.models import Pledge
from tests.factories.pledges import DING_YI_INK, NAME_INK, SWIPE_INK, ink, open_one, stroke

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Fractions of the pad: 王二
STROKES = [
    [(0.15, 0.25), (0.42, 0.25)],
    [(0.17, 0.5), (0.4, 0.5)],
    [(0.28, 0.25), (0.28, 0.78)],
    [(0.12, 0.78), (0.44, 0.78)],
    [(0.6, 0.35), (0.82, 0.35)],
    [(0.54, 0.78), (0.9, 0.78)],
]
BLOCKED = "HTMLCanvasElement.prototype.getContext = () => null"


@pytest.fixture
def pledge(monkeypatch):
    monkeypatch.setattr(access, "_doors", [])
    access.register(lambda request, public_id: Pledge.objects.filter(public_id=public_id).first())
    return open_one()


@pytest.fixture
def address(pledge, live_server):
    return live_server.url + reverse("pledges:sign", args=[pledge.public_id])


def draw(page, strokes):
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    for first, *rest in strokes:
        page.mouse.move(box["x"] + first[0] * box["width"], box["y"] + first[1] * box["height"])
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=8)
        page.mouse.up()


def test_signing_survives_turning_the_phone_and_a_dead_network(page, address, pledge):
    page.goto(address)
    page.check("[name=agreed]")
    submit, problem = page.locator("[data-pad-submit] button"), page.locator("[data-problem]")
    submit.click()
    expect(problem).to_be_visible()
    draw(page, [[(0.1, 0.5), (0.9, 0.5)]])
    expect(problem).to_be_hidden()
    submit.click()
    expect(problem).to_be_visible()
    page.click("[data-clear]")
    draw(page, [[(0.3, 0.3), (0.4, 0.4)]])
    page.click("[data-clear]")
    draw(page, STROKES)
    for width, height in ((740, 360), (360, 740), (740, 360), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("canvas => canvas.clientWidth < innerWidth", arg=page.locator("canvas").element_handle())
    page.click("[data-wide]")
    page.click("[data-wide]")
    draw(page, [[(0.5, 0.1), (0.6, 0.2)]])
    page.click("[data-undo]")
    page.context.set_offline(True)
    submit.click()
    expect(problem).to_be_visible()
    page.context.set_offline(False)
    submit.click()
    page.locator(".paper-state.ok").wait_for()
    pledge.refresh_from_db()
    assert pledge.state == "signed" and pledge.strokes.count("]],") == len(STROKES) - 1


def test_canvas_reading_blocked(page, address):
    """A privacy mode without a canvas: the page says so and offers paper; so does a browser without scripts."""
    page.add_init_script(BLOCKED)
    page.goto(address)
    expect(page.locator("[data-no-pad]")).to_be_visible()
    expect(page.locator("canvas")).to_be_hidden()


def test_without_scripts_the_text_and_the_refusal_still_work(new_context, address, pledge):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(address)
    expect(page.locator("[data-no-pad]")).to_be_visible()
    page.locator("details.confirm summary").click()
    page.fill("[name=reason]", "先问单位")
    page.locator("details.confirm button").click()
    page.wait_for_load_state()
    pledge.refresh_from_db()
    assert pledge.state == "refused"


def test_the_browser_judges_as_the_server_does(page, address):
    inks = [NAME_INK, DING_YI_INK, SWIPE_INK, ink(), ink(stroke((10, 10), (25, 15), (12, 30)))]
    inks += [ink(stroke((20, 20), (300, 200))), ink(stroke((20, 110), (120, 80), (220, 75), (310, 100)))]
    inks += [ink(stroke((20, 110), (300, 110), (20, 110))), ink(stroke((50, 50), (250, 60), (60, 150), (250, 160)))]
    page.goto(address)
    source = page.locator("script[type=module]").get_attribute("src")
    for one_stroke in (False, True):
        judged = page.evaluate(
            "async ([source, inks, one]) => { const { problemOf } = await import(source); "
            "return inks.map((ink) => problemOf(ink, one)); }",
            [source, inks, one_stroke],
        )
        assert [not problem for problem in judged] == [passes(drawn, "一" if one_stroke else "王二") for drawn in inks]


def passes(drawn, name):
    try:
        check_signature(read_ink(drawn), name=name)
    except SignatureRefused:
        return False
    return True
