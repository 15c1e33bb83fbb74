"""The address of a search: what was asked, for which kind and audience, which page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from common.search.questions import LONGEST_QUESTION

LAST_PAGE = 100


@dataclass(frozen=True)
class SearchAddress:
    """Everything in an address is somebody's text; what can't be meant falls back to nothing."""

    q: str = ""
    kind: str = ""
    audience: str = ""
    page: int = 1
    was_cut: bool = False

    @classmethod
    def parse(cls, data: QueryDict) -> "SearchAddress":
        text = " ".join(data.get("q", "").replace("\0", " ").split())
        number = data.get("page", "")
        page = min(int(number), LAST_PAGE) if number.isascii() and number.isdigit() and len(number) < 5 else 1
        return cls(
            q=text[:LONGEST_QUESTION],
            kind=data.get("type", "")[:40],
            audience=data.get("audience", "")[:20],
            page=max(page, 1),
            was_cut=len(text) > LONGEST_QUESTION,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.audience)

    def href(self, *, kind: str | None = None, audience: str | None = None, q: str | None = None) -> str:
        """The address of the first page of the same search with something changed."""
        wanted = {
            "q": self.q if q is None else q,
            "type": self.kind if kind is None else kind,
            "audience": self.audience if audience is None else audience,
        }
        return f"{reverse('home:search')}?{urlencode({name: value for name, value in wanted.items() if value})}"
