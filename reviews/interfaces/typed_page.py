"""The page as it stands in somebody's editor, saved or not."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.admin.views.pages.preview import PreviewOnCreate, PreviewOnEdit
from wagtail.models import Page

# Wagtail's preview already knows how to build a page from a form that is half filled in, and who may.
PREVIEWS = {"wagtailadmin_pages:edit": PreviewOnEdit, "wagtailadmin_pages:add": PreviewOnCreate}


@dataclass(frozen=True)
class TypedPage:
    """`is_complete` is false when a field holds what can't be read: that field is as it was last saved."""

    page: Page
    is_complete: bool


def typed_page(request: HttpRequest) -> TypedPage:
    """Build it from the posted form; `?for=` is the address that form would be saved at. Raises Http404,
    BadRequest and PermissionDenied."""
    try:
        match = resolve(request.GET.get("for", ""))
    except Resolver404 as error:
        raise Http404 from error
    if match.view_name not in PREVIEWS:
        raise Http404
    preview = PREVIEWS[match.view_name]()
    preview.setup(request, *match.args, **match.kwargs)
    form = preview.get_form(request.POST)
    try:
        is_complete = preview.validate_form(form)
    except MultiValueDictKeyError as error:  # blocks say how many they are; a form without that isn't from the editor
        raise BadRequest from error
    if is_complete:
        form.save(commit=False)
    return TypedPage(form.instance, is_complete)
