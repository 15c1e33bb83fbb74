"""Upload of a question sheet: choose a file, look at every row, confirm. Nothing is written before the confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.core.validators import FileExtensionValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require, user_of
from exams.admin.kept_sheets import KeptSheet, SheetGone, find_sheet, keep_sheet
from exams.admin.question_form import letters
from exams.domain.questions import classify, import_questions, known_questions
from exams.enums import QuestionKind
from exams.interfaces.question_sheets import ALIASES, SheetRow
from exams.models import QuestionBank
from exams.rules import can_manage_exams

if TYPE_CHECKING:
    from accounts.models import User

examiner_required = require(can_manage_exams, login_url="wagtailadmin_login")
DONE_SALT = "exams.question-sheet.done"
PER_PAGE = 100
VERDICTS = {
    "created": gettext_lazy("new question"),
    "changed": gettext_lazy("new version"),
    "unchanged": gettext_lazy("there already, left as it is"),
}


class SheetForm(forms.Form):
    bank = forms.ModelChoiceField(QuestionBank.objects.none(), label=gettext_lazy("question bank"))
    sheet = forms.FileField(
        label=gettext_lazy("File"),
        validators=[
            FileExtensionValidator(
                ["csv", "xlsx", "xls"], gettext_lazy("Please choose a file ending in .xlsx or .csv.")
            )
        ],
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Please choose a file."),
            "empty": gettext_lazy("The file is empty. Please choose another one."),
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        banks = QuestionBank.objects.for_user(user)
        self.fields["bank"].queryset = banks  # type: ignore[attr-defined]
        if len(banks) == 1:
            self.initial.setdefault("bank", banks[0].pk)


@examiner_required
def sheet_upload(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        user=user,
        initial={"bank": request.GET["bank"]} if request.GET.get("bank", "").isdigit() else None,
    )
    if form.is_valid():
        kept = keep_sheet(form.cleaned_data["sheet"], bank=form.cleaned_data["bank"], user=user)
        return redirect("question-sheet-preview", token=kept.token)
    columns = [names[0] for names in ALIASES.values()]
    return _page(request, "sheet_upload", _("Take in a question sheet"), form=form, columns=columns)


@examiner_required
@require_GET
def sheet_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Every row with what would become of it, or everything that is wrong. May be looked at again."""
    kept, bank = _kept(request, token)
    try:
        sheet = kept.read()
    except SheetGone:
        return _too_old(request)
    known = known_questions(bank)
    verdicts = [classify(bank, row.question, known) for row in sheet.rows]
    rows = Paginator(list(zip(sheet.rows, verdicts, strict=True)), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "kept": kept,
        "bank": bank,
        "sheet": sheet,
        "rows": [_shown(row, verdict) for row, verdict in rows],
        "page": rows,
        "counts": {verdict: verdicts.count(verdict) for verdict in VERDICTS},
        "again": f"{reverse('question-sheet-upload')}?bank={bank.pk}",
    }
    return _page(request, "sheet_preview", _("Look at the sheet before it is taken in"), **context)


@examiner_required
@require_POST
def sheet_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Take the sheet in. Confirmed a second time, every question is there already and nothing happens."""
    kept, bank = _kept(request, token)
    try:
        sheet = kept.read()
    except SheetGone:
        return _too_old(request)
    if sheet.errors:
        return redirect("question-sheet-preview", token=token)
    summary = import_questions(bank, sheet.questions, actor=user_of(request))
    counts = {"created": summary.created, "changed": summary.changed, "unchanged": summary.unchanged}
    done = signing.dumps({"bank": bank.pk, "name": kept.name, **counts}, salt=DONE_SALT, compress=True)
    return redirect("question-sheet-result", token=done)


@examiner_required
@require_GET
def sheet_result(request: HttpRequest, token: str) -> HttpResponse:
    try:
        done = signing.loads(token, salt=DONE_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    bank = get_object_or_404(QuestionBank.objects.for_user(user_of(request)), pk=done["bank"])
    return _page(request, "sheet_result", _("The sheet is taken in"), bank=bank, done=done)


def _kept(request: HttpRequest, token: str) -> tuple[KeptSheet, QuestionBank]:
    user = user_of(request)
    try:
        kept = find_sheet(token, user=user)
    except SheetGone as error:
        raise Http404 from error
    return kept, get_object_or_404(QuestionBank.objects.for_user(user), pk=kept.bank)


def _too_old(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This upload is too old. Nothing was taken in; please upload the sheet again."))
    return redirect("question-sheet-upload")


def _shown(row: SheetRow, verdict: str) -> dict[str, Any]:
    content = row.question.content
    return {
        "row": row,
        "content": content,
        "kind": QuestionKind(content.kind).label,
        "key": letters(content.kind, content.options, content.key),
        "verdict": verdict,
        "told": VERDICTS[verdict],
    }


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    frame = {"page_title": title, "header_title": title, "header_icon": "upload"}
    return render(request, f"exams/admin/{template}.html", {**frame, **context})
