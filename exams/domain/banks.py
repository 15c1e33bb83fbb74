"""Question banks."""

from django.db import transaction

from accounts.domain import audit
from accounts.models import Area, User
from exams.models import QuestionBank


@transaction.atomic
def find_or_create_bank(*, area: Area, name: str, actor: User | None = None) -> QuestionBank:
    """The area's bank of this name, made when it isn't there."""
    bank, created = QuestionBank.objects.get_or_create(area=area, name=name.strip())
    if created:
        audit.record("exams.bank.created", actor=actor, target=bank)
    return bank


def record_bank_saved(bank: QuestionBank, *, actor: User | None, created: bool) -> None:
    """Audit what the admin's form has just written."""
    audit.record("exams.bank.created" if created else "exams.bank.changed", actor=actor, target=bank)


@transaction.atomic
def delete_bank(bank: QuestionBank, *, actor: User | None = None) -> None:
    """Delete an empty bank. One that questions or papers need is refused by the database (ProtectedError)."""
    audit.record("exams.bank.deleted", actor=actor, target=bank, name=bank.name)
    bank.delete()
