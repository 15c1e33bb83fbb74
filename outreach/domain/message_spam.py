"""Spam is told apart without a puzzle that blind people can't solve. A sign never throws a message away: a person looks."""

import hashlib
import re
import unicodedata
from datetime import timedelta

from common.clock import now
from outreach.enums import SpamSign
from outreach.models import InboxSettings, PublicMessage

FASTEST = 4  # seconds between opening the form and sending it: less is a machine
SHORT = 15  # characters: "什么时候能修复" may well be asked twice in a week
SAME_TEXT_WITHIN = timedelta(days=7)
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
SIGNIFICANT = re.compile(r"[\W_]+")


def bare_text(text: str) -> str:
    """The text without case, width, punctuation and spaces: what stays equal when a spammer varies the rest."""
    return SIGNIFICANT.sub("", unicodedata.normalize("NFKC", text).casefold())


def body_digest(text: str) -> str:
    return hashlib.sha256(bare_text(text).encode()).hexdigest()


def spam_signs(body: str, *, trapped: bool, seconds: float, flooding: bool, settings: InboxSettings) -> list[SpamSign]:
    """What speaks for a machine: trap field filled, too fast, many links, the same text again, too many from one place."""
    signs = {
        SpamSign.TRAP: trapped,
        SpamSign.FAST: seconds < FASTEST,
        SpamSign.LINKS: len(LINK.findall(body)) > settings.links_allowed,
        SpamSign.REPEATED: len(bare_text(body)) >= SHORT and _came_before(body),
        SpamSign.FLOOD: flooding,
    }
    return [sign for sign, found in signs.items() if found]


def _came_before(body: str) -> bool:
    since = now() - SAME_TEXT_WITHIN
    return PublicMessage.objects.filter(body_digest=body_digest(body), received_at__gte=since).exists()
