"""A page elsewhere: its package, the text for WeChat, and where it was published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Page

from accounts.access import require, user_of
from common.clock import today
from common.downloads import file_response
from common.errors import DomainError
from outreach.domain.republications import (
    correct_republication,
    mark_synced,
    published_transcript,
    record_republication,
    refresh_current,
    withdraw_republication,
)
from outreach.domain.short_links import short_address
from outreach.domain.transcripts import check_code, pictures_of, readable_types
from outreach.interfaces.packages import build_package
from outreach.interfaces.republication_forms import RepublicationForm, WithdrawalForm, first_details
from outreach.interfaces.wechat_preview import wechat_preview
from outreach.models import Republication
from outreach.rules import can_republish

publisher_required = require(can_republish, login_url="wagtailadmin_login")
Act = Callable[[], object]


@publisher_required
def page_elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be taken along, where the page was published, and the form to enter one more place."""
    page = _page(pk)
    form = RepublicationForm(posted(request), initial=first_details(page.title))
    if form.is_valid():
        entered = form.cleaned_data
        if _try_in_form(form, lambda: record_republication(page, actor=user_of(request), **entered)):
            messages.success(request, _("Entered."))
            return redirect("page-elsewhere", page.pk)
    refresh_current(page)
    code, problem = _code_or_problem(page)
    copies = page.republications.select_related("recorded_by", "page")
    context = {"page": page, "form": form, "code": code, "problem": problem, "copies": copies}
    return _screen(request, "elsewhere", _("Publish elsewhere"), **context)


@publisher_required
@require_GET
def page_package(request: HttpRequest, pk: int) -> HttpResponse:
    page = _page(pk)
    try:
        package = build_package(page)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("page-elsewhere", page.pk)
    return file_response(package.content, "application/zip", package.name)


@publisher_required
@require_GET
def page_wechat(request: HttpRequest, pk: int) -> HttpResponse:
    """The text ready to be copied, in a frame of its own so that the admin's styles don't come along."""
    page = _page(pk)
    try:
        transcript = published_transcript(page)
        preview = wechat_preview(transcript)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("page-elsewhere", page.pk)
    context = {
        "page": page,
        "transcript": transcript,
        "preview": preview,
        "code": check_code(transcript),
        "has_pictures": bool(pictures_of(transcript)),
        "original": short_address(page),
    }
    return _screen(request, "wechat", _("Copy to the WeChat account"), **context)


@publisher_required
def republication_correct(request: HttpRequest, pk: int) -> HttpResponse:
    copy = _copy(pk)
    form = RepublicationForm(
        posted(request), initial={name: getattr(copy, name) for name in RepublicationForm.base_fields}
    )
    if form.is_valid():
        entered = form.cleaned_data
        if _try_in_form(form, lambda: correct_republication(copy, actor=user_of(request), **entered)):
            messages.success(request, _("Corrected."))
            return _back(copy)
    return _screen(request, "republication", _("Correct this entry"), copy=copy, form=form, page=copy.page)


@publisher_required
@require_POST
def republication_sync(request: HttpRequest, pk: int) -> HttpResponse:
    copy = _copy(pk)
    try:
        mark_synced(copy, actor=user_of(request), seen=request.POST.get("seen", ""))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: it says the same again."))
    return _back(copy)


@publisher_required
def republication_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    copy = _copy(pk)
    form = WithdrawalForm(posted(request), initial={"withdrawn_on": today()})
    if form.is_valid():
        entered = form.cleaned_data
        if _try_in_form(form, lambda: withdraw_republication(copy, actor=user_of(request), **entered)):
            messages.success(request, _("Noted: it was taken down there."))
            return _back(copy)
    return _screen(request, "republication", _("Taken down there"), copy=copy, form=form, page=copy.page)


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, empty ones too; None for a GET."""
    return request.POST if request.method == "POST" else None


def _page(pk: int) -> Page:
    """A page that can be carried elsewhere; lists of pages are 404."""
    page = get_object_or_404(Page.objects.select_related("content_type"), pk=pk).specific
    if not isinstance(page, readable_types()):
        raise Http404
    return page


def _copy(pk: int) -> Republication:
    return get_object_or_404(Republication.objects.select_related("page"), pk=pk)


def _code_or_problem(page: Page) -> tuple[str, str]:
    try:
        return check_code(published_transcript(page)), ""
    except DomainError as refusal:
        return "", str(refusal)


def _try_in_form(form: Any, act: Act) -> bool:
    """What the domain refuses becomes an error of the form; nothing typed is lost."""
    try:
        act()
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _back(copy: Republication) -> HttpResponse:
    return redirect("page-elsewhere", copy.page_id) if copy.page_id else redirect("republication-report")


def _screen(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    page = context["page"]
    context |= {"page_title": title, "page_subtitle": page.title if page else "", "header_icon": "upload"}
    form = context.get("form")
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, f"outreach/admin/{name}.html", context, status=status)
