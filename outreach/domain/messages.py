"""How a message reaches the office: by the form on the site, or written down by staff."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import Area, ConsentText, User
from common import crypto
from common.clock import now
from common.errors import DomainError
from outreach.domain.message_deadlines import reply_deadline
from outreach.domain.message_spam import body_digest
from outreach.domain.message_steps import answer_message
from outreach.enums import EntryKind, MessageChannel, MessageState
from outreach.models import MessageEntry, PublicMessage


class NoConsent(DomainError):
    code = "no_consent"


class TicketKnown(DomainError):
    code = "ticket_known"


def key_of(token: str, *content: str) -> str:
    """One form opened, one content: the same again is the same message, another content is another message."""
    return crypto.hmac_digest("public-message", "\0".join((token, *content)))


@transaction.atomic
def receive_message(
    *,
    key: str,
    area: Area,
    category: str,
    body: str,
    page_address: str = "",
    name: str = "",
    phone: str = "",
    consent_text: ConsentText | None = None,
    wants_reply: bool = True,
    signs: list[Any] | None = None,
) -> PublicMessage:
    """Take in what somebody sent through the site; the same key again is the message already there.

    With a sign of spam it waits in a state of its own until a person has looked; it is never dropped, and its period runs.
    Refuses a name or phone without the consent text that was agreed to (个人信息保护法 art. 14).
    """
    if (name or phone) and consent_text is None:
        raise NoConsent(_("Please agree to the notice on personal data, or leave name and phone empty."))
    return _store(
        key=key,
        actor=None,
        area=area,
        channel=MessageChannel.WEB,
        category=category,
        body=body,
        page_address=page_address,
        name=name,
        phone=phone,
        consent_text=consent_text if name or phone else None,
        wants_reply=wants_reply,
        signs=[str(sign) for sign in signs or []],
    )


@transaction.atomic
def log_message(
    *,
    key: str,
    actor: User,
    area: Area,
    channel: str,
    category: str,
    body: str,
    name: str = "",
    phone: str = "",
    consent_text: ConsentText | None = None,
    wants_reply: bool = True,
    ticket_number: str = "",
    due_at: datetime | None = None,
    reply: str = "",
) -> PublicMessage:
    """Write down a call, a visit, a letter or a 12345 ticket; with a reply it is answered at once.

    A ticket keeps its own deadline. Raises TicketKnown when its number is in the list already.
    """
    known = (
        PublicMessage.objects.filter(ticket_number=ticket_number).exclude(key=key).first() if ticket_number else None
    )
    if known:
        told = {"ticket": ticket_number, "number": known.printed_number}
        raise TicketKnown(_("Ticket %(ticket)s is in the list already, as %(number)s.") % told)
    message = _store(
        key=key,
        actor=actor,
        area=area,
        channel=channel,
        category=category,
        body=body,
        name=name,
        phone=phone,
        consent_text=consent_text if name or phone else None,
        wants_reply=wants_reply,
        ticket_number=ticket_number,
        due_at=due_at,
    )
    if reply and message.state == MessageState.NEW:
        return answer_message(message, actor=actor, reply=reply, seen=message.version)
    return message


def _store(
    *, key: str, actor: User | None, body: str, phone: str, consent_text: ConsentText | None, **values: Any
) -> PublicMessage:
    found = PublicMessage.objects.filter(key=key).first()
    if found:
        return found
    moment = now()
    message = PublicMessage(
        key=key, body=body, body_digest=body_digest(body), received_at=moment, **_due(values, moment)
    )
    message.set_phone(phone)
    if consent_text:
        message.consent_text, message.consented_at = consent_text, moment
    if message.signs:
        message.state = MessageState.SUSPECTED
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:  # sent twice in the same moment
        return PublicMessage.objects.get(key=key)
    MessageEntry.objects.create(message=message, kind=EntryKind.RECEIVED, author=actor, at=moment)
    detail = {"channel": message.channel, "category": message.category, "signs": message.signs}
    who = {"actor": actor} if actor else {"actor_label": "visitor"}
    audit.record("outreach.message.received", target=message, area=message.area, **who, **detail)
    return message


def _due(values: dict[str, Any], moment: datetime) -> dict[str, Any]:
    """The deadline a ticket brings, or the office's own."""
    if values.get("due_at"):
        return values
    deadline = reply_deadline(values["category"], received=moment)
    return values | {"due_at": deadline.at, "due_is_estimated": deadline.is_estimated}
