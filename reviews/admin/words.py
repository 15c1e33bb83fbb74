from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from accounts.access import user_of
from accounts.admin.policies import LimitedPolicy
from accounts.admin.refusals import RefusalInForm
from accounts.rules import has_role
from reviews.domain.checks.word_list import WRITERS, add_word, change_word
from reviews.interfaces.check_forms import WordRuleForm
from reviews.models import WordRule


class WordCreateView(RefusalInForm, generic.CreateView):
    def save_instance(self) -> WordRule:
        return add_word(actor=user_of(self.request), **self.form.cleaned_data)


class WordEditView(RefusalInForm, generic.EditView):
    def save_instance(self) -> WordRule:
        self.has_content_changes = self.form.has_changed()
        return change_word(self.object, actor=user_of(self.request), **self.form.cleaned_data)


class WordRuleViewSet(ModelViewSet):
    """The office's list. Words aren't deleted but put out of use, so that the first rows never come back by themselves."""

    model = WordRule
    icon = "list-ul"
    menu_label = _("Words to avoid")
    name = url_prefix = "words-to-avoid"
    add_view_class = WordCreateView
    edit_view_class = WordEditView
    inspect_view_enabled = True
    inspect_view_fields = ["word", "severity", "advice", "except_in", "note", "active"]
    copy_view_enabled = False
    add_to_reference_index = False
    permission_policy = LimitedPolicy(WordRule, "add", "change", "view")
    list_display = [
        "word",
        Column("severity", label=_("severity"), accessor="get_severity_display", sort_key="severity"),
        Column("advice", label=_("advice")),
        BooleanColumn("active", label=_("in use"), sort_key="active"),
    ]
    list_filter = ["severity", "active"]
    list_per_page = 50
    search_fields = ["word", "advice", "note"]

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return WordRuleForm


class TrialItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, *WRITERS)


class ContentChecksGroup(ModelViewSetGroup):
    menu_label = _("Content checks")
    menu_icon = "glasses"
    menu_order = 190
    items = (WordRuleViewSet,)

    def get_submenu_items(self) -> list[MenuItem]:
        trial = TrialItem(_("Try the checks"), reverse("content-check-trial"), icon_name="glasses", order=200)
        return [*super().get_submenu_items(), trial]
