"""Papers in the Wagtail admin, with a look at whether the banks can fill them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from accounts.admin.scoped import (
    ScopedDeleteView,
    ScopedEditView,
    ScopedIndexView,
    ScopedInspectView,
    ScopedViewSet,
    home_area,
)
from exams.admin.panels import NoticePanel
from exams.domain.papers import BankTooSmall, check_bank_suffices, delete_paper, record_paper_saved
from exams.models import Paper, QuestionBank
from exams.rules import can_manage_exams

if TYPE_CHECKING:
    from accounts.models import User


class RuleForm(WagtailAdminModelForm):
    for_user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = QuestionBank.objects.for_user(self.for_user)


class RulesPanel(InlinePanel):
    """Rules that draw from the banks of whoever fills in the form."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name] |= {"form": RuleForm, "inherit_kwargs": ["for_user"]}
        return options


def draw_button(paper: Paper) -> Button:
    url = reverse("exam-paper-draw", args=[paper.pk])
    return Button(_("Draw a paper to look at"), url=url, icon_name="view", priority=15)


class PaperIndexView(ScopedIndexView):
    def get_base_queryset(self) -> QuerySet[Paper]:
        rows = super().get_base_queryset().select_related("area")
        return rows.annotate(drawn=Sum("rules__count"), marks=Sum(F("rules__count") * F("rules__marks")))

    def get_list_more_buttons(self, instance: Paper) -> list:
        buttons = super().get_list_more_buttons(instance)
        return [*buttons, draw_button(instance)] if can_manage_exams(self.request.user) else buttons


class PaperCreateView(generic.CreateView):
    def get_initial_form_instance(self) -> Paper:
        return Paper(area=home_area(self.request.user))

    def save_instance(self) -> Paper:
        paper = super().save_instance()
        record_paper_saved(paper, actor=self.request.user, created=True)
        return paper

    def get_success_url(self) -> str:
        """Back to the paper: what its banks lack is said there."""
        return self.get_edit_url()


class PaperEditView(ScopedEditView):
    @property
    def header_more_buttons(self) -> list:
        return [*super().header_more_buttons, draw_button(self.object)]

    def save_instance(self) -> Paper:
        paper = super().save_instance()
        record_paper_saved(paper, actor=self.request.user, created=False)
        return paper

    def get_success_url(self) -> str:
        return self.get_edit_url()


class PaperDeleteView(ScopedDeleteView):
    def delete_action(self) -> None:
        delete_paper(self.object, actor=self.request.user)


class PaperInspectView(ScopedInspectView):
    template_name = "exams/admin/paper_inspect.html"
    page_title = gettext_lazy("Details")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "rules": self.object.rules.select_related("bank"),
            "notices": told(self.object),
            "may_draw": can_manage_exams(self.request.user),
        }
        return super().get_context_data(**kwargs) | extra


def told(paper: Paper) -> list[tuple[str, str]]:
    """Are there enough questions, and if not, what is missing."""
    try:
        # From the database: while a form is refused, the object carries its unfinished rules.
        check_bank_suffices(Paper.objects.get(pk=paper.pk))
    except BankTooSmall as shortage:
        return [("warning", str(shortage))]
    return [("info", _("The banks hold enough questions for this paper."))]


class PaperViewSet(ScopedViewSet):
    model = Paper
    icon = "doc-full"
    menu_label = gettext_lazy("Test papers")
    name = url_prefix = "exam-papers"
    index_view_class = PaperIndexView
    add_view_class = PaperCreateView
    edit_view_class = PaperEditView
    delete_view_class = PaperDeleteView
    inspect_view_class = PaperInspectView
    inspect_view_enabled = True
    inspect_template_name = "exams/admin/paper_inspect.html"
    search_fields = ["title"]
    list_display = [
        "title",
        Column("area", label=gettext_lazy("area")),
        Column("drawn", label=gettext_lazy("number of questions")),
        Column("marks", label=gettext_lazy("full marks")),
        Column("pass_percent", label=gettext_lazy("pass mark in per cent")),
    ]
    edit_handler = ObjectList(
        [
            NoticePanel(told),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("pass_percent"), FieldPanel("shuffle_questions"), FieldPanel("shuffle_options")]),
            RulesPanel(
                "rules",
                [
                    FieldPanel("bank"),
                    FieldRowPanel(
                        [
                            FieldPanel("kind", heading=gettext_lazy("kind of question")),
                            FieldPanel("topic"),
                            FieldPanel("difficulty"),
                        ]
                    ),
                    FieldRowPanel([FieldPanel("count"), FieldPanel("marks")]),
                ],
                heading=gettext_lazy("What is drawn"),
                label=gettext_lazy("Drawing rule"),
                help_text=gettext_lazy("What is left empty doesn't matter: without a kind, any kind is drawn."),
                min_num=1,
            ),
        ]
    )
