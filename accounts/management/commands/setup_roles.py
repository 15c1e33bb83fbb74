from typing import Any

from django.core.management.base import BaseCommand

from accounts.domain.roles import setup_roles


class Command(BaseCommand):
    help = "Make the groups of the product's roles, each with exactly its rights. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{len(setup_roles())} roles")
