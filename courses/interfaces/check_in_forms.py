"""What comes in at the door and from a trainee's phone. Any bytes are answered with words, never with an error page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.interfaces.forms import PhoneField
from courses.domain.check_in import MAX_NONCE

NONCE = rf"^[A-Za-z0-9-]{{8,{MAX_NONCE}}}$"


class ScanForm(forms.Form):
    """One scan by staff: a code as typed by the scanner, or a trainee ticked on the roster."""

    code = forms.CharField(
        label=gettext_lazy("Seat-slip code"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
    )
    enrolment = forms.SlugField(max_length=32, required=False, widget=forms.HiddenInput)
    meeting = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    nonce = forms.RegexField(NONCE, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("code")) == bool(data.get("enrolment")):
            self.add_error("code", _("Please scan a seat slip, or type its code."))
        return data


class UndoForm(forms.Form):
    check_in = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class CodeEntryForm(forms.Form):
    """A trainee types the code of the seat slip, or the short one below the projector's code."""

    code = forms.CharField(
        label=gettext_lazy("Code on your seat slip"),
        help_text=gettext_lazy("8 letters and figures. In the hall, the 6 characters on the big screen work too."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class TraineePhoneForm(forms.Form):
    phone = PhoneField(label=gettext_lazy("Mobile number given at enrolment"))
