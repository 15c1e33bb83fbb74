from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from outreach.domain.documents import DocumentRefused, check_document
from outreach.domain.images import DAMAGED, PictureRefused, check_header, strip_metadata


class SiteImageForm(BaseImageForm):
    """Every upload to the picture library, one or many, passes here: what the camera wrote into the file is taken out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].to_python = checked_pictures(self.fields["file"].to_python)

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if not file or "file" not in self.changed_data:
            return file
        try:
            return strip_metadata(file, name=file.name)
        except PictureRefused as error:
            raise ValidationError(str(error)) from error


def checked_pictures(to_python: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Wagtail's field opens whatever it gets; ours looks at its size and its first bytes before."""

    def checked(data: Any) -> Any:
        if hasattr(data, "read") and 0 < data.size <= settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            try:
                check_header(data, max_pixels=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS)
            except PictureRefused as error:
                raise ValidationError(str(error)) from error
        try:
            return to_python(data)
        except OSError as error:  # cut off behind its header, which Wagtail finds out by counting frames
            raise ValidationError(DAMAGED) from error

    return checked


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=200)


class PublicationDateForm(ReasonForm):
    at = forms.DateTimeField(
        label=gettext_lazy("first published"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    field_order = ["at", "reason"]


class SiteDocumentForm(BaseDocumentForm):
    """Every upload to the library of files passes here: it has to be what its name says."""

    class Meta(BaseDocumentForm.Meta):
        pass

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if not file or "file" not in self.changed_data:
            return file
        try:
            check_document(file, name=file.name)
        except DocumentRefused as error:
            raise ValidationError(str(error)) from error
        return file
