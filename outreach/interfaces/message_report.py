"""The report on public messages: its filter and its table to take away."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.clock import today
from outreach.enums import MessageCategory, MessageChannel
from outreach.models import PublicMessage
from outreach.models.messages import PublicMessageQuerySet

ANY = [("", gettext_lazy("All"))]


class ReportForm(forms.Form):
    """Which messages the report speaks of; without an answer this year's."""

    first = forms.DateField(
        label=gettext_lazy("from day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(
        label=gettext_lazy("to day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    category = forms.ChoiceField(
        label=gettext_lazy("category"), choices=[*ANY, *MessageCategory.choices], required=False
    )
    channel = forms.ChoiceField(label=gettext_lazy("came by"), choices=[*ANY, *MessageChannel.choices], required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            raise forms.ValidationError(_("The first day lies after the last one."))
        return cleaned

    def narrow(self, messages: PublicMessageQuerySet) -> PublicMessageQuerySet:
        """The messages received on the days asked for, of the category and the way asked for."""
        data = self.cleaned_data
        messages = messages.filter(received_at__date__range=(data["first"], data["last"]))
        wanted = {name: data[name] for name in ("category", "channel") if data[name]}
        return messages.filter(**wanted)


def this_year() -> dict[str, Any]:
    """What the report shows before anybody has asked for something."""
    return {"first": date(today().year, 1, 1), "last": today()}


def table_rows(messages: PublicMessageQuerySet) -> Iterator[list[Any]]:
    """One line per message: dates and figures, nothing anybody wrote and nobody's name or number."""
    yield [
        _("received"), _("category"), _("came by"), _("ticket number"), _("area"), _("state"), _("reply due"),
        _("first reply"), _("working days to the reply"), _("in time"), _("forwarded to"),
    ]  # fmt: skip
    for message in messages.genuine().select_related("area").order_by("received_at", "pk").iterator(chunk_size=500):
        yield _row(message)


def _row(message: PublicMessage) -> list[Any]:
    answered = message.first_answered_at
    return [
        f"{timezone.localtime(message.received_at):%Y-%m-%d %H:%M}",
        message.get_category_display(),
        message.get_channel_display(),
        message.ticket_number,
        message.area.name,
        message.get_state_display(),
        f"{timezone.localtime(message.due_at):%Y-%m-%d %H:%M}",
        f"{timezone.localtime(answered):%Y-%m-%d %H:%M}" if answered else "",
        message.reply_days,
        {True: _("yes"), False: _("no"), None: ""}[message.on_time],
        message.forwarded_to,
    ]
