from typing import Any

from django.core.management.base import BaseCommand

from accounts.domain.people import reindex_phones
from accounts.models import Person, User


class Command(BaseCommand):
    help = "Compute the blind indexes of all phones again, after BLIND_INDEX_KEY was replaced."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in (Person, User):
            self.stdout.write(f"{model.__name__}: {reindex_phones(model)}")
