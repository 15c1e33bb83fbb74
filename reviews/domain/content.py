"""What exactly is signed: a digest over everything of a page or snippet that readers will see."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from wagtail.models import COMMENTS_RELATION_NAME, DraftStateMixin, Page, Revision

# When it appears, whose it is and what the editors remark to each other isn't part of the text.
# Fields that no form can change (live, path, search text …) aren't either.
HOUSEKEEPING = frozenset(
    [
        "pk",
        "path",
        "depth",
        "numchild",
        "go_live_at",
        "expire_at",
        "owner",
        "first_published_at",
        COMMENTS_RELATION_NAME,
    ]
)


def content_hash(obj: models.Model) -> str:
    """SHA-256 of the content; the same text gives the same digest, whichever revision or row carries it."""
    return data_hash(type(obj), obj.serializable_data())  # type: ignore[attr-defined]


def revision_hash(revision: Revision) -> str:
    return content_hash(revision.as_object())


def data_hash(model: type[models.Model], data: dict[str, Any]) -> str:
    kept = {name: _plain(data[name]) for name in sorted(content_names(model, data))}
    text = json.dumps([model._meta.label_lower, kept], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def content_names(model: type[models.Model], data: Iterable[str]) -> set[str]:
    fixed = {field.name for field in model._meta.concrete_fields if not field.editable}
    return set(data) - HOUSEKEEPING - fixed


def _plain(value: Any) -> Any:
    """The value without the ids that blocks and child rows get when they are saved."""
    if isinstance(value, str) and value.startswith("[{"):  # a StreamField, which serialises itself to text
        try:
            return _plain(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, dict):
        numbered = "pk" in value or ("type" in value and "value" in value)
        return {key: _plain(item) for key, item in value.items() if not (numbered and key in ("pk", "id"))}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def specific(obj: models.Model) -> models.Model:
    return obj.specific if isinstance(obj, Page) else obj


def stored_version(obj: DraftStateMixin) -> DraftStateMixin | None:
    """The row as the database has it now, or None for one that was never saved."""
    return type(obj)._base_manager.filter(pk=obj.pk).first() if obj.pk else None


def version_to_be(obj: DraftStateMixin, update_fields: Iterable[str] | None) -> DraftStateMixin:
    """What the whole object will say once this save is done: a save may be partial, or go through the parent model Page."""
    model = obj.specific_class if isinstance(obj, Page) else type(obj)
    if obj._state.adding or (update_fields is None and model is type(obj)):
        return obj
    version = model._base_manager.filter(pk=obj.pk).first()
    if version is None:
        return obj
    written = set(update_fields or [field.name for field in type(obj)._meta.concrete_fields])
    for name in written - {type(obj)._meta.pk.name, model._meta.pk.name}:
        setattr(version, name, getattr(obj, name))
    return version


def touches_content(obj: models.Model, update_fields: Iterable[str] | None) -> bool:
    """Does this save write anything that readers see? Most partial saves are housekeeping."""
    if update_fields is None:
        return True
    return "live" in update_fields or bool(content_names(type(obj), update_fields))
