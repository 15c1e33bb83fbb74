"""Rich text taken apart: its paragraphs, headings, links and pictures."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {"p", "li", "blockquote", "div", "td", "th", "br", "hr", "ul", "ol", "table", "tr", *HEADINGS}
UNSEEN = {"script", "style", "template"}


@dataclass
class Piece:
    """A paragraph or a heading (`level` 1 to 6)."""

    text: str
    level: int = 0


@dataclass
class Anchor:
    """A link as it stands in the source: Wagtail's own carry a kind and an id, others an address."""

    kind: str
    target: str
    text: str = ""


@dataclass
class Markup:
    pieces: list[Piece] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    images: list[dict[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.markup = Markup()
        self.words: list[str] = []
        self.level = 0
        self.anchor: Anchor | None = None
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self.finish()
            self.level = HEADINGS.get(tag, 0)
        elif tag == "a":
            self.anchor = Anchor(values.get("linktype", "address"), values.get("id") or values.get("href", ""))
            self.markup.anchors.append(self.anchor)
        elif tag == "img" or (tag == "embed" and values.get("embedtype") == "image"):
            self.markup.images.append(values)
        self.unseen += tag in UNSEEN

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.finish(even_empty=tag in HEADINGS)
        elif tag == "a":
            self.anchor = None
        self.unseen -= tag in UNSEEN and self.unseen > 0

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        self.words.append(data)
        if self.anchor:
            self.anchor.text += data

    def finish(self, *, even_empty: bool = False) -> None:
        text = "".join(self.words)
        if text.strip() or (even_empty and self.level):
            self.markup.pieces.append(Piece(text, self.level))
        self.words, self.level = [], 0


def read_markup(source: str) -> Markup:
    """Never refuses: what Word leaves behind is passed over, what is cut off ends where it ends."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.finish()
    return reader.markup
