from django.http import HttpResponse
from django.utils.http import content_disposition_header


def file_response(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to save under its name, Chinese ones too."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
