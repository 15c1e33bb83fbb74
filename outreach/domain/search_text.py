from typing import Any

from outreach.models import BasePage

SPOKEN_FIELDS = (
    "introduction",
    "summary",
    "plain_summary",
    "short_answer",
    "document_number",
    "issuing_body",
    "honoree_name",
    "honour",
    "place",
    "address",
    "basis",
)
STREAMS = ("periods", "body", "attachments")


def build_search_text(page: BasePage) -> str:
    """Title, the short texts and everything written in the blocks, one per line."""
    parts = [page.title, *(getattr(page, name, "") for name in SPOKEN_FIELDS)]
    for name in STREAMS:
        stream: Any = getattr(page, name, None)
        if stream:
            parts += stream.stream_block.get_searchable_content(stream)
    return "\n".join(part.strip() for part in map(str, parts) if part and str(part).strip())


def refresh_search_text(page: BasePage) -> str:
    """Store what a search should find of the published page; no revision is made and no signal sent."""
    text = build_search_text(page)
    type(page)._default_manager.filter(pk=page.pk).update(search_text=text)
    return text
