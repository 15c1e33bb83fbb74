"""What a page says, part by part. A renderer knows every type of part; a new type that it doesn't know is an error."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from common.errors import DomainError


class UnknownContent(DomainError):
    """Something on the page that nobody has taught us to carry elsewhere; leaving it out silently would make the copies differ."""

    code = "unknown_content"


class PictureMissing(DomainError):
    """A picture of the page whose file is gone or damaged: a copy without it would say less than the page."""

    code = "picture_missing"


@dataclass(frozen=True)
class Run:
    text: str
    bold: bool = False
    href: str = ""


Runs = tuple[Run, ...]


def text_of(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def address_behind(text: str, href: str) -> Runs:
    """The address in brackets after a link, unless the link shows it: WeChat and paper keep no links."""
    shown = href.removeprefix("tel:").removeprefix("mailto:")
    return () if shown in text else (Run(f"（{shown}）"),)


def link(text: str, href: str) -> Runs:
    return (Run(text, href=href), *address_behind(text, href))


@dataclass(frozen=True)
class Byline:
    """Date, source, place: what stands in one line below the title."""

    items: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        return ["　".join(self.items)]


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 2

    @property
    def lines(self) -> list[str]:
        return [self.text]


@dataclass(frozen=True)
class Paragraph:
    runs: Runs

    @property
    def lines(self) -> list[str]:
        return [text_of(self.runs)]


@dataclass(frozen=True)
class Item:
    """One entry of a list; number 0 is a bullet. The mark is typed, so that it survives pasting."""

    runs: Runs
    number: int = 0

    @property
    def mark(self) -> str:
        return f"{self.number}. " if self.number else "• "

    @property
    def lines(self) -> list[str]:
        return [self.mark + text_of(self.runs)]


@dataclass(frozen=True)
class Quote:
    words: tuple[str, ...]
    source: str = ""

    @property
    def lines(self) -> list[str]:
        return [*self.words, *([self.signature] if self.source else [])]

    @property
    def signature(self) -> str:
        return f"——{self.source}"


@dataclass(frozen=True)
class Picture:
    """A picture of the library by its id; the digest of its file is part of what the page says."""

    image_id: int
    file_hash: str
    alt: str = ""
    caption: str = ""
    label: str = ""  # names the file where the caption only says whose picture it is

    @property
    def lines(self) -> list[str]:
        return [self.caption] if self.caption else []


@dataclass(frozen=True)
class Step:
    number: int
    title: str
    parts: tuple["Part", ...] = ()

    @property
    def head(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def lines(self) -> list[str]:
        return [self.head]


@dataclass(frozen=True)
class Facts:
    rows: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> list[str]:
        return [f"{label}：{value}" for label, value in self.rows]


@dataclass(frozen=True)
class Callout:
    title: str
    parts: tuple["Part", ...]

    @property
    def lines(self) -> list[str]:
        return [self.title] if self.title else []


@dataclass(frozen=True)
class Download:
    title: str
    kind: str
    href: str
    note: str = ""

    @property
    def runs(self) -> Runs:
        return (*link(self.title, self.href), Run(f" {self.kind}"))

    @property
    def lines(self) -> list[str]:
        return [text_of(self.runs), *([self.note] if self.note else [])]


@dataclass(frozen=True)
class Downloads:
    title: str
    files: tuple[Download, ...]

    @property
    def lines(self) -> list[str]:
        return [*([self.title] if self.title else []), *(line for file in self.files for line in file.lines)]


Part = Byline | Heading | Paragraph | Item | Quote | Picture | Step | Facts | Callout | Downloads


@dataclass(frozen=True)
class Transcript:
    title: str
    parts: tuple[Part, ...]
    digest: str  # one or two sentences for the field that a platform asks beside the text
    address: str
    published_on: date | None


def walk(parts: Iterable[Part]) -> Iterator[Part]:
    """Every part in reading order, those inside others after the one that holds them."""
    for part in parts:
        yield part
        if isinstance(part, Step | Callout):
            yield from walk(part.parts)


def pictures_of(transcript: Transcript) -> list[Picture]:
    return [part for part in walk(transcript.parts) if isinstance(part, Picture)]


def lines_of(transcript: Transcript) -> list[str]:
    """The words, one paragraph per line, exactly as the Word file and the WeChat text have them."""
    return [transcript.title, *(line for part in walk(transcript.parts) for line in part.lines)]
