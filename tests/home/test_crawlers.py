from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from tests.factories.campaigns import CampaignFactory
from tests.factories.courses import TrainingSessionFactory
from tests.factories.outreach import ArticleFactory, SectionFactory, front_page

pytestmark = pytest.mark.django_db
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client: Client) -> list[str]:
    answer = client.get("/sitemap.xml")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/xml"
    return [location.text or "" for location in ElementTree.fromstring(answer.content).iter(f"{SPACE}loc")]


def test_everything_that_everyone_may_read_and_nothing_else(client: Client) -> None:
    article, draft, secret = ArticleFactory(), ArticleFactory(live=False), SectionFactory()
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.PASSWORD, password="x")
    campaign, session = CampaignFactory(), TrainingSessionFactory()
    hidden = [CampaignFactory(draft=True), TrainingSessionFactory(draft=True)]
    found = addresses(client)
    wanted = ["/", article.url, campaign.get_absolute_url(), session.get_absolute_url(), "/campaigns/", "/training/"]
    assert [path for path in wanted if f"http://testserver{path}" not in found] == []
    assert not any(path in " ".join(found) for path in (draft.url, secret.url))
    assert not any(row.get_absolute_url() in " ".join(found) for row in hidden)


def test_addresses_are_those_people_use(client: Client, settings: object) -> None:
    settings.PUBLIC_URL = "https://credit.example.gov.cn"  # type: ignore[attr-defined]
    front_page()
    assert all(address.startswith("https://credit.example.gov.cn/") for address in addresses(client))
    assert "Sitemap: https://credit.example.gov.cn/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_without_a_public_address_and_without_a_site(client: Client, settings: object) -> None:
    settings.PUBLIC_URL = ""  # type: ignore[attr-defined]
    front_page()
    Site.objects.all().delete()
    assert addresses(client) == ["http://testserver/campaigns/", "http://testserver/training/"]


def test_robots_keeps_crawlers_out_of_what_is_not_for_them(client: Client) -> None:
    answer = client.get("/robots.txt")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    for path in ("/admin/", "/search/", "/portal/", "/my/", "/exam/"):
        assert f"Disallow: {path}\n" in text


def test_a_public_page_names_its_one_address(client: Client) -> None:
    article, campaign = ArticleFactory(), CampaignFactory()
    for path, query, kept in [
        (article.url, "?from=timeline&junk=1", ""),
        (article.get_parent().url, "?page=2&utm_source=x", "?page=2"),
        (campaign.get_absolute_url(), "", ""),
        ("/campaigns/", "?page=3&a=b", "?page=3"),
    ]:
        html = client.get(path + query).content.decode()
        assert f'<link rel="canonical" href="http://testserver{path}{kept}">' in html
    for path in ("/sign-in/", "/verify/", "/no/such/page/"):
        assert 'rel="canonical"' not in client.get(path).content.decode()


def test_it_asks_the_same_however_long(
    client: Client, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
) -> None:
    def more() -> None:
        ArticleFactory(), CampaignFactory(), TrainingSessionFactory()

    more()
    addresses(client)
    with django_assert_max_num_queries(25) as first:
        addresses(client)
    more()
    more()
    with django_assert_num_queries(len(first)):
        addresses(client)
