from subjects.domain import deliveries
from subjects.interfaces.import_files import import_subject_file
from subjects.interfaces.table_files import FileRefused
from subjects.models import SubjectImport


def run_import(import_id: int) -> dict[str, int]:
    """Import an uploaded file. A killed run is handed out again and starts over; a finished one stays as it is."""
    run = SubjectImport.objects.get(pk=import_id)
    if run.finished_at is None:
        with run.file.open("rb") as upload:
            try:
                run = import_subject_file(run, upload.file)
            except FileRefused:
                run.refresh_from_db()  # the run itself says why
    return run.counts


def deliver(delivery_id: int) -> bool:
    return deliveries.deliver(delivery_id)


def sweep_deliveries() -> int:
    return deliveries.sweep_deliveries()
