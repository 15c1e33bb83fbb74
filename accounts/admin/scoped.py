"""Wagtail's generic views, held to the rows a staff member may see: anything else is 404."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet


class ScopedIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return self.model._default_manager.for_user(self.request.user)


class ScopedEditView(generic.EditView):
    def get_queryset(self) -> QuerySet[Any]:
        return self.model._default_manager.for_user(self.request.user)


class ScopedInspectView(generic.InspectView):
    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        return get_object_or_404(self.model._default_manager.for_user(self.request.user), pk=self.pk)


class ScopedViewSet(ModelViewSet):
    """A viewset over a model whose QuerySet has `.for_user()`."""

    index_view_class = ScopedIndexView
    edit_view_class = ScopedEditView
    inspect_view_class = ScopedInspectView
    copy_view_enabled = False
    add_to_reference_index = False
