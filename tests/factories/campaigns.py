"""Campaigns for tests: published and on now, unless a trait says otherwise."""

from datetime import timedelta

import factory

from campaigns.enums import ActivityState, CampaignState
from campaigns.models import Activity, Campaign
from common.clock import now, today
from tests.factories.accounts import AreaFactory


class CampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Campaign

    class Params:
        draft = factory.Trait(state=CampaignState.DRAFT)
        withdrawn = factory.Trait(state=CampaignState.WITHDRAWN)
        coming = factory.Trait(
            starts_on=factory.LazyFunction(lambda: today() + timedelta(days=30)),
            ends_on=factory.LazyFunction(lambda: today() + timedelta(days=40)),
        )
        over = factory.Trait(
            starts_on=factory.LazyFunction(lambda: today() - timedelta(days=40)),
            ends_on=factory.LazyFunction(lambda: today() - timedelta(days=30)),
        )

    area = factory.SubFactory(AreaFactory)
    title = factory.Sequence(lambda n: f"诚信宣传{n}")
    state = CampaignState.PUBLISHED
    starts_on = factory.LazyFunction(lambda: today() - timedelta(days=3))
    ends_on = factory.LazyFunction(lambda: today() + timedelta(days=3))


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    class Params:
        cancelled = factory.Trait(state=ActivityState.CANCELLED)

    campaign = factory.SubFactory(CampaignFactory)
    title = factory.Sequence(lambda n: f"咨询台{n}")
    place = "人民广场"
    starts_at = factory.LazyFunction(lambda: now() + timedelta(days=1))
