from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Area, User
from campaigns.enums import ActivityState, CampaignState
from campaigns.models import Activity, Campaign
from common.clock import now, today
from outreach.models import Audience
from tests.factories.accounts import AreaFactory
from tests.factories.campaigns import ActivityFactory, CampaignFactory

pytestmark = pytest.mark.django_db
LIST = "/campaigns/"


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


class TestPublicPages:
    def test_without_campaigns_the_list_says_what_to_do(self, client: Client) -> None:
        assert 'class="empty"' in page(client, LIST)

    def test_list_shows_public_ones_only(self, client: Client) -> None:
        shown = [CampaignFactory(), CampaignFactory(coming=True), CampaignFactory(over=True)]
        hidden = [CampaignFactory(draft=True), CampaignFactory(withdrawn=True)]
        html = page(client, LIST)
        assert [campaign.title in html for campaign in shown + hidden] == [True, True, True, False, False]

    @pytest.mark.parametrize("trait", ["draft", "withdrawn"])
    def test_what_is_not_public_is_not_there(self, client: Client, trait: str) -> None:
        page(client, CampaignFactory(**{trait: True}).get_absolute_url(), 404)

    def test_detail_shows_what_comes_before_what_is_over(self, client: Client) -> None:
        campaign = CampaignFactory(theme="提升消费品质", lead_units="区市场监管局")
        over = ActivityFactory(campaign=campaign, starts_at=now() - timedelta(days=2))
        coming = ActivityFactory(campaign=campaign, audience=Audience.objects.get(code="village"))
        cancelled = ActivityFactory(campaign=campaign, cancelled=True)
        html = page(client, campaign.get_absolute_url())
        assert html.index(coming.title) < html.index(over.title)
        assert 'class="cancelled"' in html and cancelled.title in html
        assert "提升消费品质" in html and "区市场监管局" in html and "乡村" in html

    def test_a_campaign_without_activities_says_so(self, client: Client) -> None:
        assert 'class="empty"' in page(client, CampaignFactory().get_absolute_url())

    @pytest.mark.parametrize("kind", ["on", "coming", "over"])
    def test_list_asks_the_same_however_long(
        self, client: Client, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable, kind: str
    ) -> None:
        traits = {} if kind == "on" else {kind: True}
        CampaignFactory(**traits)
        page(client, LIST)
        with django_assert_max_num_queries(30) as first:
            page(client, LIST)
        CampaignFactory.create_batch(2, **traits)
        with django_assert_num_queries(len(first)):
            page(client, LIST)

    def test_detail_asks_the_same_however_many_activities(
        self, client: Client, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
    ) -> None:
        campaign = CampaignFactory()
        audience = Audience.objects.get(code="park")
        ActivityFactory(campaign=campaign, audience=audience)
        page(client, campaign.get_absolute_url())
        with django_assert_max_num_queries(30) as first:
            page(client, campaign.get_absolute_url())
        ActivityFactory.create_batch(2, campaign=campaign, audience=audience)
        with django_assert_num_queries(len(first)):
            page(client, campaign.get_absolute_url())


