"""A question bank and a paper for the demo."""

from pathlib import Path

from django.db import transaction

from accounts.models import Area, User
from exams.domain.banks import find_or_create_bank
from exams.domain.papers import check_bank_suffices
from exams.domain.questions import import_questions
from exams.enums import QuestionKind
from exams.interfaces.question_sheets import read_sheet
from exams.models import Paper, PaperRule

SOURCE = Path(__file__).parent / "demo_data" / "question-bank.csv"
BANK = "信用修复培训题库"
TITLE = "信用修复培训结业测试"
RULES = [(QuestionKind.SINGLE, 10), (QuestionKind.MULTIPLE, 4), (QuestionKind.JUDGE, 6)]


@transaction.atomic
def load(*, area: Area, admin_user: User) -> Paper:
    """The bank and a paper of 20 questions and 100 marks; running it again changes nothing."""
    with SOURCE.open("rb") as stream:
        sheet = read_sheet(stream, name=SOURCE.name)
    bank = find_or_create_bank(area=area, name=BANK, actor=admin_user)
    import_questions(bank, sheet.questions, actor=admin_user)
    paper, created = Paper.objects.get_or_create(area=area, title=TITLE, defaults={"pass_percent": 60})
    if created:
        PaperRule.objects.bulk_create(
            PaperRule(paper=paper, bank=bank, kind=kind, count=count, marks=5) for kind, count in RULES
        )
    check_bank_suffices(paper)
    return paper
