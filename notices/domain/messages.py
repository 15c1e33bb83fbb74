"""The outbox of text messages and e-mails: written in the caller's transaction, sent by a task."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from common.clock import now
from common.errors import FeatureBlocked
from common.tasks_queue import enqueue
from notices.enums import Channel, MessageState
from notices.gateways import GatewayError, current_gateway, send_email
from notices.models import Message

MAX_ATTEMPTS = 5
# A code is worthless after its five minutes; other messages wait for the next day at most.
GIVE_UP_AFTER = timedelta(days=1)


@transaction.atomic
def send_message(*, key: str, phone: str, template: str, body: str) -> Message:
    """Put a message into the outbox; the same key again is the message already there."""
    message = Message(key=key, template=template, body=body, created_at=now())
    message.set_phone(phone)
    found = Message.objects.filter(key=key).first()
    if found:
        return found
    if not current_gateway().available:
        message.state = MessageState.BLOCKED
    message.save()
    if message.state == MessageState.PENDING:
        enqueue("notices.tasks.deliver_message", message.pk)
    return message


@transaction.atomic
def notify_staff(user: User, *, key: str, template: str, subject: str, body: str, details: str = "") -> Message | None:
    """Tell a member of staff: by text message if they have a phone and the office a gateway, else by e-mail.

    None where neither is there: what it is about stands on their dashboard anyway. Details go into e-mails only.
    """
    if user.phone and current_gateway().available:
        return send_message(key=key, phone=user.phone, template=template, body=body)
    if not (user.email and settings.EMAIL_HOST):
        return None
    text = f"{body}\n\n{details}" if details else body
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "channel": Channel.EMAIL,
            "template": template,
            "email": user.email,
            "subject": subject,
            "body": text,
            "created_at": now(),
        },
    )
    if created:
        enqueue("notices.tasks.deliver_message", message.pk)
    return message


def send_phone_code(*, phone: str, code: str, key: str) -> Message:
    """The text with a one-time code. Raises FeatureBlocked where the office has no SMS."""
    if not current_gateway().available:
        raise FeatureBlocked(_("This office can't send text messages. Please telephone it instead."))
    body = _("Your code is %(code)s, valid for 5 minutes. Staff never ask for it.") % {"code": code}
    return send_message(key=key, phone=phone, template="phone_code", body=body)


def deliver_message(message_id: int) -> bool:
    """Hand one waiting message to its gateway. Two workers can't send it together: the attempt is taken first."""
    message = Message.objects.get(pk=message_id)
    taken = Message.objects.filter(pk=message.pk, state=MessageState.PENDING, attempts=message.attempts)
    if not taken.update(attempts=F("attempts") + 1):
        return False
    try:
        _hand_over(message)
    except GatewayError as error:
        state = MessageState.FAILED if message.attempts + 1 >= MAX_ATTEMPTS else MessageState.PENDING
        Message.objects.filter(pk=message.pk).update(state=state, last_error=str(error)[:200])
        return False
    Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, sent_at=now(), last_error="")
    return True


def sweep_messages() -> int:
    """Send what is still waiting after a minute (its task was lost or failed); give up after a day."""
    waiting = Message.objects.filter(state=MessageState.PENDING)
    waiting.filter(created_at__lt=now() - GIVE_UP_AFTER).update(state=MessageState.FAILED)
    due = waiting.filter(created_at__lt=now() - timedelta(minutes=1)).values_list("pk", flat=True)[:200]
    return sum(deliver_message(pk) for pk in due)


def _hand_over(message: Message) -> None:
    if message.channel == Channel.EMAIL:
        send_email(to=message.email, subject=message.subject, body=message.body)
    else:
        current_gateway().send(phone=message.phone, body=message.body, key=message.key)
