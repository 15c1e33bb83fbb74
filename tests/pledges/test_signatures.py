import io
import math

import pytest
from PIL import Image

from pledges.domain.signatures import (
    MAX_POINTS,
    MAX_STROKES,
    PICTURE,
    SignatureRefused,
    check_signature,
    draw_png,
    measure,
    read_ink,
)
from tests.factories.pledges import DING_YI_INK, NAME_INK, ink, stroke

TAP = [[100, 100, 0], [101, 100, 5]]
SWIPE = stroke((20, 110), (300, 112))
SCRAWL = [[150 + 80 * math.sin(t / 3), 110 + 60 * math.cos(t / 5), t] for t in range(120)]


def check(data, name="王小明"):
    check_signature(read_ink(data), name=name)


@pytest.mark.parametrize(
    "data",
    [
        ink(),
        ink([]),
        ink([[100, 100, 0]]),
        ink(TAP),
        ink(TAP, [[200, 90, 0]], [[150, 140, 0], [150, 141, 3]]),
        ink(SWIPE),
        ink(stroke((20, 20), (300, 200))),
        ink(stroke((20, 110), (300, 110), (20, 110))),
        ink(stroke((20, 110), (100, 110)), stroke((150, 110), (300, 111))),
        ink(stroke((20, 110), (120, 80), (220, 75), (310, 100))),
        ink(stroke((10, 10), (25, 15), (12, 30))),
        ink(stroke((1, 1), (3, 3), (1, 5)), width=5, height=5),
    ],
    ids=[
        "blank",
        "empty stroke",
        "dot",
        "tap",
        "3 taps",
        "swipe",
        "slanted",
        "to and fro",
        "dashes",
        "bow",
        "tiny",
        "small pad",
    ],
)
def test_trivial_signature_refused(data):
    with pytest.raises(SignatureRefused):
        check(data)


@pytest.mark.parametrize(("name", "data"), [("丁一", DING_YI_INK), ("王二", NAME_INK), ("王小明", ink(SCRAWL))])
def test_short_and_ordinary_names_pass(name, data):
    check(data, name=name)


@pytest.mark.parametrize(
    ("name", "data"),
    [("一", ink(SWIPE)), ("丨", ink(stroke((150, 20), (152, 200)))), ("一", ink(stroke((90, 90), (180, 90))))],
)
def test_a_name_of_one_stroke_may_be_one_stroke(name, data):
    check(data, name=name)
    with pytest.raises(SignatureRefused):
        check(data, name="王小明")


def test_even_a_name_of_one_stroke_is_no_dot():
    for data in (ink(TAP), ink(stroke((10, 10), (40, 10)))):
        with pytest.raises(SignatureRefused):
            check(data, name="一")


@pytest.mark.parametrize("factor", [0.6, 1, 1.05])
def test_phone_rotated_while_signing(factor):
    """Scaled with its pad, a signature measures the same."""
    strokes = [[[x * factor, y * factor, t] for x, y, t in one] for one in NAME_INK["strokes"]]
    scaled = read_ink(ink(*strokes, width=328 * factor, height=220 * factor))
    assert measure(scaled).length == pytest.approx(measure(read_ink(NAME_INK)).length)
    check_signature(scaled, name="王二")


def test_on_a_large_screen_a_signature_of_the_usual_size_will_do():
    check_signature(read_ink(ink(*NAME_INK["strokes"], width=1200, height=700)), name="王二")


@pytest.mark.parametrize(
    "data",
    [
        None,
        "strokes",
        [],
        {},
        {"width": "a", "height": 2, "strokes": []},
        {"width": 300, "height": 200, "strokes": 5},
        {"width": 300, "height": 200, "strokes": [[[1, 2]]]},
        {"width": 300, "height": 200, "strokes": [[["x", 1, 2]]]},
        {"width": 300, "height": 200, "strokes": [[[1, math.nan, 2]]]},
        {"width": 300, "height": 200, "strokes": [[[1, 2, math.inf]]]},
        {"width": 300, "height": 200, "strokes": [[[1e9, 2, 3]]]},
        {"width": 0, "height": 200, "strokes": []},
        {"width": -5, "height": 200, "strokes": []},
        ink(*[[[1, 1, 1]]] * (MAX_STROKES + 1)),
        ink([[1, 1, 1]] * (MAX_POINTS + 1)),
        {"width": 300, "height": 200, "strokes": {"a": 1}},
    ],
)
def test_anything_but_strokes_is_refused(data):
    with pytest.raises(SignatureRefused):
        check_signature(read_ink(data), name="王二")


def test_the_picture_is_drawn_from_the_strokes():
    first, second = draw_png(read_ink(NAME_INK)), draw_png(read_ink(NAME_INK))
    picture = Image.open(io.BytesIO(first))
    assert first == second and picture.size == PICTURE and len(first) < 30_000
    assert picture.getextrema() == (0, 255)
    assert read_ink(NAME_INK).digest != read_ink(DING_YI_INK).digest
