"""Key rotation: everything encrypted is written again under the newest key, whichever app it belongs to."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from common.fields import EncryptedTextField


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model that has encrypted fields, with their names."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]
        if names:
            yield model, names


def rotate_model(model: type[models.Model], names: list[str], *, chunk_size: int = 500) -> int:
    """Encrypt these fields under the newest key; returns the rows written. Can be stopped and run again."""
    done, last = 0, 0
    rows = model._base_manager.order_by("pk").only("pk", *names)
    while chunk := list(rows.filter(pk__gt=last)[:chunk_size]):
        done += model._base_manager.bulk_update(chunk, names)
        last = chunk[-1].pk
    return done
