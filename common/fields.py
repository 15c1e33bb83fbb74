from typing import Any

from django.db import models

from . import crypto
from .public_ids import random_id


class PublicIdField(models.CharField):
    """The identifier that addresses outside the admin carry."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 16, "unique": True, "editable": False, "default": random_id}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "unique", "editable", "default"):
            kwargs.pop(key, None)
        return name, path, list(args), dict(kwargs)


class EncryptedTextField(models.TextField):
    """Text that is ciphertext in the database, with the key's id in front. Can't be searched: keep a blind index beside it."""

    @property
    def context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return crypto.decrypt(value, context=self.context) if value else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return crypto.encrypt(value, context=self.context) if value else value
