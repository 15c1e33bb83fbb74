"""A file of enterprises from beginning to end: opened, read, taken in, its failure noted."""

from typing import BinaryIO

from subjects.domain import subject_imports
from subjects.domain.subject_imports import Listener
from subjects.models import SubjectImport

from .subject_rows import SubjectRows, is_subject_header
from .table_files import FileRefused, open_table


def import_subject_file(run: SubjectImport, stream: BinaryIO, *, on_refused: Listener | None = None) -> SubjectImport:
    """Raises FileRefused when the file can't be read; the run says why, and what was taken in before stays."""
    try:
        with open_table(stream, is_header=is_subject_header) as table:
            reader = SubjectRows(table.header, is_spreadsheet=table.encoding == "xlsx")
            return subject_imports.run_import(
                run, reader.read(table.rows), sha256=table.sha256, encoding=table.encoding, on_refused=on_refused
            )
    except FileRefused as error:
        subject_imports.fail_import(run, reason=str(error))
        raise
