from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.admin.policies import LimitedPolicy
from outreach.models import FreshnessRule


class FreshnessIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[FreshnessRule]:
        return FreshnessRule.objects.live().order_by("page__path")


class FreshnessRuleViewSet(ModelViewSet):
    """How often each column must get something new. Columns come and go by themselves; the days are the office's."""

    model = FreshnessRule
    icon = "history"
    menu_label = _("Update intervals")
    name = url_prefix = "update-intervals"
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = FreshnessIndexView
    permission_policy = LimitedPolicy(FreshnessRule, "change", "view")
    list_display = [
        TitleColumn("page", label=_("section"), url_name="update-intervals:edit"),
        Column("days", label=_("something new every … days"), accessor="days"),
        DateColumn("newest_at", label=_("newest")),
    ]
    form_fields: list[Any] = ["update_every_days"]
    list_filter: list[Any] = []
