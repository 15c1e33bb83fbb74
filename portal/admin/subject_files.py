"""The subject files in the Wagtail admin: found by name or code, and everything about one subject on one page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from accounts.access import require
from accounts.admin.policies import LimitedPolicy
from accounts.admin.scoped import ScopedIndexView, ScopedViewSet
from portal.domain.subject_file import open_file
from subjects.models import Subject
from subjects.rules import can_manage_subjects, can_see_files
from subjects.validators import compact_code


class SubjectFileIndexView(ScopedIndexView):
    def get_base_queryset(self) -> QuerySet[Subject]:
        return super().get_base_queryset().select_related("area").defer("business_scope", "extra")

    def search_queryset(self, queryset: QuerySet[Subject]) -> QuerySet[Subject]:
        """Any part of the name, or the beginning of a code however it is typed."""
        if not self.is_searching:
            return queryset
        code = compact_code(self.search_query)
        by_code = queryset.filter(uscc__startswith=code) | queryset.filter(old_number__startswith=code)
        return queryset.filter(name__icontains=self.search_query) | by_code


def file_address(subject: Subject) -> str:
    return reverse("subject-file", args=[subject.pk])


class SubjectFileViewSet(ScopedViewSet):
    model = Subject
    icon = "folder-open-inverse"
    menu_label = _("Files")
    name = url_prefix = "subject-files"
    index_view_class = SubjectFileIndexView
    permission_policy = LimitedPolicy(Subject, "view")
    list_display = [
        TitleColumn("name", label=_("name of the subject"), get_url=file_address, sort_key="name"),
        Column("identifier", label=_("credit code")),
        Column("state", label=_("state"), accessor="get_state_display"),
        Column("area", label=_("area")),
        DateColumn("updated_at", label=_("last updated"), sort_key="updated_at"),
    ]
    list_filter = ["state", "identifier_kind"]
    search_fields = ["name", "uscc", "old_number"]
    search_backend_name = None
    form_fields = ["name"]


@require(can_see_files, login_url="wagtailadmin_login")
@require_GET
def subject_file(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(Subject.objects.for_user(request.user).select_related("area"), pk=pk)
    context: dict[str, Any] = {
        "file": open_file(subject),
        "subject": subject,
        "can_manage": can_manage_subjects(request.user),
        "page_title": subject.name,
        "header_title": subject.name,
        "header_icon": "folder-open-inverse",
        "breadcrumbs_items": [
            {"url": reverse("subject-files:index"), "label": _("Subject files")},
            {"url": "", "label": subject.name},
        ],
    }
    return render(request, "portal/admin/subject_file.html", context)
