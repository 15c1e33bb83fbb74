from typing import Any

from django.core.management.base import BaseCommand

from accounts.domain.people import rotate_phones
from accounts.models import Person, User


class Command(BaseCommand):
    help = "Encrypt every phone under the first key of FIELD_KEYS. Safe to stop and run again; then the old keys may go."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in (Person, User):
            self.stdout.write(f"{model.__name__}: {rotate_phones(model)}")
