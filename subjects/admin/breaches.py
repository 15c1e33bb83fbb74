"""Breach records in the Wagtail admin: entered, corrected, closed; the office's leader looks."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView

from accounts.access import user_of
from accounts.admin.policies import LimitedPolicy
from accounts.admin.refusals import RefusalInForm
from accounts.admin.scoped import ScopedEditView, ScopedIndexView, ScopedInspectView, ScopedViewSet
from subjects.admin.approvals import manager_required, page, try_to
from subjects.admin.viewsets import ForUserFormMixin
from subjects.domain.breaches import close_breach, correct_breach, record_breach, reopen_breach
from subjects.interfaces.admin_forms import BreachForm, CloseBreachForm, ReasonForm
from subjects.models import BreachRecord
from subjects.rules import can_approve_in


class BreachIndexView(ScopedIndexView):
    def get_base_queryset(self) -> QuerySet[BreachRecord]:
        return super().get_base_queryset().select_related("subject").defer("content", "extra")


class BreachCreateView(RefusalInForm, ForUserFormMixin, CreateView):
    def save_instance(self) -> BreachRecord:
        details = dict(self.form.cleaned_data)
        return record_breach(details.pop("code"), actor=self.request.user, **details)


class BreachEditView(RefusalInForm, ForUserFormMixin, ScopedEditView):
    def save_instance(self) -> BreachRecord:
        self.has_content_changes = self.form.has_changed()
        return correct_breach(self.object, actor=self.request.user, **self.form.cleaned_data)


class BreachInspectView(ScopedInspectView):
    template_name = "subjects/admin/breach_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["can_decide"] = can_approve_in(self.request.user, self.object.subject.area)
        return context


class BreachRecordViewSet(ScopedViewSet):
    model = BreachRecord
    icon = "warning"
    menu_label = gettext_lazy("Breach records")
    name = url_prefix = "breach-records"
    index_view_class = BreachIndexView
    add_view_class = BreachCreateView
    edit_view_class = BreachEditView
    inspect_view_class = BreachInspectView
    inspect_view_enabled = True
    inspect_template_name = "subjects/admin/breach_inspect.html"
    permission_policy = LimitedPolicy(BreachRecord, "add", "change", "view")
    list_display = [
        TitleColumn("subject", label=gettext_lazy("subject"), url_name="breach-records:inspect"),
        Column("kind", label=gettext_lazy("kind"), accessor="get_kind_display"),
        Column("decision_number", label=gettext_lazy("decision number")),
        Column("authority", label=gettext_lazy("deciding authority")),
        Column("decided_on", label=gettext_lazy("decided on"), sort_key="decided_on"),
        Column("published_class", label=gettext_lazy("class as published"), accessor="get_published_class_display"),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
    ]
    list_filter = ["kind", "published_class", "state"]
    search_fields = ["subject__name", "subject__uscc", "decision_number", "authority"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[BreachForm]:
        return BreachForm


@manager_required
def breach_close(request: HttpRequest, pk: int) -> HttpResponse:
    record = _record(request, pk)
    form = CloseBreachForm(request.POST or None)
    if form.is_valid():
        done = try_to(
            request, lambda: close_breach(record, actor=user_of(request), **form.cleaned_data), _("Closed, on record.")
        )
        if done:
            return redirect("breach-records:inspect", record.pk)
    return _ask(request, record, form, _("How did this record end, according to the authority?"))


@manager_required
def breach_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    record = _record(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try_to(
            request,
            lambda: reopen_breach(record, actor=user_of(request), **form.cleaned_data),
            _("Open again, on record."),
        )
        return redirect("breach-records:inspect", record.pk)
    return _ask(request, record, form, _("Open this record again? It then counts as still published."))


def _record(request: HttpRequest, pk: int) -> BreachRecord:
    return get_object_or_404(BreachRecord.objects.for_user(request.user).select_related("subject__area"), pk=pk)


def _ask(request: HttpRequest, record: BreachRecord, form: Any, question: str) -> HttpResponse:
    back = reverse("breach-records:inspect", args=[record.pk])
    title = f"{record.subject} · {record}"
    return page(request, "subjects/admin/question.html", title, form=form, question=question, back=back)
