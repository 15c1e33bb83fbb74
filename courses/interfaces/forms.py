"""What people type in: a firm and the people it sends. A field's message says what is wrong and keeps what was typed."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.validators import normalise_phone
from courses.domain.enrolment import Trainee
from courses.enums import TraineeRole
from subjects.validators import OLD_NUMBER_SHAPE, compact_code, normalise_uscc


def normalise_identifier(text: str) -> str:
    """A credit code, or the 15-digit registration number some files still carry. Raises ValidationError."""
    code = compact_code(text)
    return code if OLD_NUMBER_SHAPE.fullmatch(code) else normalise_uscc(code)


class TraineeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Full name"), max_length=60)
    phone = forms.CharField(
        label=gettext_lazy("Mobile number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role in the firm"), choices=TraineeRole.choices, initial=TraineeRole.AGENT
    )
    job_title = forms.CharField(label=gettext_lazy("Job title"), max_length=60, required=False)

    def __init__(self, *args: Any, phone_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = phone_required

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return normalise_phone(phone) if phone else ""

    def has_changed(self) -> bool:
        """A row where only the preset role stands is an empty row."""
        return any(self[name].data for name in ("name", "phone", "job_title"))

    def trainee(self) -> Trainee:
        return Trainee(**{name: self.cleaned_data[name] for name in ("name", "phone", "role", "job_title")})


class BaseTraineeFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        if not any(self.errors) and not self.trainees():
            raise ValidationError(_("Please enter at least one trainee."))

    def trainees(self) -> list[Trainee]:
        return [form.trainee() for form in self.forms if form.has_changed()]


def trainee_formset(*, rows: int) -> type[BaseTraineeFormSet]:
    """Rows for trainees; empty ones are left out."""
    made = forms.formset_factory(TraineeForm, formset=BaseTraineeFormSet, extra=rows, max_num=100)
    return cast("type[BaseTraineeFormSet]", made)


def more_trainee_rows(data: QueryDict, *, rows: int, phone_required: bool = False) -> BaseTraineeFormSet:
    """What was typed, unchecked, and empty rows more: the way to add rows without JavaScript."""
    typed = trainee_formset(rows=0)(data, prefix="trainee")
    initial = [{name: form[name].value() for name in form.fields} for form in typed.forms]
    kwargs = {"phone_required": phone_required}
    return trainee_formset(rows=rows)(initial=initial, prefix="trainee", form_kwargs=kwargs)


class FirmForm(forms.Form):
    """A firm as told on the telephone."""

    uscc = forms.CharField(
        label=gettext_lazy("Unified social credit code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    firm_name = forms.CharField(
        label=gettext_lazy("Name of the firm"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only needed when the code is not in our files yet."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for enrolling outside the registration period"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Leave empty while registration is open."),
    )
    consented = forms.BooleanField(
        label=gettext_lazy("The trainees were told what their data is used for, and agree"), required=False
    )

    def clean_uscc(self) -> str:
        return normalise_identifier(self.cleaned_data["uscc"])


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)


class SheetForm(forms.Form):
    sheet = forms.FileField(
        label=gettext_lazy("Sheet (.xlsx or .csv)"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
