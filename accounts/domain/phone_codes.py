"""One-time codes by text message: six digits, five minutes, five tries, one message a minute, ten a day."""

import hmac
import math
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import PhoneCode
from accounts.validators import normalise_phone
from common import crypto
from common.clock import now
from common.errors import DomainError

LIFETIME = timedelta(minutes=5)
PAUSE = timedelta(seconds=60)
MAX_TRIES = 5
MAX_PER_DAY = 10


class CodeError(DomainError):
    code = "phone_code"


class TooManyCodes(CodeError):
    code = "too_many_codes"


class WrongCode(CodeError):
    code = "wrong_code"


class CodeExpired(CodeError):
    code = "code_expired"


def random_code() -> str:
    return f"{secrets.randbelow(10**6):06d}"


@transaction.atomic
def request_code(phone: str, *, purpose: str) -> PhoneCode:
    """Send a fresh code to a phone; an older one stops counting.

    Raises ValidationError for a phone that is none, TooManyCodes when one was sent a moment ago or ten today.
    """
    phone = normalise_phone(phone)
    index = crypto.blind_index("phone", phone)
    _refuse_flood(index)
    code = import_string(settings.PHONE_CODE_SOURCE)()
    row = PhoneCode.objects.create(
        purpose=purpose,
        phone_index=index,
        digest=_digest(purpose, index, code),
        created_at=now(),
        expires_at=now() + LIFETIME,
    )
    # The gateway lives in an app above: it is named in the settings instead of imported.
    import_string(settings.PHONE_CODE_SENDER)(phone=phone, code=code, key=f"phone-code:{row.pk}")
    return row


def check_code(phone: str, code: str, *, purpose: str) -> None:
    """Use a code up. Raises CodeExpired or WrongCode (with the tries that are left); a code works once.

    Takes a try before it compares, and commits it: parallel guesses share the same five. Don't call it inside a transaction.
    """
    index = crypto.blind_index("phone", normalise_phone(phone))
    newest = PhoneCode.objects.filter(purpose=purpose, phone_index=index).order_by("-id").first()
    if newest is None:
        raise _expired()
    usable = PhoneCode.objects.filter(pk=newest.pk, used_at=None, expires_at__gt=now())
    if not usable.filter(tries__lt=MAX_TRIES).update(tries=F("tries") + 1):
        raise _expired()
    if not hmac.compare_digest(newest.digest, _digest(purpose, index, code.strip())):
        left = MAX_TRIES - newest.tries - 1
        raise WrongCode(_("The code is not right. You can try %(count)d more times.") % {"count": left})
    if not usable.update(used_at=now()):
        raise _expired()


def _expired() -> CodeExpired:
    return CodeExpired(_("This code is no longer valid. Please ask for a new one."))


def _refuse_flood(index: str) -> None:
    sent = PhoneCode.objects.filter(phone_index=index, created_at__gt=now() - timedelta(days=1))
    last = sent.order_by("-created_at").first()
    if last and last.created_at + PAUSE > now():
        seconds = math.ceil((last.created_at + PAUSE - now()).total_seconds())
        raise TooManyCodes(
            _("A code was sent a moment ago. Please wait %(seconds)d seconds before asking again.")
            % {"seconds": seconds}
        )
    if sent.count() >= MAX_PER_DAY:
        raise TooManyCodes(_("Too many codes were sent to this phone today. Please telephone the office."))


def _digest(purpose: str, index: str, code: str) -> str:
    return crypto.hmac_digest("phone-code", f"{purpose}:{index}:{code}")
