from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import ConsentPurpose
from accounts.models import ConsentText
from common.public_ids import normalise_code
from outreach.enums import MessageCategory
from outreach.interfaces.ask_tokens import AskToken, new_token, read_token
from outreach.models.messages import NUMBER_LENGTH
from outreach.validators import normalise_contact_number

BODY_LENGTH = 3000
TOO_LONG = _("Please shorten this to %(limit_value)d characters; it has %(show_value)d now.")
NAME_LENGTH = 40
WHY_CONTACT = _("Only if we may call back with a question. Without it you find our reply under your tracking number.")


class ContactNumberField(forms.CharField):
    """A telephone number as people type it; cleans to digits."""

    def clean(self, value: object) -> str:
        text = super().clean(value)
        return normalise_contact_number(text) if text else ""


class LongTextField(forms.CharField):
    """A text with a limit and a counter. No maxlength attribute: browsers cut pasted text off without a word."""

    def __init__(self, *, limit: int, rows: int = 7, **kwargs: Any) -> None:
        counter = {"data-count": limit, "data-left": _("# characters left"), "data-over": _("# characters too many")}
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, **counter}), **kwargs)
        self.validators.append(MaxLengthValidator(limit, TOO_LONG))

    def to_python(self, value: Any) -> str:
        """Browsers send line ends as two characters; people see one."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class AskForm(forms.Form):
    """What a visitor may tell us. Everything but the text is voluntary."""

    category = forms.ChoiceField(
        label=_("What is it about?"),
        choices=MessageCategory.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is about.")},
    )
    body = LongTextField(
        limit=BODY_LENGTH,
        label=_("Your words"),
        error_messages={"required": _("Please write what you would like to ask or tell us.")},
        help_text=_("Up to %(count)d characters. Please leave out identity and bank card numbers.")
        % {"count": BODY_LENGTH},
    )
    page_address = forms.CharField(
        label=_("Page with the mistake"), max_length=500, required=False, help_text=_("Its address, if you know it.")
    )
    name = forms.CharField(
        label=_("How may we address you?"),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = ContactNumberField(
        label=_("Telephone number"),
        max_length=30,
        required=False,
        help_text=WHY_CONTACT,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    agreed = forms.BooleanField(label=_("I have read the notice and agree to it."), required=False)
    no_reply = forms.BooleanField(label=_("I don't need a reply"), required=False)
    answer = forms.CharField(max_length=10, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    website = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    consent = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, consent_text: ConsentText | None, asks_sum: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent_text = consent_text
        given = read_token(str(self.data.get("token", "")))
        self.ticket: AskToken = given or new_token()
        self.is_stale = self.is_bound and given is None
        if self.is_stale:
            self.data = {**self.data.dict(), "token": self.ticket.sign()}  # type: ignore[attr-defined]
        self.initial["token"] = self.ticket.sign()
        self.initial["consent"] = consent_text.pk if consent_text else ""
        self._offer(asks_sum=asks_sum)

    def _offer(self, *, asks_sum: bool) -> None:
        """Leave out what can't be asked now: personal data without a published notice, the sum in quiet times."""
        if self.consent_text is None:
            for name in ("name", "phone", "agreed", "consent"):
                del self.fields[name]
        if not asks_sum:
            del self.fields["answer"]
            return
        self.fields["answer"].label = gettext("How much is %(sum)s?") % {"sum": self.ticket.sum_words}
        self.fields["answer"].help_text = _("A figure or a character. It keeps machines out while there are many.")

    def clean_consent(self) -> ConsentText | None:
        """The text that was on the page when it was read, even if a newer one was published since."""
        shown = ConsentText.objects.filter(purpose=ConsentPurpose.MESSAGE, pk=_number(self.cleaned_data["consent"]))
        return shown.first() or self.consent_text

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"]
        if not self.ticket.is_sum(answer):
            raise forms.ValidationError(_("That isn't the sum. Please try again."))
        return answer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_stale:
            raise forms.ValidationError(_("The page was open for too long. Please press “Send” once more."))
        if (cleaned.get("name") or cleaned.get("phone")) and not cleaned.get("agreed"):
            self.add_error("agreed", _("Please agree to the notice, or leave name and telephone number empty."))
        return cleaned


class StatusForm(forms.Form):
    number = forms.CharField(
        label=_("Tracking number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Twelve letters and digits in three groups, as the page after sending showed it."),
        error_messages={"required": _("Please enter the tracking number.")},
    )

    def clean_number(self) -> str:
        """As stored; what can't be a number stays wrong and gets the answer that every unknown number gets."""
        return normalise_code(self.cleaned_data["number"])[: NUMBER_LENGTH + 1]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < NUMBER_LENGTH else 0
