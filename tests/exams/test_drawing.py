"""How a drawn paper is laid out: order of the questions, tokens of the options."""

import itertools

import pytest

from exams.domain import drawing
from exams.domain.attempts import start_attempt
from exams.enums import QuestionKind
from exams.models import PaperRule, QuestionVersion
from tests.factories.exams import NINE, BankFactory, CandidateFactory, PaperFactory, SittingFactory

pytestmark = pytest.mark.django_db


def test_without_shuffling_the_paper_follows_its_rules_and_the_options_their_order():
    paper = PaperFactory(shuffle_questions=False, shuffle_options=False)
    slots = start_attempt(CandidateFactory(sitting=SittingFactory(paper=paper)), at=NINE).slots
    kinds = [QuestionVersion.objects.get(pk=slot["version"]).kind for slot in slots]
    assert kinds == [QuestionKind.SINGLE, QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.JUDGE]
    assert all(slot["options"] == sorted(slot["options"]) for slot in slots)


def test_shuffled_questions_stay_with_their_kind():
    paper = PaperFactory()
    bank = paper.rules.first().bank
    rules = [PaperRule(paper=paper, bank=bank, kind=kind, count=3, marks=1) for kind in ("judge", "single")]
    pool = list(QuestionVersion.objects.select_related("question"))
    orders = set()
    for seed in range(20):
        chance = drawing.random.Random(seed)
        drawn, _missing = drawing.draw(rules, pool, chance=chance)
        slots = drawing.lay_out(drawn, shuffle_questions=True, shuffle_options=True, chance=chance)
        versions = [slot["version"] for slot in slots]
        by_kind = itertools.groupby(QuestionVersion.objects.get(pk=pk).kind for pk in versions)
        assert len(list(by_kind)) == 2
        orders.add(tuple(versions))
    assert len(orders) > 1


def test_two_options_never_share_a_token(monkeypatch):
    BankFactory()
    ids = iter(["aaaaaa", "aaaaaa", "bbbbbb", "bbbbbb", "aaaaaa", "cccccc", "dddddd"])
    monkeypatch.setattr(drawing, "random_id", lambda length: next(ids))
    version = QuestionVersion.objects.filter(kind=QuestionKind.SINGLE).first()
    (slot,) = drawing.lay_out(
        [(PaperRule(marks=5), version)], shuffle_questions=False, shuffle_options=False, chance=drawing.random.Random(1)
    )
    assert slot["tokens"] == ["aaaaaa", "bbbbbb", "cccccc", "dddddd"]
