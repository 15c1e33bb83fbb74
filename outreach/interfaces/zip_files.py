"""ZIP files whose bytes depend on nothing but their content."""

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

UNIX = 3
EARLIEST = datetime(1980, 1, 1)  # noqa: DTZ001 - ZIP knows no time zones and nothing earlier
PACKED_ALREADY = (".jpg", ".png", ".docx", ".pdf")
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\s.]+')  # what Windows forbids in names


def safe_name(text: str, *, limit: int) -> str:
    """A file name without its ending that every system takes."""
    return UNSAFE.sub(" ", text).strip()[:limit].strip().replace(" ", "-")


def zip_of(files: Iterable[tuple[str, bytes]], *, at: datetime = EARLIEST) -> bytes:
    """One archive, in this order, every file dated `at`. Names beyond ASCII carry the UTF-8 flag, so that Windows unpacks them right."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files:
            entry = ZipInfo(name, date_time=max(at.replace(tzinfo=None), EARLIEST).timetuple()[:6])
            entry.compress_type = ZIP_STORED if name.endswith(PACKED_ALREADY) else ZIP_DEFLATED
            entry.create_system, entry.external_attr = UNIX, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def settle(document: bytes) -> bytes:
    """A Word file without the time at which it was written."""
    with ZipFile(BytesIO(document)) as archive:
        return zip_of((name, archive.read(name)) for name in archive.namelist())
