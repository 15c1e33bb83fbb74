"""Is this ink a signature? Pure functions over points; lengths are in units of the pad's shorter side (a phone's at most), angles in radians."""

import hashlib
import io
import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageDraw

from common.errors import DomainError

MAX_STROKES, MAX_POINTS = 200, 12_000
MIN_SIDE, MAX_SIDE = 120, 10_000  # CSS pixels; a smaller pad would make a dot large
MAX_UNIT = 240  # on a large screen nobody writes larger than on a phone
MIN_INK = 0.6
MIN_INK_ONE_STROKE = 0.3  # 一 is written with one short line
MIN_BOX = 0.25
MIN_WIDTH_ACROSS = 0.05  # everything on one line is a swipe, however often it was lifted
MIN_TURNING = math.pi / 2  # a single stroke that is a name bends
MIN_STROKE = 0.04  # shorter strokes are taps
ONE_STROKE_NAMES = frozenset("一丨")
PICTURE = (900, 360)
PEN, MARGIN, OVERSAMPLING = 7, 24, 2

Point = tuple[float, float, float]  # x, y, milliseconds


class SignatureRefused(DomainError):
    """What was drawn is no signature; the message says what to do."""

    code = "signature_refused"


@dataclass(frozen=True)
class Ink:
    """Strokes as drawn on a pad of this size."""

    width: float
    height: float
    strokes: tuple[tuple[Point, ...], ...]

    @property
    def unit(self) -> float:
        return min(max(min(self.width, self.height), MIN_SIDE), MAX_UNIT)

    def as_json(self) -> str:
        return json.dumps({"width": self.width, "height": self.height, "strokes": self.strokes}, separators=(",", ":"))

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.as_json().encode()).hexdigest()


@dataclass(frozen=True)
class Measure:
    """What is judged about ink."""

    strokes: int
    length: float
    box: float
    across: float
    turning: float


def read_ink(data: Any) -> Ink:
    """Strokes from what the page sent: {"width", "height", "strokes": [[[x, y, ms], …], …]}. Raises SignatureRefused for anything else."""
    try:
        width, height = float(data["width"]), float(data["height"])
        strokes = tuple(
            tuple((float(x), float(y), float(t)) for x, y, t in stroke) for stroke in data["strokes"] if stroke
        )
    except (TypeError, ValueError, KeyError) as error:
        raise SignatureRefused(_("The signature didn't arrive whole. Please sign again.")) from error
    numbers = [width, height, *(number for stroke in strokes for point in stroke for number in point[:2])]
    count = sum(len(stroke) for stroke in strokes)
    sound = all(math.isfinite(number) and abs(number) <= MAX_SIDE for number in numbers)
    times_sound = all(math.isfinite(point[2]) for stroke in strokes for point in stroke)
    if not sound or not times_sound or min(width, height) <= 0 or len(strokes) > MAX_STROKES or count > MAX_POINTS:
        raise SignatureRefused(_("The signature didn't arrive whole. Please sign again."))
    return Ink(width, height, strokes)


def measure(ink: Ink) -> Measure:
    """Length of the ink, the longer side of its box, its extent across its main direction, and how much a lone stroke turns."""
    real = [stroke for stroke in ink.strokes if _length(stroke) >= MIN_STROKE * ink.unit]
    points = [point for stroke in real for point in stroke]
    if not points:
        return Measure(0, 0.0, 0.0, 0.0, 0.0)
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = max(max(xs) - min(xs), max(ys) - min(ys)) / ink.unit
    return Measure(
        strokes=len(real),
        length=sum(_length(stroke) for stroke in real) / ink.unit,
        box=box,
        across=_across(points) / ink.unit,
        turning=max(_turning(stroke, step=MIN_STROKE * ink.unit) for stroke in real),
    )


def check_signature(ink: Ink, *, name: str) -> None:
    """Refuses an empty pad, dots and taps, and a lone straight stroke, unless the registered name is written with one (一, 丨).

    丁一 and 王二 pass: two and more strokes may be straight, as long as they don't all lie on one line.
    """
    found = measure(ink)
    if not found.strokes:
        raise SignatureRefused(_("There is no signature yet. Please write your name in the box with a finger."))
    one_stroke_name = bool(name.strip()) and set(name.strip()) <= ONE_STROKE_NAMES
    if found.length < (MIN_INK_ONE_STROKE if one_stroke_name else MIN_INK) or found.box < MIN_BOX:
        raise SignatureRefused(
            _("The signature is too small to be read. Please write your name large, across the box.")
        )
    if one_stroke_name:
        return
    if found.across < MIN_WIDTH_ACROSS or (found.strokes == 1 and found.turning < MIN_TURNING):
        raise SignatureRefused(_("One straight line is not a signature. Please write your full name."))


def _length(stroke: Sequence[Point]) -> float:
    return sum(math.dist(a[:2], b[:2]) for a, b in itertools.pairwise(stroke))


def _across(points: Sequence[Point]) -> float:
    """The extent at a right angle to the direction in which the points spread most."""
    count = len(points)
    mx, my = sum(p[0] for p in points) / count, sum(p[1] for p in points) / count
    xx = sum((p[0] - mx) ** 2 for p in points)
    yy = sum((p[1] - my) ** 2 for p in points)
    xy = sum((p[0] - mx) * (p[1] - my) for p in points)
    angle = math.atan2(2 * xy, xx - yy) / 2
    offsets = [(p[1] - my) * math.cos(angle) - (p[0] - mx) * math.sin(angle) for p in points]
    return max(offsets) - min(offsets)


def _turning(stroke: Sequence[Point], *, step: float) -> float:
    """The sum of all changes of direction, measured over steps long enough that a trembling hand doesn't count."""
    kept = [stroke[0]]
    for point in stroke[1:]:
        if math.dist(kept[-1][:2], point[:2]) >= step:
            kept.append(point)
    angles = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in itertools.pairwise(kept)]
    turns = (abs(b - a) for a, b in itertools.pairwise(angles))
    return sum(min(turn, 2 * math.pi - turn) for turn in turns)


def draw_png(ink: Ink) -> bytes:
    """The picture of the signature, drawn here from the strokes: no picture that a browser sends is ever used."""
    width, height = (side * OVERSAMPLING for side in PICTURE)
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    radius = PEN * OVERSAMPLING / 2
    for stroke in _fitted(ink, width, height):
        draw.line(stroke, fill=0, width=int(radius * 2), joint="curve")
        for x, y in (stroke[0], stroke[-1]):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)
    out = io.BytesIO()
    image.resize(PICTURE, Image.Resampling.LANCZOS).save(out, format="PNG", optimize=True)
    return out.getvalue()


def _fitted(ink: Ink, width: int, height: int) -> list[list[tuple[float, float]]]:
    """The strokes moved and scaled into the picture, proportions kept."""
    points = [point for stroke in ink.strokes for point in stroke]
    left, top = min(p[0] for p in points), min(p[1] for p in points)
    spread_x, spread_y = max(p[0] for p in points) - left, max(p[1] for p in points) - top
    margin = MARGIN * OVERSAMPLING
    scale = min((width - 2 * margin) / max(spread_x, 1), (height - 2 * margin) / max(spread_y, 1))
    dx, dy = (width - spread_x * scale) / 2, (height - spread_y * scale) / 2
    return [[((x - left) * scale + dx, (y - top) * scale + dy) for x, y, _t in stroke] for stroke in ink.strokes]
