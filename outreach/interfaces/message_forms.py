"""The forms of staff: writing a call down, and one small form per step."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Role, UserKind
from accounts.models import Area, User
from common.clock import now, today
from common.public_ids import random_id
from outreach.enums import MessageCategory, MessageChannel
from outreach.interfaces.ask_forms import BODY_LENGTH, NAME_LENGTH, ContactNumberField, LongTextField
from outreach.models import PublicMessage

REPLY_LENGTH = 5000
LOGGED = [(channel.value, channel.label) for channel in MessageChannel if channel != MessageChannel.WEB]


def areas_of(user: User) -> QuerySet[Area]:
    """Where this user may log a message: the own area and those below."""
    if user.is_superuser:
        return Area.objects.all()
    return Area.objects.filter(path__startswith=user.area.path) if user.area else Area.objects.none()


def handlers_in(area: Area) -> QuerySet[User]:
    """Whom a message of this area can be given to: editors and organisers whose area covers it."""
    codes = area.path.strip("/").split("/")
    above = ["/".join(codes[: end + 1]) + "/" for end in range(len(codes))]
    staff = User.objects.filter(kind=UserKind.STAFF, is_active=True)
    handling = Q(groups__name__in=[Role.EDITOR, Role.ORGANISER], area__path__in=above)
    return staff.filter(handling | Q(is_superuser=True)).distinct().order_by("username")


class UserChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


class LogForm(forms.Form):
    """A call in ten seconds: what it is about and what was said. The rest is there when it is needed."""

    channel = forms.ChoiceField(
        label=_("came by"), choices=LOGGED, initial=MessageChannel.HOTLINE, widget=forms.RadioSelect
    )
    category = forms.ChoiceField(
        label=_("category"), choices=MessageCategory, initial=MessageCategory.CONSULTATION, widget=forms.RadioSelect
    )
    body = LongTextField(label=_("what was written or said"), limit=BODY_LENGTH, rows=4)
    reply = LongTextField(
        label=_("reply given at once"),
        limit=REPLY_LENGTH,
        rows=3,
        required=False,
        help_text=_("Then it is answered already. Otherwise leave it empty."),
    )
    ticket_number = forms.CharField(label=_("ticket number"), max_length=40, required=False)
    due_at = forms.DateTimeField(
        label=_("deadline of the ticket"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=_("As the 12345 platform gives it. Otherwise our own period counts."),
    )
    name = forms.CharField(label=pgettext_lazy("person", "name"), max_length=NAME_LENGTH, required=False)
    phone = ContactNumberField(label=_("phone"), max_length=30, required=False)
    told = forms.BooleanField(
        label=_("The person was told what name and phone are kept for, and agreed"),
        required=False,
        help_text=_("Needed for a name or phone taken by ourselves; a 12345 ticket brings its own."),
    )
    no_reply = forms.BooleanField(label=_("no reply wanted"), required=False)
    area = forms.ModelChoiceField(Area.objects.none(), label=_("area"))
    key = forms.CharField(max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = areas_of(for_user)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.initial = {"key": random_id(32), "area": for_user.area or areas.first(), **(self.initial or {})}

    def clean_due_at(self) -> datetime | None:
        due_at: datetime | None = self.cleaned_data["due_at"]
        if due_at and due_at < now() - timedelta(days=366):
            raise forms.ValidationError(_("This deadline is more than a year ago. Please check it."))
        return due_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_ticket = cleaned.get("channel") == MessageChannel.TICKET
        if is_ticket and not cleaned.get("ticket_number"):
            self.add_error("ticket_number", _("Please enter the number of the ticket."))
        if not is_ticket:
            cleaned["ticket_number"], cleaned["due_at"] = "", None
            if (cleaned.get("name") or cleaned.get("phone")) and not cleaned.get("told"):
                self.add_error("told", _("Please tell the person first, or leave name and phone empty."))
        return cleaned


class StepForm(forms.Form):
    """Every step says which version of the message its maker had on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, message: PublicMessage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.message = message
        self.initial["seen"] = message.version

    def again(self) -> None:
        """After a colleague's step: keep what was typed, and let the next press count from what is shown now."""
        self.data = {**self.data.dict(), self.add_prefix("seen"): self.message.version}  # type: ignore[attr-defined]


class AssignForm(StepForm):
    assignee = UserChoiceField(User.objects.none(), label=_("dealt with by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = handlers_in(self.message.area)  # type: ignore[attr-defined]


class AnswerForm(StepForm):
    reply = LongTextField(
        label=_("reply"),
        limit=REPLY_LENGTH,
        rows=8,
        help_text=_("The asker reads exactly this under the tracking number. No names or numbers of people."),
    )


class ForwardForm(StepForm):
    unit = forms.CharField(label=_("forwarded to"), max_length=80, help_text=_("Full name of the unit."))
    on = forms.DateField(
        label=_("forwarded on"), initial=today, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if not timezone.localdate(self.message.received_at) <= on <= today():
            raise forms.ValidationError(_("This day lies before the message or in the future."))
        return on


class ReopenForm(StepForm):
    reason = forms.CharField(label=_("why"), max_length=200)


class NoteForm(StepForm):
    text = LongTextField(label=_("note"), limit=2000, rows=3, help_text=_("For colleagues only."))
