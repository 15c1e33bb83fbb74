import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Area
from exams.domain.banks import find_or_create_bank
from exams.domain.questions import import_questions
from exams.interfaces.question_sheets import read_sheet


class Command(BaseCommand):
    help = "Take in a question bank from a CSV or Excel file; nothing is written when a single row is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--bank", required=True, help="name of the question bank; made when it isn't there")
        parser.add_argument(
            "--area", default="", help="code of the area that keeps the bank; not needed when there is one district"
        )

    def handle(self, *args: Any, file: Path, bank: str, area: str, **options: Any) -> None:
        owner = self._owner(area)
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        with file.open("rb") as stream:
            sheet = read_sheet(stream, name=file.name)
        if sheet.errors:
            for error in sheet.errors:
                self.stderr.write(str(error))
            raise CommandError(f"{len(sheet.errors)} faults, nothing was written.")
        summary = import_questions(find_or_create_bank(area=owner, name=bank), sheet.questions)
        counts = {"rows": summary.total, "created": summary.created, "changed": summary.changed}
        self.stdout.write(json.dumps({**counts, "unchanged": summary.unchanged, "kinds": summary.by_kind}))

    def _owner(self, code: str) -> Area:
        areas = list(Area.objects.filter(code=code) if code else Area.objects.filter(parent=None)[:2])
        if not areas:
            raise CommandError(f"There is no area with the code {code}." if code else "There is no area yet.")
        if len(areas) > 1:
            raise CommandError("There are several districts: please name one with --area.")
        return areas[0]
