import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import Area
from subjects.domain.areas import home_area
from subjects.domain.subject_imports import Refusal, open_import
from subjects.interfaces.import_files import import_subject_file
from subjects.interfaces.table_files import FileRefused


class Command(BaseCommand):
    help = "Import enterprises from a CSV or XLSX file. The last line of output is a summary in JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", help="code of the area the subjects belong to (default: the office's own)")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        area = self._area(options["area"])
        run = open_import(area=area, file_name=path.name)
        try:
            with path.open("rb") as stream:
                run = import_subject_file(run, stream, on_refused=self._report)
        except FileRefused as error:
            raise CommandError(f"{path.name}: {error}") from error
        self.stdout.write(json.dumps(run.counts))

    def _area(self, code: str | None) -> Area:
        if not code:
            return home_area()
        area = Area.objects.filter(code=code).first()
        if area is None:
            raise CommandError(_("There is no area with the code %(code)s.") % {"code": code})
        return area

    def _report(self, refusal: Refusal) -> None:
        where = _("Row %(row)d") % {"row": refusal.number}
        if refusal.column:
            where = _("Row %(row)d, column “%(column)s”") % {"row": refusal.number, "column": refusal.column}
        self.stderr.write(_("%(where)s: %(reason)s") % {"where": where, "reason": refusal.reason})
