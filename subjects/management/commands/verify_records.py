from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from subjects.domain.completion_records import verify_chain


class Command(BaseCommand):
    help = "Prove the chain of completion records; names the first broken row and exits with 1."

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_chain()
        if not report.is_intact:
            raise CommandError(
                _("Broken at row %(seq)d: %(problem)s %(checked)d rows before it are intact.")
                % {"seq": report.broken_seq, "problem": report.problem, "checked": report.checked}
            )
        self.stdout.write(_("The chain is intact: %(checked)d rows.") % {"checked": report.checked})
