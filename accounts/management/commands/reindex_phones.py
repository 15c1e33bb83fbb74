from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from accounts.domain.people import reindex_phones
from accounts.models import PhoneMixin


class Command(BaseCommand):
    help = "Compute the blind indexes of all phones again, after BLIND_INDEX_KEY was replaced."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_models():
            if issubclass(model, PhoneMixin):
                self.stdout.write(f"{model._meta.label}: {reindex_phones(model)}")
