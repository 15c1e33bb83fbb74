from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView

from accounts.admin.policies import LimitedPolicy
from accounts.admin.scoped import ScopedEditView, ScopedIndexView, ScopedInspectView, ScopedViewSet
from common.clock import now
from subjects.domain.destinations import save_destination
from subjects.domain.subject_imports import queue_import
from subjects.interfaces.admin_forms import DestinationForm, ImportForm
from subjects.models import Delivery, Destination, SubjectImport
from subjects.rules import can_manage_destinations

SHOWN_REJECTIONS = 500


class ForUserFormMixin:
    """Forms that offer only the areas of the person who fills them in."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | {"for_user": self.request.user}  # type: ignore[attr-defined]


class DestinationSaveMixin(ForUserFormMixin):
    def save_instance(self) -> Destination:
        form = self.form  # type: ignore[attr-defined]
        actor = self.request.user  # type: ignore[attr-defined]
        return save_destination(form.instance, actor=actor, secret=form.cleaned_data["secret"])


class DestinationCreateView(DestinationSaveMixin, CreateView):
    pass


class DestinationEditView(DestinationSaveMixin, ScopedEditView):
    pass


class DestinationViewSet(ScopedViewSet):
    """Where completion records go. None exists until the system administrator enters one with its legal basis."""

    model = Destination
    icon = "upload"
    menu_label = _("Destinations of records")
    name = url_prefix = "record-destinations"
    add_to_settings_menu = True
    add_view_class = DestinationCreateView
    edit_view_class = DestinationEditView
    permission_policy = LimitedPolicy(Destination, "add", "change", "view")
    list_display = ["name", "area", "url", "active"]

    def get_form_class(self, for_update: bool = False) -> type[DestinationForm]:
        return DestinationForm


class DeliveryIndexView(ScopedIndexView):
    def get_base_queryset(self) -> QuerySet[Delivery]:
        rows = super().get_base_queryset().select_related("record__subject", "destination")
        return rows.defer("destination__secret")


def lag(delivery: Delivery) -> str:
    """How long the record was, or has been, on its way."""
    span = (delivery.delivered_at or now()) - delivery.created_at
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return gettext("under a minute")
    if minutes < 120:
        return gettext("%(count)d minutes") % {"count": minutes}
    return gettext("%(count)d hours") % {"count": minutes // 60}


class DeliveryInspectView(ScopedInspectView):
    template_name = "subjects/admin/delivery_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["tries"] = self.object.tries.all()[:50]
        context["lag"] = lag(self.object)
        context["can_retry"] = can_manage_destinations(self.request.user)
        return context


class DeliveryViewSet(ScopedViewSet):
    """What was sent, what waits, and why."""

    model = Delivery
    icon = "arrow-right-full"
    menu_label = _("Deliveries")
    name = url_prefix = "record-deliveries"
    index_view_class = DeliveryIndexView
    inspect_view_class = DeliveryInspectView
    inspect_view_enabled = True
    inspect_template_name = "subjects/admin/delivery_inspect.html"
    permission_policy = LimitedPolicy(Delivery, "view")
    list_display = [
        TitleColumn("record", label=_("subject"), accessor="record.subject", url_name="record-deliveries:inspect"),
        Column("session", label=_("session number"), accessor="record.session_number"),
        Column("destination", label=_("destination")),
        Column("state", label=_("state"), accessor="get_state_display"),
        Column("lag", label=_("on its way for"), accessor=lag),
        Column("attempts", label=_("tries")),
        Column("last_error", label=_("last failure")),
    ]
    list_filter = ["state", "destination"]
    search_fields = ["record__subject__name", "record__identifier", "record__session_number"]
    form_fields = ["state"]


class ImportCreateView(ForUserFormMixin, CreateView):
    submit_button_label = _("Upload and import")

    def save_instance(self) -> SubjectImport:
        data = self.form.cleaned_data
        return queue_import(area=data["area"], file=data["file"], user=self.request.user)

    def get_success_url(self) -> str:
        return reverse("subject-imports:inspect", args=[self.object.pk])


class ImportInspectView(ScopedInspectView):
    template_name = "subjects/admin/import_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rejected_rows"] = self.object.rejected_rows.all()[:SHOWN_REJECTIONS]
        context["shown"] = SHOWN_REJECTIONS
        return context


class SubjectImportViewSet(ScopedViewSet):
    """Files of enterprises: uploaded here, imported in the background, each row accounted for."""

    model = SubjectImport
    icon = "download"
    menu_label = _("Imports")
    name = url_prefix = "subject-imports"
    add_view_class = ImportCreateView
    inspect_view_class = ImportInspectView
    inspect_view_enabled = True
    inspect_template_name = "subjects/admin/import_inspect.html"
    permission_policy = LimitedPolicy(SubjectImport, "add", "view")
    list_display = [
        TitleColumn("file_name", label=_("file name"), url_name="subject-imports:inspect"),
        DateColumn("started_at", label=_("started")),
        Column("state", label=_("state"), accessor="get_state_display"),
        *[Column(name, label=label) for name, label in (("rows", _("rows")), ("created", _("new")))],
        *[Column(name, label=label) for name, label in (("updated", _("changed")), ("unchanged", _("unchanged")))],
        Column("rejected", label=_("rejected")),
    ]
    list_filter = ["state"]

    def get_form_class(self, for_update: bool = False) -> type[ImportForm]:
        return ImportForm
