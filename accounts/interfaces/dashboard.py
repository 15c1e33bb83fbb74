"""What of accounts stands on the dashboard: that the site is grey or frozen, for everybody who wonders why."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.site_state import site_state
from accounts.enums import SiteSwitch
from accounts.models import User
from accounts.rules import can_switch_site
from common.dashboard import Entry, Section


def site_state_entries(user: User) -> list[Entry]:
    state = site_state()
    href = reverse("site-state") if can_switch_site(user) else ""
    rows = [
        (state.is_grey, SiteSwitch.GREY, state.grey_reason, state.grey_until),
        (state.is_frozen, SiteSwitch.FREEZE, state.freeze_reason, state.freeze_until),
    ]
    return [
        Entry(title=str(switch.label), href=href, note=reason, tag=_("ends by itself"), at=until)
        for is_on, switch, reason, until in rows
        if is_on
    ]


SITE_STATE = Section("site_state", gettext_lazy("The whole site"), 5, site_state_entries, is_work=False)
