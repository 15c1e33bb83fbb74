from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.models import Area, AuditEntry, User
from campaigns.domain.activities import (
    ActivityRefused,
    cancel_activity,
    change_activity,
    delete_activity,
    plan_activity,
)
from campaigns.domain.campaigns import (
    CampaignRefused,
    change_campaign,
    create_campaign,
    delete_campaign,
    leading_campaign,
    move_campaign,
)
from campaigns.enums import ActivityState, CampaignState
from campaigns.models import Activity, Campaign
from common.clock import now, today
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.campaigns import ActivityFactory, CampaignFactory

pytestmark = pytest.mark.django_db
DATES = {"starts_on": date(2026, 3, 10), "ends_on": date(2026, 3, 20)}


@pytest.fixture
def organiser(area: Area) -> User:
    return UserFactory(area=area, roles=[Role.ORGANISER])


def audited(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


class TestCampaign:
    def test_is_a_draft_with_one_audit_line(self, area: Area, organiser: User) -> None:
        campaign = create_campaign(actor=organiser, area=area, title="3·15 宣传", mark="3·15", **DATES)
        assert (campaign.state, campaign.mark) == (CampaignState.DRAFT, "3·15")
        assert audited("campaigns.campaign.created") == 1

    def test_refuses_another_area(self, organiser: User) -> None:
        with pytest.raises(CampaignRefused):
            create_campaign(actor=organiser, area=AreaFactory(), title="3·15 宣传", **DATES)

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.LEADER, Role.DOOR_STAFF])
    def test_refuses_other_roles(self, area: Area, role: Role) -> None:
        with pytest.raises(CampaignRefused):
            create_campaign(actor=UserFactory(area=area, roles=[role]), area=area, title="3·15 宣传", **DATES)

    def test_refuses_dates_in_the_wrong_order(self, area: Area, organiser: User) -> None:
        with pytest.raises(CampaignRefused):
            create_campaign(actor=organiser, area=area, title="x", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1))

    def test_refuses_the_same_one_twice(self, area: Area, organiser: User) -> None:
        create_campaign(actor=organiser, area=area, title="3·15 宣传", **DATES)
        with pytest.raises(CampaignRefused):
            create_campaign(actor=organiser, area=area, title="3·15 宣传", **DATES)
        assert Campaign.objects.count() == 1

    def test_change_writes_only_what_differs(self, area: Area, organiser: User) -> None:
        campaign = CampaignFactory(area=area)
        change_campaign(campaign, actor=organiser, title=campaign.title)
        assert audited("campaigns.campaign.changed") == 0
        change_campaign(
            campaign, actor=organiser, title="新名称", summary="人民广场", public_id="nonsense", state="draft"
        )
        campaign.refresh_from_db()
        assert (campaign.title, campaign.state) == ("新名称", CampaignState.PUBLISHED)
        assert AuditEntry.objects.get(action="campaigns.campaign.changed").detail == {"fields": ["summary", "title"]}

    def test_change_refuses_what_creating_refuses(self, area: Area, organiser: User) -> None:
        first, second = CampaignFactory(area=area), CampaignFactory(area=area)
        with pytest.raises(CampaignRefused):
            change_campaign(second, actor=organiser, title=first.title)
        with pytest.raises(CampaignRefused):
            change_campaign(second, actor=organiser, ends_on=second.starts_on - timedelta(days=1))
        with pytest.raises(CampaignRefused):
            change_campaign(CampaignFactory(), actor=organiser, title="别的区")

    def test_publishing_twice_is_one_line(self, area: Area, organiser: User) -> None:
        campaign = CampaignFactory(area=area, draft=True)
        for _again in range(2):
            move_campaign(campaign, CampaignState.PUBLISHED, actor=organiser)
        assert audited("campaigns.campaign.published") == 1

    def test_a_withdrawn_one_can_be_published_again_but_nothing_becomes_a_draft(
        self, area: Area, organiser: User
    ) -> None:
        campaign = CampaignFactory(area=area)
        move_campaign(campaign, CampaignState.WITHDRAWN, actor=organiser)
        move_campaign(campaign, CampaignState.PUBLISHED, actor=organiser)
        with pytest.raises(CampaignRefused):
            move_campaign(campaign, CampaignState.DRAFT, actor=organiser)
        draft = CampaignFactory(area=area, draft=True)
        assert move_campaign(draft, CampaignState.DRAFT, actor=organiser).state == CampaignState.DRAFT

    def test_only_drafts_are_deleted(self, area: Area, organiser: User) -> None:
        draft, published = CampaignFactory(area=area, draft=True), CampaignFactory(area=area)
        delete_campaign(draft, actor=organiser)
        with pytest.raises(CampaignRefused):
            delete_campaign(published, actor=organiser)
        assert list(Campaign.objects.all()) == [published]

    @pytest.mark.parametrize("change", [{"ends_on": date(2020, 1, 1)}])
    def test_the_database_refuses_too(self, change: dict[str, Any]) -> None:
        campaign = CampaignFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=campaign.pk).update(**change)

    def test_scope(self, area: Area, organiser: User) -> None:
        mine, _other = CampaignFactory(area=area), CampaignFactory()
        assert list(Campaign.objects.for_user(organiser)) == [mine]
        assert not Campaign.objects.for_user(UserFactory(representative=True)).exists()


