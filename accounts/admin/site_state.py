"""The two switches over the public site: one screen, one click each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require, user_of
from accounts.domain.site_state import site_state, switch_off, switch_on
from accounts.enums import SiteSwitch
from accounts.interfaces.site_state import SwitchForm
from accounts.rules import can_switch_site
from common.errors import DomainError

switcher_required = require(can_switch_site, login_url="wagtailadmin_login")


@switcher_required
@require_GET
def site_state_page(request: HttpRequest) -> HttpResponse:
    return _page(request)


@switcher_required
@require_POST
def site_state_on(request: HttpRequest, switch: str) -> HttpResponse:
    chosen = _switch(switch)
    form = SwitchForm(request.POST, prefix=chosen)
    if form.is_valid():
        try:
            switch_on(chosen, actor=user_of(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Switched on. It ends by itself."))
            return redirect("site-state")
    return _page(request, {chosen: form})


@switcher_required
@require_POST
def site_state_off(request: HttpRequest, switch: str) -> HttpResponse:
    switch_off(_switch(switch), actor=user_of(request))
    messages.success(request, _("Switched off."))
    return redirect("site-state")


def _switch(text: str) -> SiteSwitch:
    if text not in SiteSwitch.values:
        raise Http404
    return SiteSwitch(text)


def _page(request: HttpRequest, refused: dict[SiteSwitch, SwitchForm] | None = None) -> HttpResponse:
    state, title = site_state(), _("Grey mode and freeze")
    is_on = {SiteSwitch.GREY: state.is_grey, SiteSwitch.FREEZE: state.is_frozen}
    context: dict[str, Any] = {"page_title": title, "header_title": title, "header_icon": "view"}
    context["switches"] = [
        {
            "switch": switch,
            "is_on": is_on[switch],
            "until": getattr(state, f"{switch}_until"),
            "reason": getattr(state, f"{switch}_reason"),
            "form": (refused or {}).get(switch) or SwitchForm(prefix=switch),
        }
        for switch in SiteSwitch
    ]
    return render(request, "accounts/admin/site_state.html", context)
