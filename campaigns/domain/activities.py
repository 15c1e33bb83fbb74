from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from accounts.models import User
from campaigns.enums import ActivityState, CampaignState
from campaigns.models import Activity, Campaign
from campaigns.rules import can_run_campaigns
from common.clock import today
from common.errors import DomainError
from outreach.models import PlacePage

FIELDS = ("kind", "title", "place", "place_page", "starts_at", "ends_at", "audience", "description", "staff_contact")


SHOWN_COMING, SHOWN_PAST = 5, 3


class ActivityRefused(DomainError):
    code = "activity_refused"


@transaction.atomic
def plan_activity(
    campaign: Campaign, *, actor: User, title: str, place: str, starts_at: datetime, **details: Any
) -> Activity:
    """Add an activity. Refuses another area's campaign, an end before the beginning, and the same activity twice."""
    _check_right(campaign, actor)
    activity = Activity(campaign=campaign, title=title, place=place, starts_at=starts_at)
    for name in FIELDS:
        if name in details:
            setattr(activity, name, details[name])
    _store(activity)
    audit.record("campaigns.activity.planned", actor=actor, target=activity, title=title)
    return activity


@transaction.atomic
def change_activity(activity: Activity, *, actor: User, **details: Any) -> Activity:
    """Store new details; a cancelled activity is history and keeps its own."""
    _check_right(activity.campaign, actor)
    stored = Activity.objects.select_for_update().select_related("campaign__area").get(pk=activity.pk)
    changed = {name: details[name] for name in FIELDS if name in details and getattr(stored, name) != details[name]}
    if not changed:
        return stored
    if stored.is_cancelled:
        raise ActivityRefused(_("This activity was cancelled. Please plan a new one."), code="cancelled")
    for name, value in changed.items():
        setattr(stored, name, value)
    _store(stored)
    audit.record("campaigns.activity.changed", actor=actor, target=stored, fields=sorted(changed))
    return stored


@transaction.atomic
def cancel_activity(activity: Activity, *, actor: User) -> Activity:
    """Mark it cancelled; it stays on the page, so that nobody travels for nothing. Once more changes nothing."""
    _check_right(activity.campaign, actor)
    waiting = Activity.objects.filter(pk=activity.pk, state=ActivityState.PLANNED)
    if waiting.update(state=ActivityState.CANCELLED):
        audit.record("campaigns.activity.cancelled", actor=actor, target=activity)
    activity.state = ActivityState.CANCELLED
    return activity


@transaction.atomic
def delete_activity(activity: Activity, *, actor: User) -> None:
    """Only as long as its campaign is a draft: what people may have read is cancelled, not deleted."""
    _check_right(activity.campaign, actor)
    rows = Activity.objects.filter(pk=activity.pk, campaign__state=CampaignState.DRAFT)
    deleted, _rows = rows.delete()
    if not deleted:
        raise ActivityRefused(_("People may have read of this activity, so it can only be cancelled, not deleted."))
    audit.record("campaigns.activity.deleted", actor=actor, area=activity.area, title=activity.title)


def next_at_place(place: PlacePage) -> list[Activity]:
    """What is announced for a place: the next five activities, then the last three, those that may be public only."""
    rows = Activity.objects.public().filter(place_page=place).select_related("audience")
    coming = rows.filter(starts_at__date__gte=today()).order_by("starts_at", "pk")[:SHOWN_COMING]
    past = rows.filter(starts_at__date__lt=today()).order_by("-starts_at", "-pk")[:SHOWN_PAST]
    return [*coming, *past]


def _store(activity: Activity) -> None:
    if activity.ends_at and activity.ends_at < activity.starts_at:
        raise ActivityRefused(_("The end lies before the beginning. Please check the times."), code="times")
    try:
        with transaction.atomic():
            activity.save()
    except IntegrityError as error:
        raise ActivityRefused(_("This activity is already in the plan: same title, same time.")) from error


def _check_right(campaign: Campaign, actor: User) -> None:
    if not can_run_campaigns(actor, campaign.area):
        raise ActivityRefused(
            _("You don't look after campaigns of this area. Please ask its organiser."), code="not_yours"
        )
