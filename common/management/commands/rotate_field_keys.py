from typing import Any

from django.core.management.base import BaseCommand

from common.domain.field_keys import encrypted_fields, rotate_model


class Command(BaseCommand):
    help = "Encrypt everything again under the first key of FIELD_KEYS. Safe to stop and run again; then the old keys may go."

    def handle(self, *args: Any, **options: Any) -> None:
        for model, names in encrypted_fields():
            self.stdout.write(f"{model._meta.label}: {rotate_model(model, names)}")
