"""The feed of a section: what it lists, newest first, for whoever follows it with a reader."""

from django.http import HttpRequest
from django.utils.feedgenerator import Rss201rev2Feed

from common.public_pages import public_address
from outreach.models import BasePage

ITEMS = 30


def build_feed(section: BasePage, request: HttpRequest) -> Rss201rev2Feed:
    """Title, summary, date and absolute address of each page. An item keeps its identity when its page is renamed or moved."""
    feed = Rss201rev2Feed(
        title=section.title,
        link=public_address(section.get_url(request) or "/", request),
        description=section.search_description or section.title,
        language="zh-cn",
        feed_url=public_address(request.path, request),
    )
    for page in section.feed_pages()[:ITEMS].specific():
        feed.add_item(
            title=page.title,
            link=public_address(page.get_url(request) or "/", request),
            description=page.teaser,
            pubdate=page.first_published_at,
            unique_id=f"urn:uuid:{page.translation_key}",
            unique_id_is_permalink=False,
        )
    return feed
