from typing import Any

from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSetGroup

from accounts.admin.refusals import RefusalInForm
from accounts.admin.scoped import ScopedDeleteView, ScopedEditView, ScopedIndexView, ScopedViewSet
from campaigns.domain import activities, campaigns
from campaigns.enums import ActivityState
from campaigns.interfaces.forms import ActivityForm, CampaignForm
from campaigns.models import Activity, Campaign
from common.errors import DomainError


class RefusalInMessage:
    """What can't be deleted stays, and the reason is said above the list."""

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except DomainError as error:
            messages.error(self.request, str(error))  # type: ignore[attr-defined]
            return redirect(self.get_success_url())  # type: ignore[attr-defined]


class CampaignCreateView(RefusalInForm, generic.CreateView):
    def save_instance(self) -> Campaign:
        details = dict(self.form.cleaned_data)
        state = details.pop("state")
        campaign = campaigns.create_campaign(actor=self.request.user, **details)
        return campaigns.move_campaign(campaign, state, actor=self.request.user)


class CampaignEditView(RefusalInForm, ScopedEditView):
    def save_instance(self) -> Campaign:
        self.has_content_changes = self.form.has_changed()
        details = dict(self.form.cleaned_data)
        campaign = campaigns.change_campaign(self.object, actor=self.request.user, **details)
        return campaigns.move_campaign(campaign, details["state"], actor=self.request.user)


class CampaignDeleteView(RefusalInMessage, ScopedDeleteView):
    def delete_action(self) -> None:
        campaigns.delete_campaign(self.object, actor=self.request.user)


class CampaignViewSet(ScopedViewSet):
    model = Campaign
    icon = "calendar-alt"
    menu_label = _("Campaigns")
    url_prefix = "campaigns"
    add_view_class = CampaignCreateView
    edit_view_class = CampaignEditView
    delete_view_class = CampaignDeleteView
    list_display = [
        "title",
        DateColumn("starts_on", label=_("first day"), sort_key="starts_on"),
        DateColumn("ends_on", label=_("last day"), sort_key="ends_on"),
        Column("state", label=_("state"), accessor="get_state_display"),
    ]
    list_filter = ["state", "area"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("title"), FieldPanel("mark")]),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("summary"),
            FieldPanel("theme"),
            FieldRowPanel([FieldPanel("lead_units"), FieldPanel("assisting_units")]),
            FieldPanel("cover"),
            FieldPanel("body"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("area"), FieldPanel("state")])], heading=_("Where, and shown or not")
            ),
        ],
        base_form_class=CampaignForm,
    )


class ActivityIndexView(ScopedIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("campaign", "audience")


class ActivityCreateView(RefusalInForm, generic.CreateView):
    def save_instance(self) -> Activity:
        details = dict(self.form.cleaned_data)
        details.pop("state")
        return activities.plan_activity(actor=self.request.user, **details)


class ActivityEditView(RefusalInForm, ScopedEditView):
    def save_instance(self) -> Activity:
        self.has_content_changes = self.form.has_changed()
        details = dict(self.form.cleaned_data)
        activity = activities.change_activity(self.object, actor=self.request.user, **details)
        if details["state"] == ActivityState.CANCELLED:
            return activities.cancel_activity(activity, actor=self.request.user)
        return activity


class ActivityDeleteView(RefusalInMessage, ScopedDeleteView):
    def delete_action(self) -> None:
        activities.delete_activity(self.object, actor=self.request.user)


class ActivityViewSet(ScopedViewSet):
    model = Activity
    icon = "date"
    menu_label = _("Activities")
    url_prefix = "activities"
    index_view_class = ActivityIndexView
    add_view_class = ActivityCreateView
    edit_view_class = ActivityEditView
    delete_view_class = ActivityDeleteView
    list_display = [
        "title",
        Column("campaign", label=_("campaign")),
        DateColumn("starts_at", label=_("begins"), sort_key="starts_at"),
        "place",
        Column("state", label=_("state"), accessor="get_state_display"),
    ]
    list_filter = ["campaign", "kind", "state"]
    search_fields = ["title", "place"]
    edit_handler = ObjectList(
        [
            FieldPanel("campaign"),
            FieldRowPanel([FieldPanel("title"), FieldPanel("kind")]),
            FieldPanel("place"),
            FieldPanel("place_page"),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldRowPanel([FieldPanel("audience"), FieldPanel("staff_contact")]),
            FieldPanel("description"),
            FieldPanel("state"),
        ],
        base_form_class=ActivityForm,
    )


class CampaignGroup(ModelViewSetGroup):
    menu_label = _("Campaigns and activities")
    menu_icon = "calendar-alt"
    menu_order = 210
    items = (CampaignViewSet, ActivityViewSet)
