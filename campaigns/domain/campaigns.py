from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from accounts.models import Area, User
from campaigns.enums import CampaignState
from campaigns.models import Campaign
from campaigns.rules import can_run_campaigns
from common.errors import DomainError
from reviews.domain.checks.sources import Theme

FIELDS = ("title", "mark", "theme", "lead_units", "assisting_units", "starts_on", "ends_on", "summary", "body", "cover")


class CampaignRefused(DomainError):
    code = "campaign_refused"


@transaction.atomic
def create_campaign(*, actor: User, area: Area, title: str, starts_on: date, ends_on: date, **details: Any) -> Campaign:
    """Make a draft. Refuses an area the actor doesn't look after, dates in the wrong order, and the same campaign twice."""
    _check_right(actor, area)
    _check_dates(starts_on, ends_on)
    values = {name: details[name] for name in FIELDS if name in details}
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(area=area, title=title, starts_on=starts_on, ends_on=ends_on, **values)
    except IntegrityError as error:
        raise CampaignRefused(
            _("A campaign with this title and first day is already there. Please edit that one.")
        ) from error
    audit.record("campaigns.campaign.created", actor=actor, target=campaign, title=title)
    return campaign


@transaction.atomic
def change_campaign(campaign: Campaign, *, actor: User, **details: Any) -> Campaign:
    """Store new details; only what differs is written and named in the audit line. Area and state have functions of their own."""
    _check_right(actor, campaign.area)
    stored = Campaign.objects.select_for_update().get(pk=campaign.pk)
    changed = {name: details[name] for name in FIELDS if name in details and getattr(stored, name) != details[name]}
    if not changed:
        return stored
    for name, value in changed.items():
        setattr(stored, name, value)
    _check_dates(stored.starts_on, stored.ends_on)
    try:
        with transaction.atomic():
            stored.save(update_fields=list(changed))
    except IntegrityError as error:
        raise CampaignRefused(_("Another campaign has this title and first day already.")) from error
    audit.record("campaigns.campaign.changed", actor=actor, target=stored, fields=sorted(changed))
    return stored


@transaction.atomic
def move_campaign(campaign: Campaign, state: str, *, actor: User) -> Campaign:
    """Publish it, or withdraw it from the site with its activities; once more changes nothing. Nothing becomes a draft again."""
    _check_right(actor, campaign.area)
    rows = Campaign.objects.filter(pk=campaign.pk)
    if state == CampaignState.DRAFT:
        if not rows.filter(state=state).exists():
            raise CampaignRefused(
                _("This campaign was published; it can't be a draft again. Please withdraw it instead.")
            )
    elif rows.exclude(state=state).update(state=state):
        audit.record(f"campaigns.campaign.{state}", actor=actor, target=campaign)
    campaign.state = state
    return campaign


@transaction.atomic
def delete_campaign(campaign: Campaign, *, actor: User) -> None:
    """Only a draft can be deleted: what was public is withdrawn and stays on record."""
    _check_right(actor, campaign.area)
    deleted, _rows = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.DRAFT).delete()
    if not deleted:
        raise CampaignRefused(_("This campaign was published, so it can only be withdrawn, not deleted."))
    audit.record("campaigns.campaign.deleted", actor=actor, area=campaign.area, title=campaign.title)


def leading_campaign(day: date) -> Campaign | None:
    """The campaign the home page leads with: the one that is on, else the next, else the last one."""
    public = Campaign.objects.public().select_related("cover")
    return public.on(day).first() or public.after(day).first() or public.before(day).first()


def official_themes() -> list[Theme]:
    """What published campaigns want quoted and named word for word; the content checks ask for it."""
    rows = Campaign.objects.public().values_list("title", "theme", "lead_units", "assisting_units")
    return [Theme(*row) for row in rows]


def _check_right(actor: User, area: Area) -> None:
    if not can_run_campaigns(actor, area):
        raise CampaignRefused(
            _("You don't look after campaigns of this area. Please ask its organiser."), code="not_yours"
        )


def _check_dates(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise CampaignRefused(_("The last day lies before the first day. Please check the dates."), code="dates")
