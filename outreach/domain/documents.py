"""What may go into the library of files: each kind is known by its content, not by its name."""

import codecs
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError

ZIP, PDF, OLD_OFFICE = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BLOCK = 1 << 20
PDF_TAIL = 2048
MAX_ENTRIES = 5_000
MAX_UNPACKED = 200 * BLOCK
MAX_RATIO = 200  # text packs 20 to 1, a bomb 1000 to 1
SMALL = 10 * BLOCK  # what unpacks to less than this harms nobody, however well it was packed
CONTENT_TYPES = "[Content_Types].xml"
OFFICE_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
IN_ARCHIVES = frozenset(
    [
        ".avif",
        ".csv",
        ".docx",
        ".jpeg",
        ".jpg",
        ".md",
        ".mp3",
        ".mp4",
        ".pdf",
        ".png",
        ".pptx",
        ".txt",
        ".vtt",
        ".webp",
        ".xlsx",
    ]  # no program among them
)

WRONG_KIND = _("The content of this file doesn't fit its name (%(suffix)s). Please save it again in that format.")
NOT_TAKEN = _(
    "Files of this kind (%(suffix)s) aren't taken. Please use PDF, docx, xlsx, pptx, txt, csv, zip, mp3 or mp4."
)
OLD_FORMAT = _(
    "This is an old Office format, or the file is protected by a password. Please save it as .docx, .xlsx or .pptx without a password."
)
DAMAGED = _("This file is damaged or incomplete. Please choose it again.")
MACROS = _(
    "This file holds macros or controls, which may do harm. Please save it as .docx, .xlsx or .pptx without macros."
)
TOO_MUCH_INSIDE = _("There is too much packed into this file. Please divide it.")
PROGRAMS_INSIDE = _(
    "The archive holds “%(name)s”. Archives may hold documents, pictures, sound and films only; please take it out."
)
UNREADABLE_TEXT = _("This isn't plain text, or its encoding can't be recognised. Please save it as UTF-8.")
NO_CAPTIONS = _("A captions file begins with the line WEBVTT and is saved as UTF-8.")


class DocumentRefused(DomainError):
    code = "document_refused"

    def __init__(self, message: "str | Promise", **words: str) -> None:
        super().__init__(str(message) % words if words else message)


def check_document(file: IO[bytes], *, name: str) -> None:
    """Refuse a file that isn't what its name says, that carries macros or programs, or that unpacks without end.

    Reads the file and leaves it at its beginning. Which suffixes there may be is said in the settings.
    """
    suffix = PurePosixPath(name).suffix.lower()
    check = CHECKS.get(suffix)
    if check is None:
        raise DocumentRefused(NOT_TAKEN, suffix=suffix or name[-20:])
    file.seek(0)
    try:
        check(file, suffix)
    finally:
        file.seek(0)


def _check_pdf(file: IO[bytes], suffix: str) -> None:
    """From its first byte to its last: what stands before or behind it is something else in disguise."""
    _require_start(file, PDF, suffix=suffix)
    end = file.seek(0, 2)
    file.seek(max(end - PDF_TAIL, 0))
    if not file.read().rstrip(b"\r\n\t \0").endswith(b"%%EOF"):
        raise DocumentRefused(DAMAGED)


def _check_office(file: IO[bytes], suffix: str) -> None:
    _require_start(file, ZIP, suffix=suffix)
    with _archive(file) as archive:
        names = {entry.filename for entry in _entries(archive)}
        if CONTENT_TYPES not in names or OFFICE_PARTS[suffix] not in names:
            raise DocumentRefused(WRONG_KIND, suffix=suffix)
        lowered = [name.lower() for name in names]
        has_macros = any(name.endswith("vbaproject.bin") or "/activex/" in name for name in lowered)
        if has_macros or b"macroEnabled" in _read(archive, CONTENT_TYPES):
            raise DocumentRefused(MACROS)


def _check_archive(file: IO[bytes], suffix: str) -> None:
    _require_start(file, ZIP, suffix=suffix)
    with _archive(file) as archive:
        for entry in _entries(archive):
            if not entry.is_dir() and PurePosixPath(entry.filename).suffix.lower() not in IN_ARCHIVES:
                raise DocumentRefused(PROGRAMS_INSIDE, name=entry.filename[-60:])


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DocumentRefused(DAMAGED) from error


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The table of contents, which is read without unpacking anything."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    is_bomb = unpacked > SMALL and unpacked > MAX_RATIO * packed
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or is_bomb:
        raise DocumentRefused(TOO_MUCH_INSIDE)
    return entries


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """At most one block: the sizes in the table of contents may be lies."""
    try:
        with archive.open(name) as part:
            return part.read(BLOCK)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise DocumentRefused(DAMAGED) from error


def _check_text(file: IO[bytes], suffix: str) -> None:
    """Text in UTF-8, UTF-16 with its mark or GB18030; a zero byte otherwise means that it is none."""
    start = file.read(2)
    file.seek(0)
    is_marked = start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encodings = ["utf-16"] if is_marked else ["utf-8", "gb18030"]
    if not any(_decodes(file, encoding) for encoding in encodings):
        raise DocumentRefused(UNREADABLE_TEXT)


def _check_captions(file: IO[bytes], suffix: str) -> None:
    if not file.read(9).removeprefix(codecs.BOM_UTF8).startswith(b"WEBVTT") or not _decodes(file, "utf-8"):
        raise DocumentRefused(NO_CAPTIONS)


def _decodes(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(BLOCK):
            if "\0" in decoder.decode(block):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _check_sound(file: IO[bytes], suffix: str) -> None:
    start = file.read(3)
    is_frame = len(start) == 3 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0
    if start != b"ID3" and not is_frame:
        raise DocumentRefused(WRONG_KIND, suffix=suffix)


def _check_film(file: IO[bytes], suffix: str) -> None:
    if file.read(8)[4:] != b"ftyp":
        raise DocumentRefused(WRONG_KIND, suffix=suffix)


def _require_start(file: IO[bytes], wanted: bytes, *, suffix: str) -> None:
    start = file.read(8)
    file.seek(0)
    if start == OLD_OFFICE:
        raise DocumentRefused(OLD_FORMAT)
    if not start.startswith(wanted):
        raise DocumentRefused(WRONG_KIND, suffix=suffix)


CHECKS: dict[str, Callable[[IO[bytes], str], None]] = {
    ".pdf": _check_pdf,
    **dict.fromkeys(OFFICE_PARTS, _check_office),
    ".zip": _check_archive,
    ".txt": _check_text,
    ".csv": _check_text,
    ".vtt": _check_captions,
    ".mp3": _check_sound,
    ".mp4": _check_film,
}
