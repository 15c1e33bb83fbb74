from typing import Any

from django.core.management.base import BaseCommand

from outreach.domain.short_links import ensure_all


class Command(BaseCommand):
    help = "Give every page that has none a short link. Pages get theirs when they are made; this is for imported ones."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"short links made: {ensure_all()}")
