import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_STROKES_TEXT = 600_000


class SignForm(forms.Form):
    """What the signing page sends: strokes, never a picture."""

    text_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    idempotency_key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    strokes = forms.CharField(max_length=MAX_STROKES_TEXT, required=False, widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read the whole text and agree to sign it by hand on this screen."),
        error_messages={"required": _("Please read the text and tick this line before you sign.")},
    )

    def clean_strokes(self) -> Any:
        try:
            return json.loads(self.cleaned_data["strokes"] or "null") or {"width": 1, "height": 1, "strokes": []}
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("The signature didn't arrive whole. Please sign again.")) from error


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why don't you want to sign?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A few words are enough. Only the staff of the office read them."),
        error_messages={"required": _("Please tell us in a few words why you don't want to sign.")},
    )