class TestAdmin:
    @pytest.fixture
    def organiser(self, users: dict[str, User], client: Client) -> User:
        user = users[Role.ORGANISER.value]
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return user

    def form(self, area: Area, **changes: object) -> dict[str, object]:
        return {
            "title": "3·15 宣传",
            "mark": "3·15",
            "starts_on": "2026-03-10",
            "ends_on": "2026-03-20",
            "summary": "人民广场",
            "theme": "",
            "lead_units": "",
            "assisting_units": "",
            "cover": "",
            "body": "null",
            "area": area.pk,
            "state": CampaignState.PUBLISHED,
            **changes,
        }

    def test_create_and_publish(self, client: Client, organiser: User, area: Area) -> None:
        response = client.post(reverse("campaign:add"), self.form(area))
        assert response.status_code == 302
        assert Campaign.objects.get().state == CampaignState.PUBLISHED

    def test_wrong_dates_keep_what_was_typed(self, client: Client, organiser: User, area: Area) -> None:
        response = client.post(reverse("campaign:add"), self.form(area, ends_on="2026-03-01"))
        html = response.content.decode()
        assert response.status_code == 200 and "结束日期早于开始日期" in html and "人民广场" in html
        assert not Campaign.objects.exists()

    def test_the_same_campaign_twice_is_an_error_in_the_form(self, client: Client, organiser: User, area: Area) -> None:
        client.post(reverse("campaign:add"), self.form(area))
        response = client.post(reverse("campaign:add"), self.form(area))
        assert response.status_code == 200 and "已有同名" in response.content.decode()

    def test_another_area_is_no_choice(self, client: Client, organiser: User) -> None:
        response = client.post(reverse("campaign:add"), self.form(AreaFactory()))
        assert response.status_code == 200 and not Campaign.objects.exists()

    def test_edit_withdraws(self, client: Client, organiser: User, area: Area) -> None:
        campaign = CampaignFactory(area=area)
        form = self.form(area, state=CampaignState.WITHDRAWN)
        assert client.post(reverse("campaign:edit", args=[campaign.pk]), form).status_code == 302
        campaign.refresh_from_db()
        assert (campaign.state, campaign.title) == (CampaignState.WITHDRAWN, "3·15 宣传")

    def test_back_to_draft_is_refused_in_words(self, client: Client, organiser: User, area: Area) -> None:
        campaign = CampaignFactory(area=area)
        response = client.post(reverse("campaign:edit", args=[campaign.pk]), self.form(area, state=CampaignState.DRAFT))
        assert response.status_code == 200 and "不能再改回草稿" in response.content.decode()

    @pytest.mark.parametrize("name", ["campaign:edit", "campaign:delete", "campaign:history"])
    def test_another_areas_campaign_is_not_there(self, client: Client, organiser: User, name: str) -> None:
        assert client.get(reverse(name, args=[CampaignFactory().pk])).status_code == 404

    def test_a_published_campaign_is_not_deleted(self, client: Client, organiser: User, area: Area) -> None:
        campaign = CampaignFactory(area=area)
        response = client.post(reverse("campaign:delete", args=[campaign.pk]), follow=True)
        assert "只能撤下" in response.content.decode() and Campaign.objects.exists()
        draft = CampaignFactory(area=area, draft=True)
        client.post(reverse("campaign:delete", args=[draft.pk]))
        assert list(Campaign.objects.all()) == [campaign]

    def activity_form(self, campaign: Campaign, **changes: object) -> dict[str, object]:
        return {
            "campaign": campaign.pk,
            "title": "早市咨询台",
            "kind": "desk",
            "place": "花园早市",
            "starts_at": f"{today():%Y-%m-%d} 09:00",
            "ends_at": "",
            "audience": "",
            "staff_contact": "",
            "description": "",
            "state": ActivityState.PLANNED,
            **changes,
        }

    def test_activity_planned_changed_and_cancelled(self, client: Client, organiser: User, area: Area) -> None:
        campaign = CampaignFactory(area=area)
        assert client.post(reverse("activity:add"), self.activity_form(campaign)).status_code == 302
        activity = Activity.objects.get()
        edit = reverse("activity:edit", args=[activity.pk])
        assert client.post(edit, self.activity_form(campaign, place="图书馆")).status_code == 302
        assert (
            client.post(edit, self.activity_form(campaign, place="图书馆", state=ActivityState.CANCELLED)).status_code
            == 302
        )
        activity.refresh_from_db()
        assert (activity.place, activity.state) == ("图书馆", ActivityState.CANCELLED)

    def test_activity_with_its_end_first(self, client: Client, organiser: User, area: Area) -> None:
        form = self.activity_form(CampaignFactory(area=area), ends_at="2020-01-01 08:00")
        assert "结束时间早于开始时间" in client.post(reverse("activity:add"), form).content.decode()

    def test_activity_of_a_public_campaign_is_not_deleted(self, client: Client, organiser: User, area: Area) -> None:
        activity = ActivityFactory(campaign__area=area)
        client.post(reverse("activity:delete", args=[activity.pk]))
        assert Activity.objects.exists()

    @pytest.mark.parametrize(("name", "factory"), [("campaign", CampaignFactory), ("activity", ActivityFactory)])
    def test_index_asks_the_same_however_long(
        self,
        client: Client,
        organiser: User,
        area: Area,
        name: str,
        factory: type,
        django_assert_num_queries: Callable,
        django_assert_max_num_queries: Callable,
    ) -> None:
        campaign = CampaignFactory(area=area)
        scope = {"area": area} if name == "campaign" else {"campaign": campaign}
        factory(**scope)
        index = reverse(f"{name}:index")
        page(client, index)
        with django_assert_max_num_queries(60) as first:
            page(client, index)
        factory.create_batch(2, **scope)
        with django_assert_num_queries(len(first)):
            page(client, index)
