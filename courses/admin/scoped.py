"""Wagtail's generic views, held to the rows a staff member may see: anything else is 404."""

from django.db.models import QuerySet
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import Area, User


def home_area(user: User) -> Area | None:
    """Where what this user makes belongs; a superuser without an area works for the top one."""
    return user.area or Area.objects.first()


class ScopedObjects:
    """For views of one object."""

    def get_queryset(self) -> QuerySet:
        return self.model._default_manager.for_user(self.request.user)  # type: ignore[attr-defined]


class ScopedIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet:
        return self.model._default_manager.for_user(self.request.user)


class ScopedEditView(ScopedObjects, generic.EditView):
    pass


class ScopedDeleteView(ScopedObjects, generic.DeleteView):
    pass


class ScopedUsageView(usage.UsageView):
    def get_base_object_queryset(self) -> QuerySet:
        return super().get_base_object_queryset().for_user(self.request.user)


class ScopedHistoryView(history.HistoryView):
    def get_base_object_queryset(self) -> QuerySet:
        return super().get_base_object_queryset().for_user(self.request.user)


class ScopedViewSet(ModelViewSet):
    """A viewset over a model whose QuerySet has `.for_user()`."""

    index_view_class = ScopedIndexView
    edit_view_class = ScopedEditView
    delete_view_class = ScopedDeleteView
    history_view_class = ScopedHistoryView
    usage_view_class = ScopedUsageView
    copy_view_enabled = False
    add_to_reference_index = False
