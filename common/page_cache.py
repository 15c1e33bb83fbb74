"""Public pages in the shared cache: one query for a page that is there, and one rendering at a time for one that isn't."""

import gzip
import hashlib
import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from common.clock import now
from common.public_content import VERSION, first_version, pages_cache
from common.public_pages import is_elder

logger = logging.getLogger(__name__)
KEPT_SECONDS = 120  # longer than any entry counts: a minute at most
PATIENCE = 5  # seconds to wait for somebody else's rendering before doing it oneself
COMPRESSION = 6


@dataclass(frozen=True)
class StoredPage:
    """An answer with what it takes to know whether it still counts."""

    version: str
    until: datetime
    content_type: str
    etag: str
    compressed: bytes

    @classmethod
    def of(cls, response: HttpResponse, *, version: str, until: datetime) -> "StoredPage":
        compressed = gzip.compress(response.content, COMPRESSION, mtime=0)
        return cls(version, until, response["Content-Type"], etag_of(response), compressed)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Compressed as it lies there for whoever takes it so: it holds no secret that compression could betray."""
        takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        body = self.compressed if takes_gzip else gzip.decompress(self.compressed)
        response = HttpResponse(body, content_type=self.content_type, headers={"ETag": self.etag})
        if takes_gzip:
            response["Content-Encoding"] = "gzip"
        return response


def etag_of(response: HttpResponse) -> str:
    """Weak: the same page is sent compressed and plain."""
    return f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'


class Visit:
    """One anonymous visit to a public page: look whether it is stored, else render and store it."""

    def __init__(self, request: HttpRequest, query: str) -> None:
        mode = "elder" if is_elder(request) else "standard"
        parts = "\0".join([request.scheme or "", request.get_host(), request.path, query, mode])
        self.key = hashlib.sha256(parts.encode()).hexdigest()
        self.version: str | None = None
        self.began_at = now()
        self.turn: Turn | None = None

    def find(self) -> StoredPage | None:
        """The stored page, perhaps after waiting for somebody who is rendering it now; None: it's one's own turn to render."""
        if not settings.PAGE_CACHE:
            return None
        page = self.look()
        if page is None:
            self.turn = turns.take(self.key)
            page = self.look() if self.turn.waited else None
        return page

    def end(self) -> None:
        if self.turn:
            turns.end(self.turn)
            self.turn = None

    def look(self) -> StoredPage | None:
        """The stored page if it counts. The version is read before any rendering: what changes meanwhile makes that rendering old."""
        self.began_at = now()
        try:
            found = pages_cache().get_many([VERSION, self.key])
            self.version = found.get(VERSION) or first_version()
        except Exception:  # without its cache the site is slower, not gone; every backend has errors of its own
            logger.exception("the page cache doesn't answer")
            return None
        page = found.get(self.key)
        return page if page and page.version == self.version and page.until > self.began_at else None

    def store(self, response: HttpResponse) -> None:
        if self.version is None:
            return
        page = StoredPage.of(response, version=self.version, until=next_minute(self.began_at))
        try:
            pages_cache().set(self.key, page, KEPT_SECONDS)
        except Exception:
            logger.exception("the page cache takes nothing")


def next_minute(moment: datetime) -> datetime:
    """Windows open and close on full minutes, days end on one: a page that ends with its minute never shows a state that is over."""
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


class Turns:
    """One at a time per key within this process, so that a page that ran out is rendered once per process and not once per visitor."""

    def __init__(self) -> None:
        self._guard, self._locks, self._waiting = Lock(), dict[str, Lock](), Counter[str]()

    def take(self, key: str) -> "Turn":
        """One's turn, at once or after waiting; who runs out of patience goes ahead without. End it in either case."""
        with self._guard:
            self._waiting[key] += 1
            lock = self._locks.setdefault(key, Lock())
        at_once = lock.acquire(blocking=False)
        return Turn(key, lock, taken=at_once or lock.acquire(timeout=PATIENCE), waited=not at_once)

    def end(self, turn: "Turn") -> None:
        with self._guard:
            if turn.taken:
                turn.lock.release()
            self._waiting[turn.key] -= 1
            if not self._waiting[turn.key]:
                del self._waiting[turn.key], self._locks[turn.key]


@dataclass(frozen=True)
class Turn:
    key: str
    lock: Lock
    taken: bool
    waited: bool


turns = Turns()
