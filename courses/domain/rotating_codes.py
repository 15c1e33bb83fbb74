"""The projector's codes: computed from the session's secret and the server's clock. Nothing is stored, and no code has
a part that still works later.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from common.public_ids import CODE_ALPHABET, normalise_code
from courses.enums import PUBLIC_SESSION_STATES
from courses.models import TrainingSession

STEP = timedelta(seconds=20)
# A code is shown for one step and accepted for two more: time to open the page, too short to pass it on with comfort.
STEPS_ACCEPTED = 3
SCANNED_LENGTH = 16
TYPED_LENGTH = 6
NEAR = timedelta(days=1)


@dataclass(frozen=True)
class ShownCode:
    """What the projector shows now, and until when."""

    scanned: str
    typed: str
    changes_at: datetime


@dataclass(frozen=True)
class Recognised:
    session: TrainingSession
    is_typed: bool


def shown_code(session: TrainingSession, *, at: datetime) -> ShownCode:
    step = _step(at)
    return ShownCode(
        scanned=_code(session.code_secret, step, SCANNED_LENGTH),
        typed=_code(session.code_secret, step, TYPED_LENGTH),
        changes_at=datetime.fromtimestamp((step + 1) * STEP.total_seconds(), UTC),
    )


def recognise(text: str, *, at: datetime) -> Recognised | None:
    """The session whose projector shows this code, or showed it up to 40 seconds ago; None for every other text.

    Only sessions with a meeting within a day are asked, and their codes are computed: the code itself names no session.
    """
    code = normalise_code(text)
    if len(code) not in (SCANNED_LENGTH, TYPED_LENGTH):
        return None
    found = None
    for session in _near(at):
        if any(hmac.compare_digest(code.encode(), known.encode()) for known in _accepted(session, at, len(code))):
            found = Recognised(session, is_typed=len(code) == TYPED_LENGTH)
    return found


def _near(at: datetime) -> list[TrainingSession]:
    sessions = TrainingSession.objects.filter(
        state__in=PUBLIC_SESSION_STATES, meetings__starts_at__lt=at + NEAR, meetings__ends_at__gt=at - NEAR
    )
    return list(sessions.distinct())


def _accepted(session: TrainingSession, at: datetime, length: int) -> list[str]:
    newest = _step(at)
    return [_code(session.code_secret, step, length) for step in range(newest, newest - STEPS_ACCEPTED, -1)]


def _step(at: datetime) -> int:
    return int(at.timestamp() // STEP.total_seconds())


def _code(secret: str, step: int, length: int) -> str:
    """Codes of different lengths are independent: the short one on the screen tells nothing about the long one."""
    digest = hmac.new(secret.encode(), f"{length}:{step}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest)
    letters = []
    for _place in range(length):
        number, index = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[index])
    return "".join(letters)
