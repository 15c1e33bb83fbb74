"""Grey mode and freeze: switched on with an end and a reason, ending by themselves."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.enums import SiteSwitch
from accounts.models import SiteState, User
from accounts.rules import can_switch_site
from common.clock import now
from common.errors import DomainError

LONGEST = timedelta(days=31)  # longer is a mistyped date; it can be renewed


class SwitchRefused(DomainError):
    code = "switch_refused"


def site_state() -> SiteState:
    """The state as stored; both switches off where nobody has ever touched them."""
    return SiteState.objects.filter(pk=1).first() or SiteState()


def is_frozen() -> bool:
    """Is a freeze (重保) on: no new public forms, no scheduled posts?"""
    return site_state().is_frozen


def seconds_frozen(state: SiteState) -> int:
    """How long the freeze still lasts, at least one second: for Retry-After."""
    return max(1, int(((state.freeze_until or now()) - now()).total_seconds()))


def site_state_version() -> str:
    """A part for cache keys of public pages: changes when a switch is thrown and when one runs out."""
    state = site_state()
    return f"{state.version}{'g' if state.is_grey else ''}{'f' if state.is_frozen else ''}"


def hold_scheduled(version: Any) -> str:
    """Why a text with a time of its own has to wait: a freeze. Nothing for what a person publishes by hand.

    For whoever publishes by the clock; what is held goes out when the freeze ends.
    """
    state = site_state()
    if not state.is_frozen or getattr(version, "go_live_at", None) is None:
        return ""
    until = timezone.localtime(state.freeze_until)
    return _("The site is frozen: scheduled posts wait until %(until)s.") % {"until": f"{until:%Y-%m-%d %H:%M}"}


@transaction.atomic
def switch_on(switch: SiteSwitch, *, until: datetime, reason: str, actor: User) -> SiteState:
    """Turn the site grey, or freeze it, until that moment; again with another end or reason changes these.

    Refuses who may not, an end that is over or more than 31 days away, and a missing reason.
    """
    _check_right(actor)
    reason = reason.strip()
    if not reason:
        raise SwitchRefused(_("Please say why."))
    if not now() < until <= now() + LONGEST:
        raise SwitchRefused(_("Please choose an end in the next 31 days."))
    return _set(switch, until=until, reason=reason, actor=actor)


@transaction.atomic
def switch_off(switch: SiteSwitch, *, actor: User) -> SiteState:
    """End it now. What is off already stays off."""
    _check_right(actor)
    return _set(switch, until=None, reason="", actor=actor)


def _set(switch: SiteSwitch, *, until: datetime | None, reason: str, actor: User) -> SiteState:
    SiteState.objects.bulk_create([SiteState()], ignore_conflicts=True)
    state = SiteState.objects.select_for_update().get(pk=1)
    fields = {f"{switch}_until": until, f"{switch}_reason": reason}
    if all(getattr(state, name) == value for name, value in fields.items()):
        return state
    for name, value in fields.items():
        setattr(state, name, value)
    state.version += 1
    state.save()
    action = f"accounts.site.{switch}_{'on' if until else 'off'}"
    told = {"until": until.isoformat() if until else "", "reason": reason}
    audit.record(action, actor=actor, target=state, area=actor.area, **told)
    return state


def _check_right(actor: User) -> None:
    if not can_switch_site(actor):
        raise SwitchRefused(_("Only the office leader or a system administrator can do this."), code="not_yours")
