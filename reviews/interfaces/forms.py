"""What the review screens take in. Who may sign and what is refused is the domain's business."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from accounts.enums import UserKind
from accounts.models import User
from common.clock import today
from reviews.domain.signers import possible_signers
from reviews.enums import Decision
from reviews.models import ReviewStage

HOURS = [(2, _("2 hours")), (24, _("1 day")), (72, _("3 days"))]


class SignForm(forms.Form):
    """What everybody who agrees confirms, at whichever place they sign."""

    proof_reader = forms.CharField(
        label=_("proof-read by"), max_length=60, help_text=_("Who has proof-read the text at this stage.")
    )
    no_secrets = forms.BooleanField(
        label=_("I have checked: the text contains nothing secret (what is secret doesn't go online)")
    )
    comment = forms.CharField(
        label=_("comment"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SendBackForm(forms.Form):
    comment = forms.CharField(
        label=_("what should be changed"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


def form_for_action(action: str) -> type[forms.Form]:
    """The dialog of Wagtail's own buttons."""
    return SignForm if action == "approve" else SendBackForm


class DecisionForm(SignForm):
    """Both decisions on one page: what only agreement needs is asked for only then."""

    decision = forms.ChoiceField(choices=Decision.choices, widget=forms.HiddenInput, required=False)
    expected_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    stage = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("decision") == Decision.SEND_BACK:
            self.fields["proof_reader"].required = self.fields["no_secrets"].required = False
            self.fields["comment"].required = True

    @property
    def sign_details(self) -> dict[str, Any]:
        names = ("proof_reader", "no_secrets", "comment")
        return {name: self.cleaned_data[name] for name in names} | {
            "decision": self.cleaned_data["decision"] or Decision.AGREE
        }


class UrgentForm(SignForm):
    expected_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(label=_("why it can't wait"), max_length=200)


class WhoForm(forms.Form):
    """One person at one stage, chosen from those who may sign it today."""

    who = forms.ChoiceField(label=_("who signs"))

    def __init__(self, *args: Any, stages: list[ReviewStage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages = {stage.pk: stage for stage in stages}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            (f"{stage.pk}:{signer.key}", f"{stage.name}：{signer.label}")
            for stage in stages
            for signer in possible_signers(stage)
        ]

    @property
    def stage(self) -> ReviewStage:
        return self.stages[int(self.cleaned_data["who"].partition(":")[0])]

    @property
    def signer_key(self) -> str:
        return self.cleaned_data["who"].partition(":")[2]


class LinkForm(WhoForm):
    hours = forms.TypedChoiceField(label=_("valid for"), choices=HOURS, coerce=int, initial=24)
    send = forms.BooleanField(
        label=_("send it as a text message"),
        required=False,
        help_text=_("Otherwise you copy the link and send it yourself."),
    )

    def __init__(self, *args: Any, can_send: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_send:
            del self.fields["send"]


class PaperForm(WhoForm):
    code = forms.CharField(label=_("code of the sheet"), max_length=12)
    signed_on = forms.DateField(label=_("signed on"), widget=AdminDateInput, initial=today)
    proof_reader = forms.CharField(label=_("proof-read by"), max_length=60, required=False)
    no_secrets = forms.BooleanField(label=_("the secrecy check is ticked on the sheet"), required=False)
    decision = forms.ChoiceField(label=_("decision"), choices=Decision.choices, initial=Decision.AGREE)
    comment = forms.CharField(label=_("comment on the sheet"), max_length=500, required=False)
    file = forms.FileField(label=_("scan of the signed sheet"), help_text=_("PDF, JPEG or PNG, at most 10 MB."))

    @property
    def paper_details(self) -> dict[str, Any]:
        names = ("code", "signed_on", "proof_reader", "no_secrets", "decision", "comment", "file")
        return {name: self.cleaned_data[name] for name in names}


class StandInForm(forms.Form):
    stand_in = forms.ModelChoiceField(label=_("stand-in"), queryset=User.objects.none())
    from_on = forms.DateField(label=_("first day"), widget=AdminDateInput, initial=today)
    until_on = forms.DateField(label=_("last day"), widget=AdminDateInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stand_in"]
        staff = User.objects.filter(kind=UserKind.STAFF, is_active=True).exclude(pk=user.pk).order_by("username")
        if not user.is_superuser:
            staff = staff.filter(area__path__startswith=user.area.path) if user.area else staff.none()
        field.queryset = staff
        field.label_from_instance = lambda person: person.get_full_name()
