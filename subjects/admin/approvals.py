"""What waits for a decision: firms nobody imported, and people who say they act for a firm."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require, user_of
from common.errors import DomainError
from subjects.domain.approvals import approve_subject, reject_subject
from subjects.domain.deliveries import retry_delivery
from subjects.domain.representatives import approve_representative, end_representative
from subjects.enums import OPEN_REPRESENTATIVE_STATES
from subjects.interfaces.admin_forms import ProofForm, ReasonForm
from subjects.models import Delivery, Representative, Subject
from subjects.rules import can_manage_destinations, can_manage_subjects

PER_PAGE = 50
manager_required = require(can_manage_subjects, login_url="wagtailadmin_login")
system_admin_required = require(can_manage_destinations, login_url="wagtailadmin_login")


@manager_required
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    open_claims = Count("representatives", filter=Q(representatives__state__in=OPEN_REPRESENTATIVE_STATES))
    subjects = Subject.objects.for_user(request.user).pending().select_related("area").annotate(claims=open_claims)
    claims = Representative.objects.for_user(request.user).waiting().select_related("user", "subject")
    context = {
        "subjects": Paginator(subjects.order_by("created_at"), PER_PAGE).get_page(request.GET.get("p")),
        "claims": Paginator(claims.order_by("created_at"), PER_PAGE).get_page(request.GET.get("c")),
    }
    return page(request, "subjects/admin/approvals.html", _("Waiting for approval"), **context)


@manager_required
@require_POST
def subject_approve(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(Subject.objects.for_user(request.user), pk=pk)
    try_to(
        request,
        lambda: approve_subject(subject, actor=user_of(request)),
        _("%(name)s is on file now.") % {"name": subject},
    )
    return redirect("subject-approvals")


@manager_required
def subject_reject(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(Subject.objects.for_user(request.user).pending(), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try_to(request, lambda: reject_subject(subject, actor=user_of(request), reason=reason), _("Turned down."))
        return redirect("subject-approvals")
    question = _("Turn this firm down? The people who entered it can't enrol anybody for it any longer.")
    title = _("Turn down: %(name)s") % {"name": subject}
    return page(request, "subjects/admin/reason.html", title, form=form, question=question)


@manager_required
def representative_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve with the proof seen, or go on to end the claim."""
    claim = _claim(request, pk)
    form = ProofForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        done = try_to(
            request,
            lambda: approve_representative(claim, actor=user_of(request), **data),
            _("Approved: this person sees the file of %(name)s now.") % {"name": claim.subject},
        )
        if done:
            return redirect("subject-approvals")
    return page(request, "subjects/admin/representative.html", str(claim), form=form, claim=claim)


@manager_required
def representative_end(request: HttpRequest, pk: int) -> HttpResponse:
    claim = _claim(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try_to(request, lambda: end_representative(claim, actor=user_of(request), reason=reason), _("Ended."))
        return redirect("subject-approvals")
    question = _("End this? The person no longer sees the firm's file and can't enrol anybody for it.")
    return page(request, "subjects/admin/reason.html", str(claim), form=form, question=question)


@system_admin_required
@require_POST
def delivery_retry(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.for_user(request.user).select_related("record__area"), pk=pk)
    try_to(request, lambda: retry_delivery(delivery, actor=user_of(request)), _("It is tried again now."))
    return redirect("record-deliveries:inspect", delivery.pk)


def _claim(request: HttpRequest, pk: int) -> Representative:
    claims = Representative.objects.for_user(request.user).open().select_related("user", "subject__area")
    return get_object_or_404(claims, pk=pk)


def try_to(request: HttpRequest, act: Callable[[], Any], success: str) -> bool:
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, success)
    return True


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return render(request, template, {"page_title": title, "header_title": title, "header_icon": "group", **context})