class TestLeading:
    def test_the_one_that_is_on_and_began_last_leads(self) -> None:
        CampaignFactory(starts_on=today() - timedelta(days=20))
        newest = CampaignFactory(starts_on=today())
        CampaignFactory(coming=True)
        assert leading_campaign(today()) == newest

    def test_else_the_next_one_else_the_last_one(self) -> None:
        over = CampaignFactory(over=True)
        assert leading_campaign(today()) == over
        coming = CampaignFactory(coming=True)
        assert leading_campaign(today()) == coming
        assert (over.when(today()), coming.when(today())) == ("over", "coming")

    def test_drafts_and_withdrawn_ones_never_lead(self) -> None:
        CampaignFactory(draft=True)
        CampaignFactory(withdrawn=True)
        assert leading_campaign(today()) is None

    @pytest.mark.parametrize(("mark", "is_date"), [("3·15", True), ("", True), ("诚信", False), ("9月", False)])
    def test_mark(self, mark: str, is_date: bool) -> None:
        campaign = CampaignFactory.build(area=None, mark=mark, **DATES)
        assert campaign.poster_mark == (mark or "3·10")
        assert campaign.is_mark_a_date is is_date


class TestActivity:
    def plan(self, campaign: Campaign, actor: User, **details: Any) -> Activity:
        values = {"title": "咨询台", "place": "人民广场", "starts_at": now(), **details}
        return plan_activity(campaign, actor=actor, **values)

    def test_planned_changed_cancelled(self, area: Area, organiser: User) -> None:
        activity = self.plan(CampaignFactory(area=area), organiser, description="带着问题来")
        changed = change_activity(activity, actor=organiser, place="图书馆")
        assert (changed.place, changed.description) == ("图书馆", "带着问题来")
        for _again in range(2):
            cancel_activity(activity, actor=organiser)
        activity.refresh_from_db()
        assert activity.is_cancelled and activity.area == area
        assert [audited(f"campaigns.activity.{verb}") for verb in ("planned", "changed", "cancelled")] == [1, 1, 1]

    def test_a_cancelled_one_keeps_its_details(self, area: Area, organiser: User) -> None:
        activity = ActivityFactory(campaign__area=area, cancelled=True)
        assert change_activity(activity, actor=organiser, place=activity.place).state == ActivityState.CANCELLED
        with pytest.raises(ActivityRefused):
            change_activity(activity, actor=organiser, place="图书馆")

    def test_refusals(self, area: Area, organiser: User) -> None:
        campaign = CampaignFactory(area=area)
        activity = self.plan(campaign, organiser)
        with pytest.raises(ActivityRefused):
            self.plan(campaign, organiser, starts_at=activity.starts_at)
        with pytest.raises(ActivityRefused):
            self.plan(campaign, organiser, ends_at=now() - timedelta(days=1))
        with pytest.raises(ActivityRefused):
            self.plan(CampaignFactory(), organiser)
        with pytest.raises(ActivityRefused):
            cancel_activity(ActivityFactory(), actor=organiser)

    def test_deleted_only_in_a_draft(self, area: Area, organiser: User) -> None:
        draft = ActivityFactory(campaign__area=area, campaign__draft=True)
        public = ActivityFactory(campaign__area=area)
        delete_activity(draft, actor=organiser)
        with pytest.raises(ActivityRefused):
            delete_activity(public, actor=organiser)
        assert list(Activity.objects.all()) == [public]

    def test_scope_follows_the_campaign(self, area: Area, organiser: User) -> None:
        mine, _other = ActivityFactory(campaign__area=area), ActivityFactory()
        assert list(Activity.objects.for_user(organiser)) == [mine]
