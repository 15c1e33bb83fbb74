"""The feed of a section holds what everyone may read, newest first, with addresses that work outside the site."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from outreach.enums import Listing
from outreach.models import Audience
from tests.factories.outreach import (
    ArticleFactory,
    ExemplarFactory,
    PolicyFactory,
    QuestionFactory,
    QuestionIndexFactory,
    SectionFactory,
    front_page,
)

pytestmark = pytest.mark.django_db


def items(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(f"{address}feed/")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/rss+xml")
    channel = ElementTree.fromstring(answer.content).find("channel")
    assert channel is not None
    return [{part.tag: part.text or "" for part in item} for item in channel.findall("item")]


def test_newest_first_with_summary_date_and_whole_address(client: Client) -> None:
    section = SectionFactory(title="诚信风采")
    ArticleFactory(parent=section, title="昨天", days=1)
    article = ArticleFactory(parent=section, title="今天", summary="一句话。")
    ArticleFactory(parent=section, title="没发布", live=False)
    first, second = items(client, section.url)
    assert (first["title"], second["title"]) == ("今天", "昨天")
    assert first["link"] == f"http://testserver{article.url}" and first["description"] == "一句话。"
    assert first["pubDate"] and first["guid"] == f"urn:uuid:{article.translation_key}"


def test_address_is_the_one_people_use(client: Client, settings: object) -> None:
    settings.PUBLIC_URL = "https://credit.example.gov.cn"  # type: ignore[attr-defined]
    section = SectionFactory(slug="news")
    ArticleFactory(parent=section, slug="one")
    assert items(client, section.url)[0]["link"] == "https://credit.example.gov.cn/news/one/"


def test_each_kind_of_list_has_its_own(client: Client) -> None:
    index, park = QuestionIndexFactory(), Audience.objects.get(code="park")
    landing = SectionFactory(listing=Listing.AUDIENCE, audience=park)
    QuestionFactory(parent=index, title="问题")
    ArticleFactory(title="新闻", audiences=[park])
    ExemplarFactory(title="典型", days=1)
    PolicyFactory(title="政策")
    assert [item["title"] for item in items(client, index.url)] == ["问题"]
    assert [item["title"] for item in items(client, landing.url)] == ["新闻"]
    assert [item["title"] for item in items(client, "/")] == ["新闻", "典型"]


def test_the_list_names_its_feed_and_the_article_none(client: Client) -> None:
    article = ArticleFactory()
    section = article.get_parent()
    assert (
        f'type="application/rss+xml" title="{section.title}" href="{section.url}feed/"'
        in client.get(section.url).content.decode()
    )
    assert "application/rss+xml" not in client.get(article.url).content.decode()


def test_what_has_no_feed_or_is_not_for_everyone(client: Client) -> None:
    article, section = ArticleFactory(), SectionFactory()
    assert client.get(f"{article.url}feed/").status_code == 404 and client.get("/no/feed/").status_code == 404
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.PASSWORD, password="x")
    assert client.get(f"{section.url}feed/").status_code == 404
    assert front_page().specific.feed_pages().count() == 1 and not article.feed_pages().exists()


def test_it_asks_the_same_however_long(
    client: Client, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
) -> None:
    section = SectionFactory()
    ArticleFactory(parent=section)
    items(client, section.url)
    with django_assert_max_num_queries(25) as first:
        items(client, section.url)
    ArticleFactory(parent=section)
    ArticleFactory(parent=section)
    with django_assert_num_queries(len(first)):
        assert len(items(client, section.url)) == 3
