from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from campaigns.models import Campaign
from common.clock import now
from outreach.enums import Listing
from outreach.models import ArticlePage, Audience, GuidePage, QuestionPage, SiteImage
from tests.factories.campaigns import CampaignFactory
from tests.factories.courses import TrainingSessionFactory
from tests.factories.outreach import (
    ArticleFactory,
    GuideFactory,
    QuestionFactory,
    SectionFactory,
    front_page,
    wagtail_roots,
)

pytestmark = pytest.mark.django_db


def front(client: Client) -> str:
    front_page()
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


class TestFrontPage:
    def test_an_empty_site_still_has_a_front_page(self, client: Client) -> None:
        assert 'class="empty"' in front(client)

    def test_the_campaign_that_is_on_leads_with_the_only_red_button(self, client: Client) -> None:
        campaign = CampaignFactory(mark="3·15", title="国际消费者权益日诚信宣传")
        html = front(client)
        assert "3·15" in html and campaign.get_absolute_url() in html
        assert html.count('class="button"') == 1

    def test_one_that_is_only_coming_is_not_shown_in_red(self, client: Client) -> None:
        CampaignFactory(coming=True)
        html = front(client)
        assert 'class="poster quiet"' in html and html.count('class="button"') == 0

    def test_the_guide_stands_beside(self, client: Client) -> None:
        guide, home = GuideFactory(slug="guide"), front_page()
        home.guide_title, home.guide_page = "处罚信息怎么修复？", guide
        home.save()
        html = front(client)
        assert "处罚信息怎么修复？" in html and 'href="/guide/"' in html

    def test_each_audience_shows_its_newest_article(self, client: Client) -> None:
        village = Audience.objects.get(code="village")
        SectionFactory(title="乡村", listing=Listing.AUDIENCE, audience=village, slug="village")
        ArticleFactory(title="旧的", audiences=[village], days=9)
        ArticleFactory(title="大喇叭", audiences=[village], days=1)
        html = front(client)
        assert '<span class="newest">大喇叭</span>' in html and 'href="/village/"' in html
        assert "校园" not in html, "an audience without a landing page has no door"

    def test_training_open_for_registration_is_announced(self, client: Client) -> None:
        opened = TrainingSessionFactory(title="第1期公益培训")
        closed = TrainingSessionFactory(title="第2期公益培训", registration_closes_at=now() - timedelta(hours=1))
        not_yet = TrainingSessionFactory(title="第3期公益培训", registration_opens_at=now() + timedelta(hours=1))
        html = front(client)
        assert [str(session) in html for session in (opened, closed, not_yet)] == [True, False, False]
        assert "余 5 席" in html and "免费 · 自愿" in html

    def test_a_full_session_says_so(self, client: Client) -> None:
        TrainingSessionFactory(capacity=0)
        assert "已满" in front(client)

    def test_it_asks_the_same_however_much_there_is(
        self, client: Client, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
    ) -> None:
        def more() -> None:
            CampaignFactory()
            TrainingSessionFactory()
            ArticleFactory(audiences=[Audience.objects.get(code="park")])
            QuestionFactory()

        SectionFactory(listing=Listing.AUDIENCE, audience=Audience.objects.get(code="park"))
        more()
        front(client)
        with django_assert_max_num_queries(40) as first:
            front(client)
        more()
        more()
        SectionFactory(listing=Listing.AUDIENCE, audience=Audience.objects.get(code="campus"))
        with django_assert_num_queries(len(first)):
            front(client)


class TestDemo:
    @pytest.fixture
    def load(self) -> Callable[[], None]:
        from accounts import demo as accounts_demo
        from accounts.domain.roles import setup_roles
        from home.management.demo import site

        wagtail_roots()
        setup_roles()
        area, admin = accounts_demo.load()
        accounts_demo.load_settings(area)
        return lambda: site.load(admin_user=admin)

    def test_twice_is_once_and_every_page_answers(self, load: Callable[[], None], client: Client) -> None:
        load()
        first = counts()
        load()
        assert counts() == first
        assert first[ArticlePage] >= 7 and first[QuestionPage] >= 4 and first[GuidePage] == 1 and first[Campaign] >= 4
        from wagtail.models import Page

        paths = [page.url for page in Page.objects.live() if page.depth > 1]
        paths += [campaign.get_absolute_url() for campaign in Campaign.objects.all()]
        assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)

    def test_every_picture_has_a_text_and_every_audience_something_to_read(self, load: Callable[[], None]) -> None:
        load()
        assert not SiteImage.objects.filter(alt_text="").exists()
        pages = {audience.code: audience.landing_page.listed_pages().count() for audience in Audience.objects.all()}
        assert len(pages) == 6 and min(pages.values()) >= 2, pages


def counts() -> dict[type, int]:
    return {model: model.objects.count() for model in (ArticlePage, QuestionPage, GuidePage, Campaign, SiteImage)}
