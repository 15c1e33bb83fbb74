"""Flat lists of the pages of one type, each with the filters an editor asks for, to export as a sheet."""

from typing import Any

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from django_filters import ModelMultipleChoiceFilter
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet

from outreach.models import ArticlePage, Audience, ExemplarPage, PlacePage, PolicyPage, QuestionPage, ResourcePage

EXPORT = ["title", "live", "owner", "first_published_at", "last_published_at", "next_review_on", "full_url"]
CHECKBOX_AND_TITLE, CHANGED_AND_STATE = IndexView.base_columns[:2], IndexView.base_columns[3:]


def filters_for(model: type, *fields: str) -> type[PageFilterSet]:
    """Wagtail's own filters, whom it is for, and the fields named."""
    audiences = ModelMultipleChoiceFilter(
        label=_("For whom"), queryset=Audience.objects.all(), widget=CheckboxSelectMultiple
    )
    meta = type("Meta", (PageFilterSet.Meta,), {"model": model, "fields": [*fields, "live"]})
    return type(f"{model.__name__}Filters", (PageFilterSet,), {"audiences": audiences, "Meta": meta})


class ContentIndexView(IndexView):
    """Wagtail asks for parent and owner of each row; here both come with the rows."""

    def annotate_queryset(self, pages: Any) -> Any:
        return super().annotate_queryset(pages.with_section().prefetch_related("owner"))


class ContentListing(PageListingViewSet):
    """Where a page stands, when it was changed, in which state it is."""

    index_view_class = ContentIndexView

    extra_columns: list[Column] = []
    list_export = EXPORT

    @property
    def columns(self) -> Any:  # type: ignore[override]
        section = Column("section_title", label=_("section"))
        return [*CHECKBOX_AND_TITLE, *self.extra_columns, section, *CHANGED_AND_STATE]


class ArticleListing(ContentListing):
    model = ArticlePage
    icon = "doc-full"
    menu_label = _("Articles")
    name = url_prefix = "articles"
    filterset_class = filters_for(ArticlePage)


class ExemplarListing(ContentListing):
    model = ExemplarPage
    icon = "pick"
    menu_label = _("Exemplar stories")
    name = url_prefix = "exemplars"
    extra_columns = [Column("honoree_name", label=_("who is praised"))]
    list_export = [*EXPORT, "honoree_name", "credit_code", "honour"]
    filterset_class = filters_for(ExemplarPage)


class PolicyListing(ContentListing):
    model = PolicyPage
    icon = "list-ol"
    menu_label = _("Policies")
    name = url_prefix = "policies"
    extra_columns = [
        Column("document_number", label=_("document number")),
        Column("status", label=_("in force or not"), accessor=lambda page: page.status.label),
    ]
    list_export = [*EXPORT, "issuing_body", "document_number", "issued_on", "effective_on", "repealed_on"]
    filterset_class = filters_for(PolicyPage)


class QuestionListing(ContentListing):
    model = QuestionPage
    icon = "help"
    menu_label = _("Questions")
    name = url_prefix = "questions"
    extra_columns = [DateColumn("next_review_on", label=_("check again on"), sort_key="next_review_on")]
    filterset_class = filters_for(QuestionPage)


class PlaceListing(ContentListing):
    model = PlacePage
    icon = "site"
    menu_label = _("Places")
    name = url_prefix = "places"
    extra_columns = [Column("place_kind", label=_("kind of place"), accessor="get_place_kind_display")]
    list_export = [*EXPORT, "place_kind", "address", "contact", "phone"]
    filterset_class = filters_for(PlacePage, "place_kind")


class ResourceListing(ContentListing):
    model = ResourcePage
    icon = "download"
    menu_label = _("Materials")
    name = url_prefix = "materials"
    extra_columns = [Column("resource_kind", label=_("kind of material"), accessor="get_resource_kind_display")]
    list_export = [*EXPORT, "resource_kind", "minutes"]
    filterset_class = filters_for(ResourcePage, "resource_kind")


class ContentGroup(ViewSetGroup):
    menu_label = _("Content by type")
    menu_icon = "doc-full-inverse"
    menu_order = 110
    items = (ArticleListing, ExemplarListing, PolicyListing, QuestionListing, PlaceListing, ResourceListing)
