"""The text as it will be published, for whoever is to sign it."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import PreviewableMixin, Revision

from reviews.domain.content import content_names


def render_version(request: HttpRequest, revision: Revision) -> HttpResponse:
    """The page itself; a snippet without a preview as its fields in words."""
    version: Any = revision.as_object()
    if isinstance(version, PreviewableMixin) and version.is_previewable():
        return version.make_preview_request(request, version.default_preview_mode, {"revision_id": revision.pk})
    return render(request, "reviews/plain_text.html", {"version": version, "lines": _lines(version)})


def _lines(version: models.Model) -> list[tuple[str, Any]]:
    names = content_names(type(version), [field.name for field in version._meta.concrete_fields])
    fields = [field for field in version._meta.concrete_fields if field.name in names]
    return [(str(field.verbose_name), getattr(version, field.name)) for field in fields if getattr(version, field.name)]
