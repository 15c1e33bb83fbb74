"""One message with everything that can be done about it. A refused step comes back with all that was typed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.access import require, user_of
from accounts.domain.working_days import count_office_days
from accounts.models import User
from common.clock import now, today
from common.errors import DomainError
from outreach.domain import message_steps as steps
from outreach.domain.message_questions import draft_question
from outreach.enums import ANSWERABLE_STATES, REPLIED_STATES, WAITING_STATES, MessageState
from outreach.interfaces.message_forms import (
    AnswerForm,
    AssignForm,
    ForwardForm,
    NoteForm,
    ReopenForm,
    StepForm,
)
from outreach.models import PublicMessage
from outreach.rules import can_handle_messages, can_see_messages

OPEN, SETTLED = steps.OPEN_STATES, (*REPLIED_STATES, MessageState.FORWARDED)
SHELVED = (MessageState.SUSPECTED, MessageState.SPAM)
Act = Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """What a button does, in which states it is offered, and what is said afterwards."""

    act: Act
    states: Collection[str]
    done: Any
    form: type[StepForm] = StepForm


def _note(message: PublicMessage, *, actor: User, text: str, seen: int) -> Any:
    return steps.add_note(message, actor=actor, text=text)


def _draft(message: PublicMessage, *, actor: User, seen: int) -> Any:
    return draft_question(message, actor=actor)


STEPS = {
    "assign": Step(steps.assign_message, OPEN, gettext_lazy("Assigned."), AssignForm),
    "answer": Step(
        steps.answer_message,
        ANSWERABLE_STATES,
        gettext_lazy("Answered: the reply stands under the tracking number."),
        AnswerForm,
    ),
    "forward": Step(steps.forward_message, OPEN, gettext_lazy("Noted as forwarded."), ForwardForm),
    "close": Step(steps.close_message, (*SETTLED, *OPEN), gettext_lazy("Finished.")),
    "reopen": Step(steps.reopen_message, SETTLED, gettext_lazy("Taken up again."), ReopenForm),
    "reject": Step(steps.reject_message, WAITING_STATES, gettext_lazy("Put among the spam.")),
    "release": Step(steps.release_message, SHELVED, gettext_lazy("Taken out of the spam.")),
    "erase": Step(steps.erase_contact, MessageState.values, gettext_lazy("Name and phone are erased.")),
    "note": Step(_note, MessageState.values, gettext_lazy("Noted."), NoteForm),
    "question": Step(_draft, REPLIED_STATES, gettext_lazy("A draft was made. Please reword it, then hand it on.")),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require(can_see_messages, login_url="wagtailadmin_login")
def message_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked, what may be done, what happened."""
    rows = PublicMessage.objects.for_user(user_of(request))
    message = get_object_or_404(rows.select_related("area", "assignee", "answered_by", "question_page"), pk=pk)
    if request.method != "POST":
        return _page(request, message)
    if not can_handle_messages(request.user):
        raise Http404
    if request.POST.get("action") == "contact":
        name, phone = steps.show_contact(message, actor=user_of(request))
        return _page(request, message, contact={"name": name, "phone": phone})
    return _take(request, message, request.POST.get("action", ""))


def _take(request: HttpRequest, message: PublicMessage, action: str) -> HttpResponse:
    step = STEPS.get(action)
    if step is None:
        raise Http404
    form = step.form(request.POST, prefix=action, message=message)
    if not form.is_valid():
        return _page(request, message, given={action: form}, status=422)
    try:
        step.act(message, actor=user_of(request), **form.cleaned_data)
    except DomainError as error:
        message = PublicMessage.objects.select_related("area", "assignee", "answered_by").get(pk=message.pk)
        form.message = message
        form.add_error(None, str(error))
        form.again()
        return _page(request, message, given={action: form}, status=409)
    messages.success(request, step.done)
    return redirect("public-message", message.pk)


def _page(
    request: HttpRequest, message: PublicMessage, *, given: Any = None, contact: Any = None, status: int = 200
) -> HttpResponse:
    title = f"{message.get_category_display()} {message.printed_number}"
    handles = can_handle_messages(request.user) and not message.purged_at
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "mail",
        "message": message,
        "contact": contact,
        "can_handle": handles,
        "steps": _forms(message, user_of(request), given or {}) if handles else {},
        "entries": message.entries.select_related("author"),
        "timing": _timing(message),
    }
    return render(request, "outreach/admin/message_page.html", context, status=status)


def _forms(message: PublicMessage, user: User, given: dict[str, StepForm]) -> dict[str, StepForm]:
    """One form for every step the state allows; a refused one is shown again whatever the state is now."""
    initial: dict[str, Any] = {"assign": {"assignee": message.assignee or user}, "answer": {"reply": message.reply}}
    forms = {
        action: step.form(prefix=action, message=message, initial=dict(initial.get(action, {})))
        for action, step in STEPS.items()
        if message.state in step.states and _is_offered(action, message)
    }
    return forms | given


def _is_offered(action: str, message: PublicMessage) -> bool:
    """What the state alone doesn't tell: an end without a reply, and whether there is anything to erase."""
    if action == "erase":
        return message.has_contact
    if action != "close":
        return True
    if message.state in OPEN:
        return not message.wants_reply
    return message.state != MessageState.CLOSED


def _timing(message: PublicMessage) -> str:
    """How many working days are left, or since when it is late."""
    if not message.is_waiting:
        return ""
    if message.due_at < now():
        return _("overdue")
    days = count_office_days(today(), timezone.localdate(message.due_at))
    return _("%(count)d working days left") % {"count": days}
