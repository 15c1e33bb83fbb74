"""An uploaded sheet between its preview and the confirmation: the file waits in private storage, a signed token names it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from django.core import signing

from common.clock import today
from common.public_ids import random_id
from common.storage import private_storage
from exams.interfaces.question_sheets import QuestionSheet, read_sheet

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from exams.models import QuestionBank

FOLDER = "question-sheets"
SALT = "exams.question-sheet"
KEPT = timedelta(days=1)


class SheetGone(Exception):
    """The token is not one of ours, is too old to be kept, or is somebody else's."""


@dataclass(frozen=True)
class KeptSheet:
    stored: str
    name: str
    bank: int
    user: int

    @property
    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    def read(self) -> QuestionSheet:
        if is_old(self.stored.rpartition("/")[2]):
            raise SheetGone
        try:
            with private_storage().open(self.stored) as stored:
                return read_sheet(BytesIO(stored.read()), name=self.name)
        except FileNotFoundError as error:
            raise SheetGone from error


def keep_sheet(upload: UploadedFile, *, bank: QuestionBank, user: User) -> KeptSheet:
    """Store the file under a name nobody can guess, and throw away those of past days."""
    forget_old_sheets()
    stored = private_storage().save(f"{FOLDER}/{today():%Y%m%d}-{random_id()}", upload)
    return KeptSheet(stored=stored, name=upload.name or "", bank=bank.pk, user=user.pk)


def find_sheet(token: str, *, user: User) -> KeptSheet:
    try:
        kept = KeptSheet(**signing.loads(token, salt=SALT))
    except signing.BadSignature as error:
        raise SheetGone from error
    if kept.user != user.pk:
        raise SheetGone
    return kept


def forget_old_sheets() -> None:
    """A sheet holds right answers: it doesn't stay longer than its token is good for."""
    storage = private_storage()
    if not storage.exists(FOLDER):
        return
    for name in filter(is_old, storage.listdir(FOLDER)[1]):
        storage.delete(f"{FOLDER}/{name}")


def is_old(name: str) -> bool:
    """Names begin with the day of the upload."""
    return name < f"{today() - KEPT:%Y%m%d}"
