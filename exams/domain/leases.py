"""Which tab or device may write: the one that opened the paper last. A lease is its number with a signature, not a row."""

import hmac
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from accounts.domain import audit
from exams.models import Attempt


@dataclass(frozen=True)
class Lease:
    id: str
    epoch: int


@transaction.atomic
def open_lease(attempt: Attempt) -> Lease:
    """Hand the paper to whoever asks; the holder before becomes read-only with its next save and may take it back."""
    Attempt.objects.filter(pk=attempt.pk).update(lease_epoch=F("lease_epoch") + 1)
    attempt.refresh_from_db(fields=["lease_epoch"])
    if attempt.lease_epoch > 1:
        audit.record("exams.attempt.reopened", target=attempt, area=attempt.sitting.area, epoch=attempt.lease_epoch)
    return Lease(_lease_id(attempt, attempt.lease_epoch), attempt.lease_epoch)


def epoch_of(attempt: Attempt, lease_id: str) -> int:
    """The epoch a lease was given for, 0 for one we never gave."""
    number = lease_id.partition("-")[0]
    epoch = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    genuine = epoch and hmac.compare_digest(lease_id.encode(), _lease_id(attempt, epoch).encode())
    return epoch if genuine else 0


def _lease_id(attempt: Attempt, epoch: int) -> str:
    return f"{epoch}-{salted_hmac('exams.lease', f'{attempt.public_id}:{epoch}').hexdigest()[:20]}"
