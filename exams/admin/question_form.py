"""One question as a form. It is read the way a row of a question sheet is read, so both follow the same rules."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from exams.domain.questions import QuestionContent
from exams.enums import Difficulty, QuestionKind
from exams.interfaces.question_rows import OPTION_COLUMNS, RowProblem, read_question
from exams.models import Question, QuestionBank, QuestionVersion
from exams.validators import MAX_EXPLANATION, MAX_OPTION, MAX_STEM

if TYPE_CHECKING:
    from accounts.models import User

OPTION_FIELDS = {letter: f"option_{letter.lower()}" for letter in OPTION_COLUMNS}
TEXTS = ("stem", "explanation", "citation", "topic")


def text_area(*, rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def option_field(letter: str) -> forms.CharField:
    label = format_lazy(_("Option {letter}"), letter=letter)
    return forms.CharField(label=label, max_length=MAX_OPTION, required=False)


class QuestionForm(WagtailAdminModelForm):
    for_user: User

    kind = forms.ChoiceField(label=_("kind of question"), choices=QuestionKind, widget=forms.RadioSelect)
    stem = forms.CharField(label=_("question"), max_length=MAX_STEM, widget=text_area(rows=3))
    option_a = option_field("A")
    option_b = option_field("B")
    option_c = option_field("C")
    option_d = option_field("D")
    option_e = option_field("E")
    option_f = option_field("F")
    option_g = option_field("G")
    option_h = option_field("H")
    key = forms.CharField(
        label=_("right answer"),
        max_length=40,
        help_text=_("Single choice: one letter. Multiple choice: letters, such as ACD. True or false: 对 or 错."),
    )
    explanation = forms.CharField(
        label=_("explanation"), max_length=MAX_EXPLANATION, required=False, widget=text_area(rows=2)
    )
    citation = forms.CharField(label=_("legal basis"), max_length=200, required=False)
    difficulty = forms.ChoiceField(label=_("difficulty"), choices=Difficulty, initial=Difficulty.MEDIUM)
    topic = forms.CharField(label=_("topic"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = QuestionBank.objects.for_user(self.for_user)
        self.fields["bank"].disabled = self.fields["external_id"].disabled = bool(self.instance.pk)
        if self.instance.current:
            self.initial |= shown(self.instance.current)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "kind" in cleaned and "stem" in cleaned and "key" in cleaned:
            self._read(cleaned)
        return cleaned

    def _read(self, cleaned: dict[str, Any]) -> None:
        values = {name: cleaned.get(name, "") for name in (*TEXTS, "key")}
        values |= {letter: cleaned.get(name, "") for letter, name in OPTION_FIELDS.items()}
        problems: list[RowProblem] = []
        question = read_question(values, problems, sheet_kind=cleaned["kind"])
        for problem in problems:
            self.add_error(OPTION_FIELDS.get(problem.field, problem.field), str(problem.cause))
        if question and not self.errors:
            cleaned["content"] = dataclasses.replace(question.content, difficulty=cleaned["difficulty"])

    @property
    def content(self) -> QuestionContent:
        return self.cleaned_data["content"]

    class Meta:
        model = Question
        fields = ["bank", "external_id", "state"]


def shown(version: QuestionVersion) -> dict[str, Any]:
    """A version as the form shows it."""
    values = {name: getattr(version, name) for name in (*TEXTS, "kind", "difficulty")}
    if version.kind == QuestionKind.JUDGE:
        return values | {"key": key_letters(version)}
    options = {OPTION_FIELDS[letter]: text for letter, text in zip(OPTION_COLUMNS, version.options, strict=False)}
    return values | options | {"key": key_letters(version)}


def key_letters(version: QuestionVersion) -> str:
    return letters(version.kind, version.options, version.key)


def letters(kind: str, options: list[str], key: list[int]) -> str:
    """ACD, or the word itself where options have no letters."""
    if kind == QuestionKind.JUDGE:
        return options[key[0]]
    return "".join(letter_of(index) for index in sorted(key))


def letter_of(index: int) -> str:
    return chr(ord("A") + index)
