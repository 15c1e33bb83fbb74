"""More time: for one attempt, by staff, with a reason."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.errors import DomainError
from exams.domain.attempts import lock_attempt
from exams.enums import AttemptState, SubmittedBy
from exams.models import Attempt, TimeGrant

MAX_MINUTES = 180


class CannotGrant(DomainError):
    """No reason, no sensible number of minutes, or the attempt is marked already."""


@transaction.atomic
def grant_time(attempt: Attempt, *, minutes: int, reason: str, actor: User, at: datetime | None = None) -> Attempt:
    """Move the deadline of an attempt under way, or reopen (once) one that the system handed in and nobody has marked."""
    at = at or now()
    if not reason.strip() or not 1 <= minutes <= MAX_MINUTES:
        raise CannotGrant(_("Please give a reason and between 1 and 180 minutes."))
    attempt = lock_attempt(attempt)
    if attempt.state == AttemptState.IN_PROGRESS and attempt.deadline_at:
        reopened, start = False, max(attempt.deadline_at, at)
    elif attempt.state == AttemptState.SUBMITTED and attempt.submitted_by == SubmittedBy.SYSTEM:
        reopened, start = True, at
    else:
        raise CannotGrant(_("This attempt has been handed in or marked; its time can't be changed any more."))
    _record(attempt, minutes, reason, actor, at, reopened)
    deadline = start + timedelta(minutes=minutes)
    moved = {
        "state": AttemptState.IN_PROGRESS,
        "deadline_at": deadline,
        "accept_until": deadline + timedelta(seconds=attempt.sitting.grace_seconds),
        "submitted_at": None,
        "submitted_by": "",
        "receipt": "",
        "answers_hash": "",
    }
    Attempt.objects.filter(pk=attempt.pk, state=attempt.state).update(**moved)
    attempt.refresh_from_db()
    return attempt


def _record(attempt: Attempt, minutes: int, reason: str, actor: User, at: datetime, reopened: bool) -> None:
    try:
        with transaction.atomic():
            TimeGrant.objects.create(
                attempt=attempt, minutes=minutes, reason=reason, granted_by=actor, granted_at=at, reopened=reopened
            )
    except IntegrityError as error:
        raise CannotGrant(_("This attempt has been reopened once already.")) from error
    detail: dict[str, Any] = {"minutes": minutes, "reason": reason, "reopened": reopened}
    audit.record("exams.attempt.time_granted", actor=actor, target=attempt, area=attempt.sitting.area, **detail)
