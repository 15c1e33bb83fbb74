from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.interfaces.forms import normalise_identifier
from subjects.enums import RepresentativeRole
from subjects.models import Subject


class ClaimForm(forms.Form):
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,
        help_text=_("18 characters, as on the business licence."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Name of the firm"),
        max_length=200,
        required=False,
        help_text=_("Only needed when the code is not in our files yet."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    role = forms.ChoiceField(
        label=_("You are the firm's"), choices=RepresentativeRole.choices, initial=RepresentativeRole.LIAISON
    )

    def clean_uscc(self) -> str:
        return normalise_identifier(self.cleaned_data["uscc"])


class FirmChoice(forms.ModelChoiceField):
    def label_from_instance(self, subject: Subject) -> str:
        return f"{subject.name}（{subject.masked_identifier}）"


class EnrolForm(forms.Form):
    """For which firm; the people stand in rows of their own."""

    firm = FirmChoice(
        label=_("Firm"), queryset=Subject.objects.none(), to_field_name="public_id", empty_label=_("Please choose")
    )
    consented = forms.BooleanField(
        label=_("I told the people named above what their data is used for, and they agree."),
        error_messages={"required": _("Please tell them first, then tick the box.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        firm = cast(FirmChoice, self.fields["firm"])
        firm.queryset = Subject.objects.claimed_by(user).order_by("name")
