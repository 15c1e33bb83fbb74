from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, User
from common.clock import today
from subjects.domain.approvals import find_subject
from subjects.enums import CLOSED_BREACH_STATES, ProofKind
from subjects.models import BreachRecord, Destination, Subject, SubjectImport

CONNECT = _("Ask the receiving platform for key id and secret.")


def areas_of(user: User) -> QuerySet[Area]:
    """The areas a staff member may choose: their own and those below."""
    if user.is_superuser:
        return Area.objects.all()
    return Area.objects.filter(path__startswith=user.area.path) if user.area else Area.objects.none()


def offer_areas(form: forms.ModelForm, areas: QuerySet[Area]) -> None:
    cast(forms.ModelChoiceField, form.fields["area"]).queryset = areas


class DestinationForm(forms.ModelForm):
    secret = forms.CharField(
        label=_("secret"),
        required=False,
        min_length=8,
        max_length=200,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Never shown again. Leave empty to keep the one that is there."),
    )

    class Meta:
        model = Destination
        fields = ["area", "name", "url", "key_id", "secret", "legal_basis", "active"]
        help_texts = {"key_id": CONNECT, "active": _("Only records made while it is active are sent.")}

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_areas(self, areas_of(for_user))

    def clean_secret(self) -> str:
        secret = self.cleaned_data["secret"]
        if not secret and not self.instance.pk:
            raise forms.ValidationError(_("Please enter the secret you agreed on with the platform."))
        return secret

    def _post_clean(self) -> None:
        """The model keeps the secret it has: the domain function decides whether a new one replaces it."""
        kept = self.instance.secret
        super()._post_clean()  # type: ignore[misc]
        self.instance.secret = kept


class ImportForm(forms.ModelForm):
    class Meta:
        model = SubjectImport
        fields = ["area", "file"]
        help_texts = {
            "file": _("CSV or XLSX with a row of column names, among them the name and the unified social credit code.")
        }
        widgets = {"file": forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"})}

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = areas_of(for_user)
        offer_areas(self, areas)
        self.fields["area"].initial = for_user.area or areas.first()
        self.fields["file"].required = True


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=200)


class ProofForm(forms.Form):
    proof = forms.ChoiceField(
        label=_("proof"),
        choices=[(kind.value, kind.label) for kind in ProofKind if kind != ProofKind.NONE],
        help_text=_("What you saw or did that proves that this person acts for the firm."),
    )
    note = forms.CharField(label=_("note on the proof"), max_length=200, required=False)
    expires_on = forms.DateField(
        label=_("authorised until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class BreachForm(forms.ModelForm):
    """A decision as it was published. The firm is named by its code, as the decision names it."""

    code = forms.CharField(
        label=_("credit code"), max_length=40, help_text=_("The subject's credit code or old registration number.")
    )

    class Meta:
        model = BreachRecord
        fields = [
            "code",
            "kind",
            "decision_number",
            "authority",
            "decided_on",
            "violation",
            "penalty_kinds",
            "content",
            "fine",
            "published_class",
            "published_on",
            "ends_on",
            "source",
            "data_date",
        ]
        help_texts = {
            "published_class": _("Only as the authority published it. If it didn't, choose “not stated”."),
            "ends_on": _("Only if the authority or the publication page states it."),
            "data_date": _("The day on which the source was looked at."),
        }
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("decided_on", "published_on", "ends_on", "data_date")
        }

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.for_user = for_user
        self.fields["data_date"].initial = today
        if self.instance.pk:
            del self.fields["code"]

    def clean_code(self) -> Subject:
        found = find_subject(self.cleaned_data["code"])
        if not found or not Subject.objects.for_user(self.for_user).filter(pk=found.pk).exists():
            raise forms.ValidationError(_("No subject with this code is on file. Please enter or import it first."))
        return found

    def _get_validation_exclusions(self) -> set[str]:
        """Whether the decision is on file already is the domain function's business: its answer says what to do."""
        return {*super()._get_validation_exclusions(), "authority"}  # type: ignore[misc]


class CloseBreachForm(forms.Form):
    state = forms.ChoiceField(label=_("how it ended"), choices=[(s.value, s.label) for s in CLOSED_BREACH_STATES])
    ended_on = forms.DateField(
        label=_("closed on"), initial=today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
