"""Pictures for the demo, drawn here: ink lines and paper tones with one stroke of vermilion. Nobody and no place that exists."""

from collections.abc import Callable
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw

WIDTH, HEIGHT, SCALE = 1280, 853, 2
PAPER, SUNKEN, SAND, STONE = "#f3efe6", "#e9e2d3", "#dcd2bd", "#c9c0ae"
INK, INK_2, SEAL, SURFACE = "#1d2630", "#47525e", "#b3261e", "#fbf9f4"
LINE = 5 * SCALE

Point = tuple[float, float]


class Sheet:
    """A sheet of paper with a unit of one picture pixel, drawn larger and scaled down for smooth edges."""

    def __init__(self, ground: str = PAPER) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self.pen = ImageDraw.Draw(self.image)

    @staticmethod
    def _up(points: list[Point]) -> list[Point]:
        return [(x * SCALE, y * SCALE) for x, y in points]

    def line(self, *points: Point, color: str = INK, width: float = 1) -> None:
        up, pixels = self._up(list(points)), round(LINE * width)
        self.pen.line(up, fill=color, width=pixels, joint="curve")
        for x, y in (up[0], up[-1]):
            self.pen.ellipse([x - pixels / 2, y - pixels / 2, x + pixels / 2, y + pixels / 2], fill=color)

    def shape(self, *points: Point, fill: str = SURFACE, outline: bool = True) -> None:
        self.pen.polygon(self._up(list(points)), fill=fill)
        if outline:
            self.line(*points, points[0])

    def box(self, x: float, y: float, w: float, h: float, fill: str = SURFACE, outline: bool = True) -> None:
        self.shape((x, y), (x + w, y), (x + w, y + h), (x, y + h), fill=fill, outline=outline)

    def disc(self, x: float, y: float, r: float, fill: str = SEAL, outline: bool = False) -> None:
        area = [((x - r) * SCALE), ((y - r) * SCALE), ((x + r) * SCALE), ((y + r) * SCALE)]
        self.pen.ellipse(area, fill=fill, outline=INK if outline else None, width=LINE)

    def curve(self, x: float, y: float, rx: float, ry: float, start: float, end: float, color: str = INK) -> None:
        steps = [start + (end - start) * i / 40 for i in range(41)]
        self.line(*[(x + rx * cos(t * pi / 180), y + ry * sin(t * pi / 180)) for t in steps], color=color)

    def hill(self, top: float, height: float, shift: float, fill: str) -> None:
        ridge = [
            (float(x), top + height * (sin(x / 210 + shift) * 0.6 + sin(x / 97 + shift * 2) * 0.25))
            for x in range(0, WIDTH + 20, 10)
        ]
        self.shape(*ridge, (WIDTH, HEIGHT), (0, HEIGHT), fill=fill, outline=False)

    def jpeg(self) -> bytes:
        out = BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, format="JPEG", quality=88, optimize=True)
        return out.getvalue()


def steelyard(sheet: Sheet) -> None:
    """A grain shop's scale in balance."""
    sheet.box(0, 640, WIDTH, 220, fill=SUNKEN, outline=False)
    sheet.line((0, 640), (WIDTH, 640))
    sheet.line((640, 640), (640, 210), width=1.6)
    sheet.line((330, 250), (950, 250), width=1.6)
    sheet.disc(640, 210, 22)
    sheet.shape((540, 640), (740, 640), (700, 600), (580, 600), fill=INK)
    for x in (330, 950):
        sheet.line((x, 250), (x - 110, 470))
        sheet.line((x, 250), (x + 110, 470))
        sheet.shape((x - 130, 470), (x + 130, 470), (x + 85, 520), (x - 85, 520))
    for dx, dy in ((-60, 455), (-20, 440), (25, 440), (62, 455), (0, 455)):
        sheet.disc(330 + dx, dy, 22, fill=SAND, outline=True)
    sheet.box(905, 400, 90, 70, fill=INK_2)
    for x in (90, 1050):
        sheet.shape((x, 640), (x + 150, 640), (x + 165, 545), (x - 15, 545), fill=SURFACE)
        sheet.curve(x + 75, 545, 88, 46, 180, 360)


