from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from common import rate_limit
from common.masking import mask_name
from issuance.domain.verification import Verdict, lookup, verify_upload
from issuance.enums import DocumentState, VerdictKind
from issuance.interfaces.forms import CodeForm, UploadForm
from issuance.interfaces.printed import printed_lines
from issuance.interfaces.uploads import is_too_large, keep_in_memory
from issuance.interfaces.words import state_words, verdict_words
from issuance.validators import normalise_verify_code

MISSES, UPLOADS = 30, 20  # per ten minutes and address: a venue behind one router must get through, a guesser must not
WINDOW = 600


# Nothing is changed here and the token would have to be read from the body, which a huge upload must not reach.
@csrf_exempt
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """A field for the code and one for the file; the answer to a file stands on the same page."""
    if request.method == "POST":
        return _verify_file(request)
    form = CodeForm(request.GET) if "code" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        return _go_to_code(form.cleaned_data["code"], request=request)
    return _page(request, code_form=form)


def _go_to_code(text: str, *, request: HttpRequest) -> HttpResponse:
    code = normalise_verify_code(text)
    if not code:
        return _unknown(request)
    return redirect("issuance:verify-code", code="-".join((code[:4], code[4:8], code[8:])))


def _verify_file(request: HttpRequest) -> HttpResponse:
    if rate_limit.is_limited(request, "verify-upload", limit=UPLOADS):
        return _limited(request)
    rate_limit.count_try(request, "verify-upload", seconds=WINDOW)
    if is_too_large(request):
        return _answer(request, Verdict(VerdictKind.TOO_LARGE))
    handler = keep_in_memory(request)
    form = UploadForm(request.POST, request.FILES)
    if handler.is_over:
        return _answer(request, Verdict(VerdictKind.TOO_LARGE))
    if not form.is_valid():
        return _page(request, upload_form=form, status=422)
    return _answer(request, verify_upload(form.cleaned_data["file"]))


def _answer(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    lines = []
    if verdict.document and verdict.is_original:
        lines = printed_lines(verdict.document, name=verdict.document.person_name)
    return _page(request, verdict=verdict, words=verdict_words(verdict), lines=lines)


@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code of a paper leads: its state in words, every printed fact, the name masked."""
    if rate_limit.is_limited(request, "verify-code", limit=MISSES):
        return _limited(request)
    document = lookup(code)
    if document is None:
        return _unknown(request)
    context = {
        "document": document,
        "words": state_words(document),
        "is_valid": document.state == DocumentState.VALID,
        "lines": printed_lines(document, name=mask_name(document.person_name)),
    }
    return render(request, "issuance/document_verify.html", context)


def _unknown(request: HttpRequest) -> HttpResponse:
    rate_limit.count_try(request, "verify-code", seconds=WINDOW)
    return _page(request, unknown=True, status=404)


def _limited(request: HttpRequest) -> HttpResponse:
    message = _("Too many checks from this network. Please wait ten minutes and try again.")
    return _page(request, limited=message, status=429)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    forms = {"code_form": CodeForm(), "upload_form": UploadForm()}
    return render(request, "issuance/verify.html", {**forms, **context}, status=status)
