from collections.abc import Callable
from functools import wraps
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import staff_required
from accounts.enums import Role
from accounts.models import User
from common.errors import DomainError
from issuance.domain.documents import replace_document, revoke_document
from issuance.domain.sealing import retry_document
from issuance.interfaces.forms import ReplaceForm, RevokeForm
from issuance.models import IssuedDocument

PaperView = Callable[[HttpRequest, IssuedDocument, User], HttpResponse]


def for_manager(view: PaperView) -> Callable[..., HttpResponse]:
    """For training managers, with a paper of their area; anything else is 404."""

    @wraps(view)
    @staff_required(Role.TRAINING_MANAGER)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        paper = get_object_or_404(IssuedDocument.objects.for_user(request.user), pk=pk)
        return view(request, paper, cast(User, request.user))

    return guarded


@for_manager
def revoke(request: HttpRequest, document: IssuedDocument, actor: User) -> HttpResponse:
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _done(
            request,
            document,
            lambda: revoke_document(document, reason=form.cleaned_data["reason"], actor=actor),
            _("The paper is revoked. Whoever checks it is told so."),
        )
    text = _(
        "The number isn't used again, and this can't be undone. Whoever scans the code or checks the file reads the reason."
    )
    title, button = _("Revoke this paper?"), _("Yes, revoke it")
    return _page(request, document, form, text=text, title=title, button=button, danger=True)


@for_manager
def replace(request: HttpRequest, document: IssuedDocument, actor: User) -> HttpResponse:
    form = ReplaceForm(request.POST or None, document=document)
    if request.method == "POST" and form.is_valid():
        return _done(
            request,
            document,
            lambda: replace_document(
                document,
                reason=form.cleaned_data["reason"],
                person_name=form.cleaned_data["person_name"],
                facts=form.corrected_facts(),
                actor=actor,
            ),
            _("A corrected paper with the next number is being sealed. The old one is marked as replaced."),
        )
    text = _(
        "A new paper with the next number is issued from what stands below; the old one stays in the register as replaced."
    )
    return _page(
        request, document, form, text=text, title=_("Replace this paper?"), button=_("Yes, replace it"), danger=False
    )


@for_manager
def retry(request: HttpRequest, document: IssuedDocument, actor: User) -> HttpResponse:
    if request.method == "POST":
        done = _("The paper is being tried again. Look here in a minute.")
        return _done(request, document, lambda: retry_document(document, actor=actor), done)
    return redirect("issued-papers:inspect", document.pk)


def _done(
    request: HttpRequest, document: IssuedDocument, act: Callable[[], IssuedDocument], message: str
) -> HttpResponse:
    try:
        result = act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("issued-papers:inspect", document.pk)
    messages.success(request, message)
    return redirect("issued-papers:inspect", result.pk)


def _page(
    request: HttpRequest,
    document: IssuedDocument,
    form: forms.Form,
    *,
    title: str,
    text: str,
    button: str,
    danger: bool,
) -> HttpResponse:
    context = {"paper": document, "form": form, "title": title, "text": text, "button": button, "danger": danger}
    status = 422 if form.is_bound else 200
    return render(request, "issuance/admin/paper_end.html", context, status=status)
