from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.domain import audit
from accounts.rules import is_staff_member
from issuance.access import document_for
from issuance.enums import DocumentState
from issuance.models import IssuedDocument
from issuance.rules import can_look


@never_cache
@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The sealed file, for its holder and for staff of the area; for everybody else the paper doesn't exist."""
    document = document_for(request, public_id) or _for_staff(request, public_id)
    if document is None:
        raise Http404
    if document.state != DocumentState.VALID and not (document.sealed and is_staff_member(request.user)):
        return render(request, "issuance/document_waiting.html", {"document": document}, status=409)
    return sealed_file(document, request=request)


def _for_staff(request: HttpRequest, public_id: str) -> IssuedDocument | None:
    if not can_look(request.user):
        return None
    return IssuedDocument.objects.for_user(request.user).filter(public_id=public_id).first()


def sealed_file(document: IssuedDocument, *, request: HttpRequest) -> FileResponse:
    if is_staff_member(request.user):
        audit.record("issuance.document.downloaded", actor=request.user, target=document, area=document.area)
    name = f"{document.get_kind_display()}-{document.number or document.printed_code}.pdf"
    response = FileResponse(document.sealed.open(), as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response
