"""Questions in the Wagtail admin. Saving makes a new version: what was drawn before keeps its wording."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import transaction
from django.db.models import F, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from accounts.access import user_of
from accounts.admin.policies import LimitedPolicy
from accounts.admin.scoped import ScopedEditView, ScopedIndexView, ScopedInspectView, ScopedViewSet
from common.errors import DomainError
from exams.admin.panels import NoticePanel
from exams.admin.question_form import OPTION_FIELDS, QuestionForm, key_letters, letter_of
from exams.domain.questions import create_question, open_attempts_with, revise_question, set_state
from exams.enums import Difficulty, QuestionKind, QuestionState
from exams.models import Question, QuestionBank, QuestionVersion
from exams.rules import can_manage_exams


def own_banks(request: HttpRequest) -> QuerySet[QuestionBank]:
    return QuestionBank.objects.for_user(request.user)


class QuestionFilterSet(WagtailFilterSet):
    bank = django_filters.ModelChoiceFilter(queryset=own_banks, label=gettext_lazy("question bank"))
    kind = django_filters.ChoiceFilter(
        field_name="current__kind", choices=QuestionKind, label=gettext_lazy("kind of question")
    )
    state = django_filters.ChoiceFilter(choices=QuestionState, label=gettext_lazy("state"))
    difficulty = django_filters.ChoiceFilter(
        field_name="current__difficulty", choices=Difficulty, label=gettext_lazy("difficulty")
    )
    topic = django_filters.ChoiceFilter(field_name="current__topic", label=gettext_lazy("topic"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = Question.objects.for_user(self.request.user).exclude(current__topic="")
        topics = questions.order_by("current__topic").values_list("current__topic", flat=True).distinct()
        self.filters["topic"].extra["choices"] = [(topic, topic) for topic in topics if topic]

    class Meta:
        model = Question
        fields: list[str] = []


class QuestionIndexView(ScopedIndexView):
    def get_base_queryset(self) -> QuerySet[Question]:
        return super().get_base_queryset().select_related("bank", "current")


class SaveQuestionMixin:
    """What the form says goes through the domain; a refusal comes back to the form with everything typed."""

    request: HttpRequest
    form: QuestionForm
    object: Question

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc]
        except DomainError as error:
            form.add_error("stem", str(error))
            self.produced_error_code = "invalid"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def get_success_message(self, instance: Question | None = None) -> str:
        question = instance or self.object
        number = question.current.number if question.current else 0
        return _("Saved; version %(number)d is the current one. Papers already drawn keep the wording they have.") % {
            "number": number
        }


class QuestionCreateView(SaveQuestionMixin, generic.CreateView):
    def save_instance(self) -> Question:
        data = self.form.cleaned_data
        question = create_question(
            data["bank"], content=self.form.content, external_id=data["external_id"], actor=user_of(self.request)
        )
        return set_state(question, state=data["state"], actor=user_of(self.request))


class QuestionEditView(SaveQuestionMixin, ScopedEditView):
    def save_instance(self) -> Question:
        question = revise_question(self.form.instance, content=self.form.content, actor=user_of(self.request))
        return set_state(question, state=self.form.cleaned_data["state"], actor=user_of(self.request))


class QuestionInspectView(ScopedInspectView):
    """Every wording the question has had."""

    template_name = "exams/admin/question_inspect.html"
    page_title = gettext_lazy("Details")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = self.object.versions.order_by("-number")
        shown = [(version, version_options(version), key_letters(version)) for version in versions]
        may = can_manage_exams(self.request.user)
        return super().get_context_data(**kwargs) | {"versions": shown, "keys_shown": may}


def version_options(version: QuestionVersion) -> list[tuple[str, str, bool]]:
    """Letter, text, and whether it is right."""
    return [(letter_of(index), text, index in version.key) for index, text in enumerate(version.options)]


def told(question: Question) -> list[tuple[str, str]]:
    people = open_attempts_with(question)
    if not people:
        return []
    text = ngettext(
        "%(count)s person has this question on an open paper right now. That paper keeps the present wording and key.",
        "%(count)s people have this question on open papers right now. Those papers keep the present wording and key.",
        people,
    )
    return [("warning", text % {"count": people})]


class QuestionViewSet(ScopedViewSet):
    model = Question
    icon = "help"
    menu_label = gettext_lazy("Questions")
    name = url_prefix = "exam-questions"
    permission_policy = LimitedPolicy(Question, "add", "change", "view")
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    edit_view_class = QuestionEditView
    inspect_view_class = QuestionInspectView
    inspect_view_enabled = True
    inspect_template_name = "exams/admin/question_inspect.html"
    filterset_class = QuestionFilterSet
    search_fields = ["current__stem", "external_id"]
    ordering = [F("pk").desc()]
    list_per_page = 50
    list_display = [
        "__str__",
        Column("kind", label=gettext_lazy("kind of question"), width="8%", accessor="current.get_kind_display"),
        Column("topic", label=gettext_lazy("topic"), accessor="current.topic"),
        Column("difficulty", label=gettext_lazy("difficulty"), accessor="current.get_difficulty_display"),
        Column("state", label=gettext_lazy("state"), width="8%", accessor="get_state_display"),
        Column("bank", label=gettext_lazy("question bank")),
        Column("number", label=gettext_lazy("version"), accessor="current.number"),
    ]
    edit_handler = ObjectList(
        [
            NoticePanel(told),
            FieldRowPanel([FieldPanel("bank"), FieldPanel("external_id")]),
            FieldPanel("kind"),
            FieldPanel("stem"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel(name) for name in pair])
                    for pair in zip(*[iter(OPTION_FIELDS.values())] * 2, strict=True)
                ],
                heading=gettext_lazy("Options"),
                help_text=gettext_lazy("At least two. Leave the rest empty, and all of them for true or false."),
            ),
            FieldPanel("key"),
            FieldPanel("explanation"),
            FieldPanel("citation"),
            FieldRowPanel([FieldPanel("difficulty"), FieldPanel("topic"), FieldPanel("state")]),
        ],
        base_form_class=QuestionForm,
    )
