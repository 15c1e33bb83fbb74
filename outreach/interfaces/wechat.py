"""The text for WeChat's editor: only tags and inline styles that it keeps. No links (it strips those that lead outside), no lists, no tables."""

from collections.abc import Callable
from functools import singledispatchmethod
from html import escape

from outreach.domain.transcripts.parts import (
    Byline,
    Callout,
    Downloads,
    Facts,
    Heading,
    Item,
    Paragraph,
    Part,
    Picture,
    Quote,
    Run,
    Runs,
    Step,
    Transcript,
)

INK, QUIET, RED, PAPER = "#1f2328", "#6b7280", "#b3261e", "#f6f4ef"
TEXT = f"margin:0 0 1em;font-size:17px;line-height:1.8;text-align:justify;color:{INK};"
STYLES = {
    "text": TEXT,
    "byline": f"margin:0 0 1.5em;font-size:15px;line-height:1.6;color:{QUIET};",
    "heading": f"margin:1.6em 0 0.8em;padding-left:10px;border-left:4px solid {RED};font-size:18px;line-height:1.5;color:{INK};",
    "subheading": f"margin:1.2em 0 0.5em;font-size:17px;line-height:1.6;color:{INK};",
    "item": TEXT.replace("0 0 1em", "0 0 0.5em 1.2em"),
    "quote": f"margin:1.2em 0;padding:12px 16px;border-left:4px solid {QUIET};background-color:{PAPER};",
    "source": f"margin:0;font-size:15px;line-height:1.6;text-align:right;color:{QUIET};",
    "callout": f"margin:1.2em 0;padding:14px 16px 1px;border:1px solid {RED};background-color:{PAPER};",
    "picture": "margin:1.2em 0 0.4em;text-align:center;",
    "image": "max-width:100%;height:auto;",
    "marker": f"margin:0 0 0.4em;font-size:14px;line-height:1.6;text-align:center;color:{RED};",
    "caption": f"margin:0 0 1.4em;font-size:14px;line-height:1.6;text-align:center;color:{QUIET};",
}
Placed = Callable[[int, Picture], tuple[str, str]]  # number, picture → address of the file, text of the marker


def render_wechat(transcript: Transcript, *, placed: Placed) -> str:
    """The text below the title, which has a field of its own in WeChat's editor."""
    renderer = Renderer(placed)
    return "\n".join(renderer.render(part) for part in transcript.parts)


def wechat_document(transcript: Transcript, *, placed: Placed) -> str:
    """A file that opens in a browser: select all, copy, paste."""
    body = render_wechat(transcript, placed=placed)
    title = escape(transcript.title)
    head = f'<!doctype html>\n<html lang="zh-CN">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
    return f"{head}<body>\n{body}\n</body>\n</html>\n"


class Renderer:
    def __init__(self, placed: Placed) -> None:
        self.placed = placed
        self.pictures = 0

    @singledispatchmethod
    def render(self, part: Part) -> str:
        """One part as HTML. A type of part without a method here is an error, never a gap."""
        raise NotImplementedError(type(part).__name__)

    @render.register
    def byline(self, part: Byline) -> str:
        return styled("p", "byline", *map(escape, part.lines))

    @render.register
    def heading(self, part: Heading) -> str:
        return styled("p", "heading" if part.level == 2 else "subheading", strong(part.text))

    @render.register
    def paragraph(self, part: Paragraph) -> str:
        return styled("p", "text", spans(part.runs))

    @render.register
    def item(self, part: Item) -> str:
        return styled("p", "item", escape(part.mark), spans(part.runs))

    @render.register
    def quote(self, part: Quote) -> str:
        lines = [styled("p", "text", escape(line)) for line in part.words]
        source = [styled("p", "source", escape(part.signature))] if part.source else []
        return styled("blockquote", "quote", *lines, *source)

    @render.register
    def picture(self, part: Picture) -> str:
        """The file itself, and a line that says which one belongs here: WeChat may drop a picture it can't fetch."""
        self.pictures += 1
        address, marker = self.placed(self.pictures, part)
        image = f'<img src="{escape(address)}" alt="{escape(part.alt)}" style="{STYLES["image"]}">'
        caption = [styled("p", "caption", escape(part.caption))] if part.caption else []
        return "\n".join([styled("section", "picture", image), styled("p", "marker", escape(marker)), *caption])

    @render.register
    def step(self, part: Step) -> str:
        return "\n".join([styled("p", "subheading", strong(part.head)), *map(self.render, part.parts)])

    @render.register
    def facts(self, part: Facts) -> str:
        return "\n".join(styled("p", "text", strong(f"{label}："), spans((Run(value),))) for label, value in part.rows)

    @render.register
    def callout(self, part: Callout) -> str:
        title = [styled("p", "text", strong(part.title))] if part.title else []
        return styled("section", "callout", *title, *map(self.render, part.parts))

    @render.register
    def downloads(self, part: Downloads) -> str:
        title = [styled("p", "subheading", strong(part.title))] if part.title else []
        notes = [(file.runs, (Run(file.note),)) if file.note else (file.runs,) for file in part.files]
        return "\n".join([*title, *(styled("p", "text", spans(line)) for lines in notes for line in lines)])


def styled(tag: str, style: str, *content: str) -> str:
    return f'<{tag} style="{STYLES[style]}">{"".join(content)}</{tag}>'


def strong(text: str) -> str:
    return f"<strong>{escape(text)}</strong>"


def spans(runs: Runs) -> str:
    return "".join(strong(run.text) if run.bold else f"<span>{escape(run.text)}</span>" for run in runs)
