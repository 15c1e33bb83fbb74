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
