from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Everything the demo needs before it starts: tables, cache table, seal key, content. Again is quick and loses nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if "ensure_seal_key" in get_commands():
            call_command("ensure_seal_key", verbosity=0)
        call_command("load_demo", stdout=self.stdout)
