from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """One field of each kind, for the style guide."""

    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("11 digits"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "numeric"}),
        max_length=11,
        min_length=11,
    )
    unit = forms.CharField(label=_("Name of the unit"), required=False)
    place = forms.ChoiceField(label=_("Place"), choices=[("a", _("Hall")), ("b", _("Library"))])
    role = forms.ChoiceField(
        label=_("Role"), widget=forms.RadioSelect, choices=[("legal", _("Legal representative")), ("agent", _("Agent"))]
    )
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sheet = forms.FileField(label=_("Sheet"), required=False)
    agreed = forms.BooleanField(label=_("I have read the notice on personal data"))
