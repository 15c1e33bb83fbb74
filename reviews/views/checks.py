"""The content checks beside an editor and on a page of their own. Nothing here saves a text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from accounts.access import staff_required, user_of
from common.errors import DomainError
from reviews.domain.checks import confirmed_fingerprints, examine, examine_text
from reviews.domain.checks.confirmations import confirm_warning, withdraw_confirmation
from reviews.domain.checks.word_list import WRITERS
from reviews.interfaces.check_forms import TrialForm
from reviews.interfaces.typed_page import TypedPage, typed_page


@require_POST
def content_check(request: HttpRequest) -> HttpResponse:
    """What is to be said about the form as it is right now."""
    return _findings(request, typed_page(request))


@require_POST
def content_check_confirm(request: HttpRequest) -> HttpResponse:
    """Tick a warning of the form as it is right now, or take the tick back."""
    typed = typed_page(request)
    decide = confirm_warning if request.GET.get("ticked") == "1" else withdraw_confirmation
    try:
        decide(typed.page, fingerprint=request.GET.get("fingerprint", ""), actor=user_of(request))
    except DomainError as error:
        return _findings(request, typed, refusal=str(error))
    return _findings(request, typed)


@staff_required(*WRITERS)
def content_check_trial(request: HttpRequest) -> HttpResponse:
    form = TrialForm(request.POST or None)
    title = _("Try the checks")
    context = {"page_title": title, "header_title": title, "header_icon": "glasses", "form": form}
    if form.is_valid():
        context |= {"is_checked": True, "findings": examine_text(form.cleaned_data["text"])}
    return render(request, "reviews/admin/trial.html", context)


def _findings(request: HttpRequest, typed: TypedPage, *, refusal: str = "") -> HttpResponse:
    findings, confirmed = examine(typed.page), confirmed_fingerprints(typed.page)
    warnings = [finding for finding in findings if not finding.is_blocking]
    context = {
        "blocking": [finding for finding in findings if finding.is_blocking],
        "open": [finding for finding in warnings if finding.fingerprint not in confirmed],
        "confirmed": [finding for finding in warnings if finding.fingerprint in confirmed],
        "is_complete": typed.is_complete,
        "is_saved": Page.objects.filter(pk=typed.page.pk).exists(),
        "refusal": refusal,
    }
    return render(request, "reviews/admin/findings.html", context)
