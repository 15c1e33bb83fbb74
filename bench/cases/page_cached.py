"""An article that is in the cache: what most visits are."""

from bench.cases.page_uncached import an_article
from bench.load import request
from common.public_content import VERSION, pages_cache

REQUESTS = 400


def prepare(count: int) -> list[bytes]:
    return [request("GET", an_article())] * count


def verify(count: int) -> None:
    if not pages_cache().get(VERSION):
        raise RuntimeError("no page was stored")
