"""Encryption of single fields (AES-256-GCM), blind indexes and keyed digests. One place, so that a national algorithm can replace it."""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .errors import FeatureBlocked


def field_keys() -> dict[str, bytes]:
    """Key id → 32 bytes, the newest first."""
    keys = {}
    for entry in settings.FIELD_KEYS:
        key_id, _sep, encoded = entry.partition(":")
        keys[key_id] = base64.b64decode(encoded)
    if not keys:
        raise FeatureBlocked(_("The key for personal data is not set up. Please ask the system administrator."))
    return keys


def encrypt(text: str, *, context: str) -> str:
    """Return "key id:base64(nonce + ciphertext)". The context (model.field) is authenticated, so values can't be swapped."""
    key_id, key = next(iter(field_keys().items()))
    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), context.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(value: str, *, context: str) -> str:
    key_id, _sep, encoded = value.partition(":")
    raw = base64.b64decode(encoded)
    try:
        return AESGCM(field_keys()[key_id]).decrypt(raw[:12], raw[12:], context.encode()).decode()
    except (KeyError, InvalidTag) as error:
        raise FeatureBlocked(_("The key that protects this data is not available.")) from error


def hmac_digest(purpose: str, value: str) -> str:
    """64 hex characters, keyed with BLIND_INDEX_KEY; different purposes never give equal digests."""
    if not settings.BLIND_INDEX_KEY:
        raise FeatureBlocked(
            _("The key for looking up personal data is not set up. Please ask the system administrator.")
        )
    key = base64.b64decode(settings.BLIND_INDEX_KEY)
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def blind_index(purpose: str, value: str) -> str:
    """A digest to look a value up by without storing it; the empty value has no index."""
    return hmac_digest(f"index:{purpose}", value) if value else ""
