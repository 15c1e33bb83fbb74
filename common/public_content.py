"""When what the public sees changes. Each change renews one token; a stored page counts only under the token it was made with."""

from typing import Any

from django.core.cache import BaseCache, caches
from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save

from common.public_ids import random_id

VERSION = "version"

_actions: set[str] = set()


def pages_cache() -> BaseCache:
    return caches["pages"]


def register_models(*watched: type[models.Model]) -> None:
    """Call in AppConfig.ready(): a row that is saved or deleted changes what the public sees."""
    for model in watched:
        for signal in (post_save, post_delete):
            signal.connect(content_changed, sender=model, dispatch_uid=f"public content {model._meta.label}")


def register_actions(*prefixes: str) -> None:
    """Call in AppConfig.ready(): audit lines that begin like this stand for a change the public sees.

    Guarded updates send no signal, but every state change writes its line.
    """
    _actions.update(prefixes)


def action_recorded(action: str) -> None:
    if action.startswith(tuple(_actions)):
        content_changed()


def content_changed(**signal: Any) -> None:
    """Renew the token once this transaction is in, once however often it is asked for; a roll-back changes nothing."""
    if not any(hook[1] is renew_version for hook in connection.run_on_commit):
        transaction.on_commit(renew_version, robust=True)


def renew_version() -> None:
    """From now on every stored page is out of date. A random token: one that got lost never comes back by counting."""
    pages_cache().set(VERSION, random_id(), timeout=None)


def first_version() -> str | None:
    """The token when there is none yet; two that ask at once get the same."""
    pages_cache().add(VERSION, random_id(), timeout=None)
    return pages_cache().get(VERSION)
