"""Wagtail's generic views, held to the rows a staff member may see: anything else is 404."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import Area, User


def home_area(user: User) -> Area | None:
    """Where what this user makes belongs; a superuser without an area works for the top one."""
    return user.area or Area.objects.first()


class ScopedIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return self.model._default_manager.for_user(self.request.user)


class ScopedEditView(generic.EditView):
    def get_queryset(self) -> QuerySet[Any]:
        return self.model._default_manager.for_user(self.request.user)


class ScopedInspectView(generic.InspectView):
    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        return get_object_or_404(self.model._default_manager.for_user(self.request.user), pk=self.pk)


class ScopedDeleteView(generic.DeleteView):
    """Refuses in words what other rows still need."""

    def get_queryset(self) -> QuerySet[Any]:
        return self.model._default_manager.for_user(self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            told = _("“%(object)s” is in use and can't be deleted.") % {"object": self.object}
            messages.error(self.request, told)
            return redirect(self.get_success_url())


class ScopedUsageView(usage.UsageView):
    def get_base_object_queryset(self) -> QuerySet[Any]:
        return super().get_base_object_queryset().for_user(self.request.user)


class ScopedHistoryView(history.HistoryView):
    def get_base_object_queryset(self) -> QuerySet[Any]:
        return super().get_base_object_queryset().for_user(self.request.user)


class ScopedViewSet(ModelViewSet):
    """A viewset over a model whose QuerySet has `.for_user()`."""

    index_view_class = ScopedIndexView
    edit_view_class = ScopedEditView
    delete_view_class = ScopedDeleteView
    inspect_view_class = ScopedInspectView
    history_view_class = ScopedHistoryView
    usage_view_class = ScopedUsageView
    copy_view_enabled = False
    add_to_reference_index = False
