"""What staff do with a message. Each step names the version its maker saw: of two at once one wins, the other is told."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now, today
from common.errors import DomainError
from outreach.domain.message_deadlines import days_taken, reply_deadline
from outreach.enums import ANSWERABLE_STATES, WAITING_STATES, EntryKind, MessageState
from outreach.models import MessageEntry, PublicMessage
from outreach.rules import can_handle_in

NO_CONTACT = {"name": "", "phone": "", "phone_index": "", "phone_last4": ""}
OPEN_STATES = (MessageState.NEW, MessageState.ASSIGNED)


class MessageMoved(DomainError):
    """A colleague took a step after this page was opened, or the state doesn't allow this one."""

    code = "message_moved"


class AssigneeUnfit(DomainError):
    code = "assignee_unfit"


class TextMissing(DomainError):
    code = "text_missing"


@transaction.atomic
def assign_message(message: PublicMessage, *, actor: User, assignee: User, seen: int) -> PublicMessage:
    """Give a message to a colleague, or take it oneself; again to somebody else moves it on. Leaves the deadline alone."""
    if not can_handle_in(assignee, message.area):
        raise AssigneeUnfit(_("This person doesn't deal with messages of this area. Please choose somebody else."))
    text = assignee.get_full_name()
    values = {"state": MessageState.ASSIGNED, "assignee": assignee}
    return _step(message, EntryKind.ASSIGNED, OPEN_STATES, actor=actor, seen=seen, text=text, **values)


@transaction.atomic
def answer_message(message: PublicMessage, *, actor: User, reply: str, seen: int) -> PublicMessage:
    """Put the office's reply under the tracking number, and note who gave it and how many working days it took.

    The first reply decides whether the office was in time; one that is corrected later doesn't change that.
    """
    reply = _wanted(reply)
    moment = now()
    values: dict[str, Any] = {
        "state": MessageState.ANSWERED,
        "reply": reply,
        "answered_by": actor,
        "answered_at": moment,
        "settled_at": moment,
        "assignee": message.assignee or actor,
    }
    if message.first_answered_at is None:
        days = days_taken(message.received_at, moment)
        values |= {"first_answered_at": moment, "reply_days": days, "on_time": moment <= message.due_at}
    return _step(message, EntryKind.ANSWERED, ANSWERABLE_STATES, actor=actor, seen=seen, text=reply, **values)


@transaction.atomic
def forward_message(
    message: PublicMessage, *, actor: User, unit: str, seen: int, on: date | None = None
) -> PublicMessage:
    """Hand a message to the unit it belongs to; the asker sees its name and the day under the number."""
    unit = _wanted(unit)
    values: dict[str, Any] = {
        "state": MessageState.FORWARDED,
        "forwarded_to": unit,
        "forwarded_on": on or today(),
        "settled_at": now(),
    }
    return _step(message, EntryKind.FORWARDED, OPEN_STATES, actor=actor, seen=seen, text=unit, **values)


@transaction.atomic
def close_message(message: PublicMessage, *, actor: User, seen: int) -> PublicMessage:
    """Dealt with: after a reply or after forwarding. Without either only where the asker wanted no reply."""
    sources = [MessageState.ANSWERED, MessageState.FORWARDED]
    if not message.wants_reply:
        sources += OPEN_STATES
    state = MessageState.CLOSED
    return _step(message, EntryKind.CLOSED, sources, actor=actor, seen=seen, state=state, settled_at=now())


@transaction.atomic
def reopen_message(message: PublicMessage, *, actor: User, reason: str, seen: int) -> PublicMessage:
    """Take a message up again, to correct or complete a reply; the period starts anew, the first reply's figures stay."""
    deadline = reply_deadline(message.category, received=now())
    values: dict[str, Any] = {
        "state": MessageState.ASSIGNED if message.assignee_id else MessageState.NEW,
        "settled_at": None,
        "due_at": deadline.at,
        "due_is_estimated": deadline.is_estimated,
    }
    sources = [MessageState.ANSWERED, MessageState.CLOSED, MessageState.FORWARDED]
    return _step(message, EntryKind.REOPENED, sources, actor=actor, seen=seen, text=_wanted(reason), **values)


