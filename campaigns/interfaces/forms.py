from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import Area, User
from accounts.rules import covers_area
from campaigns.models import Campaign


class CampaignForm(WagtailAdminModelForm):
    """A new campaign belongs to one of the areas its maker looks after; later its area stays."""

    for_user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        covered = [each.pk for each in Area.objects.all() if covers_area(self.for_user, each)]
        area.queryset = Area.objects.filter(pk__in=covered)
        area.initial = area.initial or self.for_user.area_id
        area.disabled = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first day. Please check the dates."))
        return data


class ActivityForm(WagtailAdminModelForm):
    for_user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaign = self.fields["campaign"]
        campaign.queryset = Campaign.objects.for_user(self.for_user)
        campaign.disabled = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if begins and ends and ends < begins:
            self.add_error("ends_at", _("The end lies before the beginning. Please check the times."))
        return data