def classroom(sheet: Sheet) -> None:
    """A blackboard, desks, an open book."""
    sheet.box(150, 90, 980, 370, fill=INK_2)
    sheet.line((260, 210), (620, 210), color=SURFACE, width=0.8)
    sheet.line((260, 270), (760, 270), color=SURFACE, width=0.8)
    sheet.line((260, 330), (520, 330), color=SURFACE, width=0.8)
    sheet.box(900, 170, 26, 190, fill=SEAL, outline=False)
    sheet.line((0, 640), (WIDTH, 640))
    sheet.box(0, 640, WIDTH, 220, fill=SUNKEN, outline=False)
    sheet.shape((380, 700), (640, 740), (640, 600), (400, 560))
    sheet.shape((900, 700), (640, 740), (640, 600), (880, 560))
    for i in range(3):
        sheet.line((440, 610 + i * 30), (600, 636 + i * 30), color=STONE, width=0.6)
        sheet.line((840, 610 + i * 30), (680, 636 + i * 30), color=STONE, width=0.6)


def morning_market(sheet: Sheet) -> None:
    """Stalls at daybreak."""
    sheet.disc(1010, 190, 70)
    sheet.hill(430, 40, 0.4, SUNKEN)
    for i, x in enumerate((90, 480, 870)):
        for s in range(5):
            fill = SURFACE if s % 2 else SAND
            sheet.shape(
                (x + s * 64, 340), (x + s * 64 + 64, 340), (x + s * 64 + 74, 420), (x + s * 64 - 10, 420), fill=fill
            )
        sheet.line((x + 10, 420), (x + 10, 720))
        sheet.line((x + 310, 420), (x + 310, 720))
        sheet.box(x - 10, 560, 340, 60)
        for d in range(6):
            sheet.disc(x + 35 + d * 50, 540, 22, fill=SEAL if (i, d) == (1, 2) else SAND, outline=True)
    sheet.line((0, 720), (WIDTH, 720))
    sheet.box(0, 723, WIDTH, 130, fill=SUNKEN, outline=False)


def village(sheet: Sheet) -> None:
    """Hills, roofs, the loudspeaker on its pole."""
    sheet.disc(240, 190, 62)
    sheet.hill(330, 90, 0.2, SUNKEN)
    sheet.hill(430, 70, 1.4, SAND)
    sheet.hill(560, 40, 2.6, STONE)
    for x, y, w in ((330, 520, 210), (610, 560, 250), (150, 610, 200)):
        sheet.box(x, y, w, 120)
        sheet.shape((x - 26, y), (x + w + 26, y), (x + w - 20, y - 66), (x + 20, y - 66), fill=INK_2)
        sheet.box(x + w / 2 - 22, y + 50, 44, 70, fill=SAND)
    sheet.line((1010, 800), (1010, 240), width=1.5)
    for side in (-1, 1):
        sheet.shape(
            (1010, 285),
            (1010 + side * 40, 270),
            (1010 + side * 130, 215),
            (1010 + side * 130, 375),
            (1010 + side * 40, 320),
            (1010, 305),
        )
    sheet.hill(790, 18, 3.0, SUNKEN)


def park(sheet: Sheet) -> None:
    """Workshops and an office building of an industrial park."""
    sheet.hill(470, 50, 2.0, SUNKEN)
    sheet.box(120, 260, 260, 420)
    for row in range(5):
        for col in range(3):
            sheet.box(155 + col * 72, 300 + row * 70, 44, 40, fill=SEAL if (row, col) == (1, 1) else SAND)
    for i in range(3):
        x = 450 + i * 210
        sheet.shape((x, 680), (x, 430), (x + 210, 350), (x + 210, 680), fill=SURFACE if i % 2 else SAND)
        sheet.box(x + 60, 540, 90, 140, fill=INK_2)
    sheet.shape((1110, 680), (1190, 680), (1178, 240), (1122, 240))
    sheet.line((1118, 330), (1182, 330))
    sheet.line((0, 680), (WIDTH, 680), width=1.3)
    sheet.box(0, 684, WIDTH, 170, fill=SUNKEN, outline=False)
    for x in range(80, WIDTH, 150):
        sheet.line((x, 770), (x + 70, 770), color=STONE)


