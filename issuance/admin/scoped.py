"""Wagtail's views of one object, held to the rows a staff member may see: anything else is 404."""

from typing import Any

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from wagtail.admin.views.generic import EditView, InspectView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView


class ScopedHistoryView(HistoryView):
    def get_base_object_queryset(self) -> QuerySet:
        return super().get_base_object_queryset().for_user(self.request.user)


class ScopedUsageView(UsageView):
    def get_base_object_queryset(self) -> QuerySet:
        return super().get_base_object_queryset().for_user(self.request.user)


class ScopedEditView(EditView):
    def get_object(self, queryset: Any = None) -> Model:
        get_object_or_404(self.model.objects.for_user(self.request.user), pk=self.kwargs[self.pk_url_kwarg])
        return super().get_object(queryset)


class ScopedInspectView(InspectView):
    def get_object(self, queryset: Any = None) -> Model:
        return get_object_or_404(self.model.objects.for_user(self.request.user), pk=self.pk)
