from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.clock import today
from outreach.enums import Platform


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RepublicationForm(forms.Form):
    """Where the page was published; what must be true of it is decided by the domain."""

    platform = forms.ChoiceField(label=_("platform"), choices=Platform.choices)
    platform_name = forms.CharField(
        label=_("its name"),
        max_length=60,
        required=False,
        help_text=_("Which paper, which account, which site. Needed for the press and for another place."),
    )
    url = forms.URLField(
        label=_("address there"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("May stay empty for papers and broadcasts only."),
    )
    published_on = forms.DateField(label=_("published there on"), widget=DayInput)
    title = forms.CharField(label=_("title there"), max_length=255)
    note = forms.CharField(label=_("remark"), max_length=200, required=False)


class WithdrawalForm(forms.Form):
    withdrawn_on = forms.DateField(label=_("taken down on"), widget=DayInput)
    note = forms.CharField(label=_("remark"), max_length=200, required=False)


class ReportFilter(forms.Form):
    """Which copies the report shows; what can't be read is left out."""

    first = forms.DateField(label=_("from (day)"), widget=DayInput, required=False)
    last = forms.DateField(label=_("until (day)"), widget=DayInput, required=False)
    platform = forms.ChoiceField(label=_("platform"), choices=[("", _("all")), *Platform.choices], required=False)
    out_of_step = forms.BooleanField(label=_("only those to be brought up to date"), required=False)

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


def first_details(title: str) -> dict[str, Any]:
    return {"title": title, "published_on": today(), "platform": Platform.HOST.value}
