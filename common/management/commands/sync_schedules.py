from typing import Any

from django.core.management.base import BaseCommand

from common import schedules


class Command(BaseCommand):
    help = "Write the recurring tasks of all apps to the queue's schedule table."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{schedules.sync()} schedules")
