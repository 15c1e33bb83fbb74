from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.domain.audit import first_broken_batch


class Command(BaseCommand):
    help = "Prove the audit chain; names the first batch that was tampered with."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = first_broken_batch()
        if broken:
            raise CommandError(
                f"audit batch {broken.pk} ({broken.closed_at:%Y-%m-%d %H:%M}) does not match its entries"
            )
        self.stdout.write("the audit chain is intact")
