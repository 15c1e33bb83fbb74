"""What a page costs: the database's work, and what a telephone has to fetch the first time."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outreach.enums import Listing
from outreach.models import Audience
from outreach.models.querysets import THUMBNAILS
from tests.factories.campaigns import ActivityFactory, CampaignFactory
from tests.factories.courses import TrainingSessionFactory
from tests.factories.outreach import (
    ArticleFactory,
    ExemplarFactory,
    GuideFactory,
    PlaceFactory,
    PolicyFactory,
    QuestionFactory,
    QuestionIndexFactory,
    ResourceFactory,
    SectionFactory,
    SiteImageFactory,
    StandingPageFactory,
    front_page,
)

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25
FIRST_VISIT = 60 * 1024
BODY = [
    {"type": "heading", "value": "小标题"},
    {"type": "paragraph", "value": "<p>" + "一句话说清一件事。" * 120 + "</p>"},
]
ADDRESSES = ("/sitemap.xml", "/robots.txt", "/news/feed/")
KINDS = [
    "/",
    "/news/",
    "/park/",
    "/news/story/",
    "/news/exemplar/",
    "/news/policy/",
    "/news/material/",
    "/news/place/",
    "/questions/",
    "/questions/why/",
    "/guide/",
    "/standing/",
    "/campaigns/",
    "campaign",
    "/training/",
    "session",
    *ADDRESSES,
]
OTHERS = ["/sign-in/", "/verify/", "/no/such/page/"]


def build_site() -> dict[str, str]:
    """One of everything; the addresses that are random, by name."""
    park = Audience.objects.get(code="park")
    news = SectionFactory(slug="news", show_in_menus=True)
    SectionFactory(slug="park", listing=Listing.AUDIENCE, audience=park)
    ResourceFactory(parent=news, slug="material", audiences=[park], body=BODY, cover=picture())
    PlaceFactory(parent=news, slug="place", audiences=[park], body=BODY, cover=picture())
    PolicyFactory(parent=news, slug="policy", audiences=[park], body=BODY)
    ExemplarFactory(parent=news, slug="exemplar", audiences=[park], body=BODY, cover=picture())
    ArticleFactory(parent=news, slug="story", audiences=[park], body=BODY, cover=picture())
    index = QuestionIndexFactory(slug="questions", show_in_menus=True)
    QuestionFactory(parent=index, slug="why", audiences=[park], body=BODY)
    front = front_page()
    front.refresh_from_db()
    front.guide_page = GuideFactory(slug="guide", audiences=[park], body=BODY)
    front.news_page, front.questions_page = news, index
    front.refresh_from_db(fields=["numchild"])
    front.save()
    StandingPageFactory(slug="standing", body=BODY)
    activity, session = ActivityFactory(), TrainingSessionFactory()
    return {"campaign": activity.campaign.get_absolute_url(), "session": session.get_absolute_url()}


def add_more() -> None:
    """One more of everything that lists show."""
    park, news = Audience.objects.get(code="park"), front_page().get_children().get(slug="news")
    for factory in (ArticleFactory, ExemplarFactory):
        factory(parent=news, audiences=[park], cover=picture())
    for factory in (PolicyFactory, PlaceFactory, ResourceFactory):
        factory(parent=news, audiences=[park])
    QuestionFactory(audiences=[park])
    CampaignFactory()
    TrainingSessionFactory()


def picture() -> object:
    image = SiteImageFactory()
    image.get_renditions(*THUMBNAILS)
    return image


def count_all(client: Client, pages: dict[str, str]) -> dict[str, int]:
    """At the second visit: at the first, pictures are made and Wagtail notes where its sites begin."""
    for address in pages.values():
        client.get(address)
    return {kind: queries(client, address) for kind, address in pages.items()}


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_no_page_asks_more_than_25_times_nor_more_for_longer_lists(client: Client) -> None:
    named = build_site()
    pages = {kind: named.get(kind, kind) for kind in KINDS}
    for_one = count_all(client, pages)
    assert {kind: count for kind, count in for_one.items() if count > MOST_QUERIES} == {}
    add_more()
    add_more()
    assert count_all(client, pages) == for_one


def test_a_first_visit_is_light_and_stays_on_the_site(client: Client) -> None:
    named = build_site()
    for _filled_list in range(12):
        add_more()
    weights = {}
    for kind in [kind for kind in KINDS if kind not in ADDRESSES] + OTHERS:
        html = client.get(named.get(kind, kind)).content
        fetched = re.findall(rb'<(?:link[^>]+rel="stylesheet"[^>]+href|script[^>]+src)="([^"]+)"', html)
        assert fetched, kind
        assert [address for address in fetched if not address.startswith(b"/static/")] == []
        weights[kind] = packed(html) + sum(weight_of(address.decode()) for address in set(fetched))
    assert {kind: weight for kind, weight in weights.items() if weight > FIRST_VISIT} == {}


def weight_of(address: str) -> int:
    """Compressed, with the modules that a module of ours loads in turn."""
    path = finders.find(address.removeprefix("/static/"))
    assert isinstance(path, str), address
    with open(path, "rb") as file:
        content = file.read()
    imported = re.findall(rb'from "\./([\w/.-]+)"', content) if path.endswith(".js") else []
    folder = address.rpartition("/")[0]
    return packed(content) + sum(weight_of(f"{folder}/{name.decode()}") for name in imported)


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def test_no_stylesheet_brings_fonts(client: Client) -> None:
    build_site()
    html = client.get("/").content.decode()
    sheets = re.findall(r'href="/static/(css/[\w-]+\.css)"', html)
    assert sheets
    for sheet in sheets:
        path = finders.find(sheet)
        assert isinstance(path, str)
        with open(path) as file:
            assert "@font-face" not in file.read()
