from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from issuance.models import IssuedDocument


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Verification code"),
        max_length=60,
        help_text=_(
            "12 letters and digits at the foot of the paper, such as K7QM-4XHD-2PNA. Capitals and dashes don't matter."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Please enter the code from the foot of the paper.")},
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("The PDF file of the paper"),
        allow_empty_file=True,
        help_text=_("The file as you received it, not a photo, scan or print-out. We check it and don't keep it."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"required": _("Please choose the PDF file first.")},
    )


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Shown to everybody who checks the paper. No personal data, please."),
        error_messages={"required": _("Please give the reason: it is shown to whoever checks the paper.")},
    )


class ReplaceForm(RevokeForm):
    """A corrected certificate: what may be wrong is offered as it stands on the old one."""

    person_name = forms.CharField(label=_("Full name"), max_length=60)
    unit = forms.CharField(label=_("Name of the unit"), max_length=120)
    role = forms.CharField(label=_("Role in the unit"), max_length=40, required=False)

    field_order = ["person_name", "unit", "role", "reason"]

    def __init__(self, *args: Any, document: IssuedDocument, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "person_name": document.person_name,
            "unit": document.facts.get("unit", ""),
            "role": document.facts.get("role", ""),
        }
        super().__init__(*args, **kwargs)

    def corrected_facts(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in ("unit", "role")}