@transaction.atomic
def reject_message(message: PublicMessage, *, actor: User, seen: int) -> PublicMessage:
    """Spam after all. It stays in the list and can be taken out again."""
    state = MessageState.SPAM
    return _step(message, EntryKind.REJECTED, WAITING_STATES, actor=actor, seen=seen, state=state, settled_at=now())


@transaction.atomic
def release_message(message: PublicMessage, *, actor: User, seen: int) -> PublicMessage:
    """No spam: a person wrote this. The period has run since it came in."""
    sources = [MessageState.SUSPECTED, MessageState.SPAM]
    state = MessageState.ASSIGNED if message.assignee_id else MessageState.NEW
    return _step(message, EntryKind.RELEASED, sources, actor=actor, seen=seen, state=state, settled_at=None)


@transaction.atomic
def add_note(message: PublicMessage, *, actor: User, text: str) -> MessageEntry:
    """A remark among colleagues; pressed twice it is one. The asker never sees it."""
    text = _wanted(text)
    last = message.entries.first()
    if last and (last.kind, last.text, last.author_id) == (EntryKind.NOTE, text, actor.pk):
        return last
    audit.record("outreach.message.noted", actor=actor, target=message)
    return message.entries.create(kind=EntryKind.NOTE, text=text, author=actor, at=now())


def show_contact(message: PublicMessage, *, actor: User) -> tuple[str, str]:
    """Name and phone in full, for whoever has to call back. Looking is on record (个人信息保护法 art. 51)."""
    audit.record("outreach.message.contact_shown", actor=actor, target=message)
    return message.name, message.phone


@transaction.atomic
def erase_contact(message: PublicMessage, *, actor: User, seen: int) -> PublicMessage:
    """Erase name and phone before the retention period ends, when the person asks for it (个人信息保护法 art. 15, 47).

    The message is dealt with all the same; which consent was given and when stays on record.
    """
    states = MessageState.values
    return _step(message, EntryKind.ERASED, states, actor=actor, seen=seen, **NO_CONTACT)


def _wanted(text: str) -> str:
    text = text.strip()
    if not text:
        raise TextMissing(_("Please write something here first."))
    return text


def _step(
    message: PublicMessage, kind: EntryKind, sources: Any, *, actor: User, seen: int, text: str = "", **values: Any
) -> PublicMessage:
    """The one guarded update. The same step by the same person again is the result already there."""
    rows = PublicMessage.objects.kept().filter(pk=message.pk, state__in=sources, version=seen)
    changed = rows.update(version=F("version") + 1, **values)
    message.refresh_from_db()
    if changed:
        message.entries.create(kind=kind, text=text, author=actor, at=now())
        audit.record(f"outreach.message.{kind}", actor=actor, target=message, version=message.version)
    elif not _is_repeated(message, kind, actor=actor, seen=seen, text=text):
        raise MessageMoved(_moved_words(message))
    return message


def _is_repeated(message: PublicMessage, kind: str, *, actor: User, seen: int, text: str) -> bool:
    last = message.entries.exclude(kind=EntryKind.NOTE).first()
    if last is None or message.version != seen + 1:
        return False
    return (last.kind, last.author_id, last.text) == (kind, actor.pk, text)


def _moved_words(message: PublicMessage) -> str:
    last = message.entries.exclude(kind=EntryKind.NOTE).select_related("author").first()
    told = {"state": message.get_state_display(), "name": last.author.get_full_name() if last and last.author else "—"}
    return (
        _(
            "This was changed meanwhile: it is “%(state)s” now, the last step was taken by %(name)s. "
            "Nothing was overwritten, and what you typed is still here."
        )
        % told
    )
