"""Ways out: SMS gateways, and e-mail for staff. A vendor's gateway is one more class with `send`; settings.SMS_GATEWAY names it by dotted path."""

import logging
from smtplib import SMTPException
from typing import Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class GatewayError(Exception):
    """The gateway didn't take the message; it may be tried again."""


class Gateway(Protocol):
    available: bool

    def send(self, *, phone: str, body: str, key: str) -> None:
        """Hand over one message. Raises GatewayError when it wasn't taken. The key lets the vendor drop repeats."""


class NoGateway:
    """No SMS in this office: messages are kept as "no gateway" and staff use the telephone."""

    available = False

    def send(self, *, phone: str, body: str, key: str) -> None:
        raise GatewayError("no gateway is configured")


class InboxGateway:
    """Development: the message is on /dev/inbox/ and in the log."""

    available = True

    def send(self, *, phone: str, body: str, key: str) -> None:
        logger.info("SMS to %s: %s", phone, body)


def current_gateway() -> Gateway:
    gateway: Gateway = import_string(settings.SMS_GATEWAY)()
    return gateway


def send_email(*, to: str, subject: str, body: str) -> None:
    """Hand one e-mail to the office's mail server. Raises GatewayError when it wasn't taken."""
    try:
        send_mail(subject, body, None, [to])
    except (SMTPException, OSError) as error:
        raise GatewayError(type(error).__name__) from error  # the server's own words can name the address
