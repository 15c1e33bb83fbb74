from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from outreach.domain.images import DAMAGED, PictureDamaged, strip_metadata


class SiteImageForm(BaseImageForm):
    """Every upload to the picture library, one or many, passes here: what the camera wrote into the file is taken out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].to_python = whole_pictures(self.fields["file"].to_python)

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if not file or "file" not in self.changed_data:
            return file
        try:
            return strip_metadata(file, name=file.name)
        except PictureDamaged as error:
            raise ValidationError(str(error)) from error


def whole_pictures(to_python: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Wagtail's field opens the picture a second time to count its pixels and doesn't expect one cut off in its header."""

    def checked(data: Any) -> Any:
        try:
            return to_python(data)
        except OSError as error:
            raise ValidationError(DAMAGED) from error

    return checked


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=200)


class PublicationDateForm(ReasonForm):
    at = forms.DateTimeField(
        label=_("first published"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    field_order = ["at", "reason"]
