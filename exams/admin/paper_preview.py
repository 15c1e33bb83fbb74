"""One paper as it might be drawn, for the office to read and print. It is kept in its address, so the key fits the questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.access import require, user_of
from exams.admin.question_form import letter_of, letters
from exams.domain.papers import BankTooSmall, draw_slots
from exams.enums import QuestionKind
from exams.models import Paper, QuestionVersion
from exams.rules import can_manage_exams

SALT = "exams.paper-preview"
examiner_required = require(can_manage_exams, login_url="wagtailadmin_login")


@examiner_required
@require_GET
def paper_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw once and go to what was drawn; nobody's attempt comes of it."""
    paper = _paper(request, pk)
    try:
        slots = draw_slots(paper)
    except BankTooSmall as shortage:
        messages.error(request, str(shortage))
        return redirect("exam-papers:edit", pk)
    drawn = [(slot["version"], slot["marks"], slot["options"]) for slot in slots]
    return redirect("exam-paper-preview", pk=pk, token=token_of(paper, drawn))


@examiner_required
@require_GET
def paper_preview(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The drawn paper; with ?key=1 the right answers too."""
    paper = _paper(request, pk)
    drawn = _drawn(paper, token)
    versions = QuestionVersion.objects.in_bulk([version for version, _marks, _options in drawn])
    questions = [
        _shown(number, versions[version], marks, options)
        for number, (version, marks, options) in enumerate(drawn, start=1)
    ]
    context = {
        "paper": paper,
        "questions": questions,
        "keyed": "key" in request.GET,
        "full_marks": sum(marks for _version, marks, _options in drawn),
    }
    return render(request, "exams/admin/paper_preview.html", context)


def token_of(paper: Paper, drawn: Sequence[tuple[int, int, list[int]]]) -> str:
    """What was drawn (version, marks, order of the options), for the address."""
    return signing.dumps({"paper": paper.pk, "drawn": drawn}, salt=SALT, compress=True)


def _drawn(paper: Paper, token: str) -> list[tuple[int, int, list[int]]]:
    try:
        kept = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    if kept["paper"] != paper.pk:
        raise Http404
    return kept["drawn"]


def _paper(request: HttpRequest, pk: int) -> Paper:
    return get_object_or_404(Paper.objects.for_user(user_of(request)), pk=pk)


def _shown(number: int, version: QuestionVersion, marks: int, order: list[int]) -> dict[str, Any]:
    """The question with its options in the drawn order; the letters of the key follow that order."""
    options = [version.options[index] for index in order]
    key = [place for place, index in enumerate(order) if index in version.key]
    judge = version.kind == QuestionKind.JUDGE
    return {
        "number": number,
        "version": version,
        "marks": marks,
        "options": [("□ " if judge else f"{letter_of(place)}. ", text) for place, text in enumerate(options)],
        "key": letters(version.kind, options, key),
    }
