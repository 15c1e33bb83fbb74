"""Questions, papers and markings for tests of the admin, made the way the program makes them."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.clock import now
from exams.domain.banks import find_or_create_bank
from exams.domain.questions import QuestionContent, create_question
from exams.domain.sittings import add_candidate, create_sitting
from exams.enums import AttemptState, QuestionKind
from exams.models import Attempt, Grade, Paper, PaperRule


def make_bank(area, name="培训题库"):
    return find_or_create_bank(area=area, name=name)


def content(stem="信用修复收费吗？", **changes):
    fields = {
        "kind": QuestionKind.SINGLE,
        "stem": stem,
        "options": ["不收费", "收费", "看情况"],
        "key": [0],
        "topic": "流程",
        "explanation": "修复不收取任何费用。",
    }
    return QuestionContent(**fields | changes)


def make_question(bank, stem="信用修复收费吗？", **changes):
    return create_question(bank, content=content(stem, **changes))


def make_paper(bank, title="结业测试", count=1, **rule):
    paper = Paper.objects.create(area=bank.area, title=title)
    PaperRule.objects.create(paper=paper, bank=bank, count=count, **rule)
    return paper


def make_sitting(paper, title="第一期测试"):
    """A sitting that is open now; an empty bank gets the question that its paper wants."""
    for rule in paper.rules.all():
        if not rule.bank.questions.exists():
            make_question(rule.bank)
    at = now()
    return create_sitting(
        area=paper.area, title=title, paper=paper, opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1)
    )


def make_attempt(sitting, name="王小明", *, question=None, state=AttemptState.GRADED, score=None, number=1):
    candidate = add_candidate(sitting, key=f"test:{name}", display_name=name)
    slots = []
    if question:
        slots = [{"version": question.current.pk, "marks": 5, "options": [0, 1, 2], "tokens": ["a", "b", "c"]}]
    attempt = Attempt.objects.create(sitting=sitting, candidate=candidate, number=number, state=state, slots=slots)
    if score is not None:
        Grade.objects.create(
            attempt=attempt,
            revision=1,
            score=Decimal(score),
            max_score=Decimal(100),
            passed=score >= 60,
            detail=[],
            graded_at=now(),
        )
    return attempt


def cost_of(client, name: str, add_row: Callable[[int], object], args=()) -> int:
    """Queries of a list at 1 row, after it took as many at 3."""
    costs = []
    for first, last in ((0, 1), (1, 3)):
        for number in range(first, last):
            add_row(number)
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name, args=args))
        costs.append(len(queries))
    assert costs[0] == costs[1]
    return costs[0]
