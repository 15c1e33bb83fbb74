"""The wire to a destination: signed JSON over HTTP, and the receipt that proves it arrived."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

import httpx
from django.utils.translation import gettext as _

from common.clock import now
from common.errors import DomainError
from subjects.models import Destination

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5, 10, 30
MAX_ANSWER = 64 * 1024
ACCEPTED = ("accepted", "duplicate")


@dataclass(frozen=True)
class Answer:
    receipt: dict[str, Any]
    http_status: int


class SendFailed(DomainError):
    """No valid receipt, for whatever reason; worth another try."""

    code = "send_failed"

    def __init__(self, message: str, *, http_status: int | None = None) -> None:
        super().__init__(message)
        self.http_status = http_status


def sign(secret: str, *, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over timestamp, a dot, and the body, in hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def send(destination: Destination, *, payload: dict[str, Any], key: str) -> Answer:
    """Post the payload and read the receipt. Never follows a redirect, never waits or reads beyond its limits.

    Raises SendFailed for everything that isn't a receipt.
    """
    body = json.dumps(payload, ensure_ascii=False, sort_keys=True).encode()
    timestamp = str(int(now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "X-Key-Id": destination.key_id,
        "X-Timestamp": timestamp,
        "X-Signature": sign(destination.secret, timestamp=timestamp, body=body),
    }
    try:
        status, answer = _post(destination.url, body, headers)
    except httpx.TimeoutException as error:
        raise SendFailed(_("The destination didn't answer in time.")) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise SendFailed(
            _("The destination can't be reached (%(error)s).") % {"error": type(error).__name__}
        ) from error
    return Answer(_receipt(status, answer, key=key), status)


def _post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    deadline = time.monotonic() + TOTAL_SECONDS
    answer = b""
    # No proxy or credentials from the environment: the records go where the administrator said and nowhere else.
    with (
        httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False) as client,
        client.stream("POST", url, content=body, headers=headers) as response,
    ):
        for part in response.iter_bytes():
            answer += part
            if len(answer) > MAX_ANSWER:
                raise SendFailed(_("The destination's answer is too long."), http_status=response.status_code)
            if time.monotonic() > deadline:
                raise SendFailed(_("The destination didn't answer in time."), http_status=response.status_code)
    return response.status_code, answer


def _receipt(status: int, answer: bytes, *, key: str) -> dict[str, Any]:
    """A receipt is a JSON object that accepts this very key under a number of its own. A bare 200 proves nothing."""
    if status not in (200, 201):
        raise SendFailed(
            _("The destination answered with HTTP status %(status)d.") % {"status": status}, http_status=status
        )
    try:
        receipt = json.loads(answer)
    except ValueError as error:
        raise SendFailed(_("The destination's answer is no receipt."), http_status=status) from error
    if not isinstance(receipt, dict) or not _is_receipt(receipt, key):
        raise SendFailed(_("The destination's answer is no receipt for this record."), http_status=status)
    return {"receipt_id": receipt["receipt_id"], "status": receipt["status"], "idempotency_key": key}


def _is_receipt(receipt: dict[str, Any], key: str) -> bool:
    number = receipt.get("receipt_id")
    named = isinstance(number, str) and 0 < len(number) <= 200
    return named and receipt.get("status") in ACCEPTED and receipt.get("idempotency_key") == key
