from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from reviews.models import WordRule

LONGEST_TEXT = 50_000


class WordRuleForm(WagtailAdminModelForm):
    class Meta:
        model = WordRule
        fields = ["word", "severity", "advice", "except_in", "note", "active"]
        widgets: dict[str, Any] = {"except_in": forms.Textarea(attrs={"rows": 4})}


class TrialForm(forms.Form):
    """A text from anywhere, to see what the checks say."""

    text = forms.CharField(label=_("Text to check"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 10}))