def square(sheet: Sheet) -> None:
    """An advice desk on the square under lanterns."""
    sheet.hill(520, 30, 1.1, SUNKEN)
    sheet.curve(640, 60, 700, 130, 20, 160)
    for x, y in ((190, 165), (415, 195), (640, 205), (865, 195), (1090, 165)):
        sheet.line((x, y - 16), (x, y + 20))
        sheet.disc(x, y + 62, 44, fill=SEAL)
        sheet.line((x, y + 106), (x, y + 136), color=SEAL)
    sheet.box(330, 560, 620, 46)
    sheet.box(360, 606, 560, 150, fill=SAND)
    for x in (400, 520):
        sheet.box(x, 500, 90, 60)
        sheet.line((x + 15, 522), (x + 75, 522), color=STONE, width=0.6)
        sheet.line((x + 15, 540), (x + 60, 540), color=STONE, width=0.6)
    for x in (700, 840):
        sheet.disc(x, 440, 40, fill=SURFACE, outline=True)
        sheet.shape((x - 70, 560), (x - 50, 500), (x + 50, 500), (x + 70, 560), fill=INK_2)
    sheet.line((0, 756), (WIDTH, 756))


def papers(sheet: Sheet) -> None:
    """A desk with a form, a pen and a telephone."""
    sheet.box(0, 560, WIDTH, 300, fill=SUNKEN, outline=False)
    sheet.line((0, 560), (WIDTH, 560))
    sheet.shape((420, 120), (860, 120), (860, 690), (420, 690))
    sheet.box(470, 175, 20, 60, fill=SEAL, outline=False)
    sheet.line((520, 190), (760, 190), width=1.2)
    for i in range(7):
        sheet.line((470, 290 + i * 52), (810 if i % 3 else 720, 290 + i * 52), color=STONE, width=0.8)
    sheet.shape((930, 640), (1120, 470), (1140, 492), (950, 662), fill=INK)
    sheet.shape((930, 640), (950, 662), (912, 676), fill=SAND)
    sheet.box(130, 520, 210, 130)
    sheet.curve(235, 500, 130, 60, 180, 360)
    for row in range(3):
        for col in range(3):
            sheet.disc(185 + col * 50, 556 + row * 34, 9, fill=INK)


def library(sheet: Sheet) -> None:
    """A reading corner: shelves, a lamp, a bench."""
    for row in range(3):
        y = 150 + row * 170
        sheet.line((110, y + 130), (820, y + 130), width=1.4)
        x = 130.0
        for book in range(16):
            width, height = 26 + (book * 7 + row * 5) % 18, 80 + (book * 13 + row * 29) % 44
            fill = SEAL if (row, book) == (1, 6) else (SURFACE, SAND, STONE, INK_2)[(book + row) % 4]
            sheet.box(x, y + 128 - height, width, height, fill=fill)
            x += width + 4
    sheet.line((1020, 700), (1020, 300), width=1.4)
    sheet.shape((940, 300), (1100, 300), (1060, 210), (980, 210))
    sheet.shape((930, 700), (1110, 700), (1090, 670), (950, 670), fill=INK)
    sheet.line((0, 700), (WIDTH, 700))
    sheet.box(0, 703, WIDTH, 150, fill=SUNKEN, outline=False)


DRAWINGS: dict[str, tuple[str, Callable[[Sheet], None]]] = {
    "steelyard": ("柜台上一架平衡的天平，两边放着粮食和砝码", steelyard),
    "classroom": ("教室的黑板和一本摊开的书", classroom),
    "market": ("清晨的集市，三个摊位，太阳刚升起", morning_market),
    "village": ("山脚下的村庄和电线杆上的大喇叭", village),
    "park": ("产业园区的厂房和办公楼", park),
    "square": ("广场上挂着灯笼的咨询台", square),
    "papers": ("桌上的一份表格、一支笔和一部电话", papers),
    "library": ("图书角的书架和落地灯", library),
}


def draw(name: str) -> bytes:
    """The picture as a JPEG file."""
    sheet = Sheet()
    DRAWINGS[name][1](sheet)
    return sheet.jpeg()
