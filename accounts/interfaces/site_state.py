from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.clock import today


def next_midnight() -> datetime:
    return timezone.make_aware(datetime.combine(today() + timedelta(days=1), time.min))


class SwitchForm(forms.Form):
    """Filled in so that one click is enough: until midnight, by notice from above."""

    until = forms.DateTimeField(
        label=_("Until"),
        initial=next_midnight,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=_("reason"), max_length=120, initial=_("By notice of the superior authority"), strip=True
    )
