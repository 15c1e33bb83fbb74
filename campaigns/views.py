from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from campaigns.models import Campaign
from common.clock import now, today
from common.public_pages import public_page

PER_PAGE = 12


@public_page("page")
def campaign_list(request: HttpRequest) -> HttpResponse:
    """What is on, what comes, and what has been, paged."""
    public, day = Campaign.objects.public(), today()
    past = Paginator(public.before(day), PER_PAGE).get_page(request.GET.get("page"))
    context = {"on_now": public.on(day), "coming": public.after(day), "past": past}
    return render(request, "campaigns/campaign_list.html", context)


@public_page()
def campaign_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One campaign with its activities by date; those that are over stand below those that come."""
    campaign = get_object_or_404(Campaign.objects.public().select_related("cover"), public_id=public_id)
    activities = list(campaign.activities.select_related("audience"))
    present = now()
    context = {
        "campaign": campaign,
        "when": campaign.when(today()),
        "coming": [activity for activity in activities if (activity.ends_at or activity.starts_at) >= present],
        "over": [activity for activity in activities if (activity.ends_at or activity.starts_at) < present],
    }
    return render(request, "campaigns/campaign_detail.html", context)
