from typing import Any

from django.db.models import QuerySet
from django.forms import ModelForm, modelform_factory
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.admin.policies import LimitedPolicy
from accounts.domain.areas import create_area
from accounts.domain.consent import publish_text
from accounts.models import Area, AuditEntry, ConsentText


class AreaCreateView(CreateView):
    def save_instance(self) -> Area:
        data = self.form.cleaned_data
        return create_area(**data, actor=self.request.user)


class AreaViewSet(ModelViewSet):
    model = Area
    icon = "site"
    menu_label = _("Areas")
    name = url_prefix = "areas"
    add_to_settings_menu = True
    add_view_class = AreaCreateView
    list_display = ["name", "code", "kind"]
    copy_view_enabled = False
    permission_policy = LimitedPolicy(Area, "add", "change", "view")

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        # What lies below hangs on code and parent: once made, only the name changes.
        return modelform_factory(Area, fields=["name"] if for_update else ["code", "name", "kind", "parent"])


class ConsentTextCreateView(CreateView):
    def save_instance(self) -> ConsentText:
        return publish_text(**self.form.cleaned_data, actor=self.request.user)


class ConsentTextViewSet(ModelViewSet):
    """Published wordings; a correction is a new version, so there is no editing and no deleting."""

    model = ConsentText
    icon = "doc-full"
    menu_label = _("Consent texts")
    name = url_prefix = "consent-texts"
    add_to_settings_menu = True
    add_view_class = ConsentTextCreateView
    inspect_view_enabled = True
    copy_view_enabled = False
    permission_policy = LimitedPolicy(ConsentText, "add", "view")
    list_display = ["title", "purpose", "version", "published_at"]
    form_fields = ["purpose", "title", "body"]


class AuditIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.for_user(self.request.user).select_related("actor", "area")


class AuditEntryViewSet(ModelViewSet):
    """The audit log, to read: the database refuses every change."""

    model = AuditEntry
    icon = "history"
    menu_label = _("Audit log")
    name = url_prefix = "audit-log"
    add_to_settings_menu = True
    index_view_class = AuditIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    permission_policy = LimitedPolicy(AuditEntry, "view")
    list_display = ["at", "actor_label", "action", "target_type", "target_id", "area"]
    list_filter = ["action", "target_type"]
    search_fields = ["action", "target_id", "actor_label"]
    form_fields: list[Any] = ["action"]
