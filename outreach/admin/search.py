"""Screens around the search: synonyms to edit, what visitors searched for to read."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.admin.policies import LimitedPolicy
from outreach.domain.synonyms import delete_synonyms, save_synonyms
from outreach.models import SearchTally, SynonymGroup

# What one visitor asked for once may be a name.
SHOWN_FROM = 2


class SynonymCreateView(generic.CreateView):
    def save_instance(self) -> SynonymGroup:
        return save_synonyms(**self.form.cleaned_data, actor=self.request.user)


class SynonymEditView(generic.EditView):
    def save_instance(self) -> SynonymGroup:
        self.has_content_changes = self.form.has_changed()
        return save_synonyms(self.object, **self.form.cleaned_data, actor=self.request.user)


class SynonymDeleteView(generic.DeleteView):
    def delete_action(self) -> None:
        delete_synonyms(self.object, actor=self.request.user)


class SynonymViewSet(ModelViewSet):
    model = SynonymGroup
    icon = "search"
    menu_label = _("Synonyms of the search")
    name = url_prefix = "synonyms"
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView
    delete_view_class = SynonymDeleteView
    list_display = ["__str__", "note"]
    search_fields = ["words", "note"]
    edit_handler = ObjectList([FieldPanel("words"), FieldPanel("note")])


class SearchTallyIndexView(generic.IndexView):
    """Phrases without a result first."""

    default_ordering = None

    def get_base_queryset(self) -> QuerySet[SearchTally]:
        return SearchTally.objects.by_phrase(at_least=SHOWN_FROM)


class SearchTallyViewSet(ModelViewSet):
    model = SearchTally
    icon = "search"
    menu_label = _("What visitors searched for")
    name = url_prefix = "searched-phrases"
    menu_order = 900
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    permission_policy = LimitedPolicy(SearchTally, "view")
    index_view_class = SearchTallyIndexView
    list_display = [
        Column("phrase", label=_("searched for")),
        Column("total", label=_("times")),
        Column("most_found", label=_("results")),
        Column("last_on", label=_("last time")),
    ]
    search_fields = ["phrase"]
    form_fields: list[Any] = ["phrase"]
