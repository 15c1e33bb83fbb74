from datetime import UTC, datetime, timedelta

import factory

from exams.domain.answers import Item
from exams.domain.attempts import save_answers, start_attempt, submit_attempt
from exams.domain.banks import find_or_create_bank
from exams.domain.leases import open_lease
from exams.domain.questions import IncomingQuestion, QuestionContent, import_questions
from exams.domain.sittings import add_candidate, create_sitting
from exams.enums import QuestionKind
from exams.models import Candidate, Paper, PaperRule, QuestionBank, QuestionVersion, Sitting

from .accounts import AreaFactory

NINE = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # 09:00 in the office


def content(number=1, kind=QuestionKind.SINGLE, key=None, **changes):
    options = (
        ["对", "错"] if kind == QuestionKind.JUDGE else [f"{number}甲", f"{number}乙", f"{number}丙", f"{number}丁"]
    )
    default = [0, 2] if kind == QuestionKind.MULTIPLE else [1]
    values = {
        "stem": f"第{number}题？",
        "options": options,
        "explanation": f"秘密解析{number}",
        "citation": f"秘密依据{number}",
        "topic": "流程",
    }
    return QuestionContent(kind=kind, key=key or default, **{**values, **changes})


class BankFactory(factory.django.DjangoModelFactory):
    """A bank of three single, three multiple and three judge questions."""

    class Meta:
        model = QuestionBank

    area = factory.SubFactory(AreaFactory)
    name = factory.Sequence(lambda n: f"题库{n}")

    @classmethod
    def _create(cls, model_class, *args, area, name, **kwargs):
        bank = find_or_create_bank(area=area, name=name)
        kinds = [QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.JUDGE]
        numbered = [(index * 3 + number, kind) for index, kind in enumerate(kinds) for number in (1, 2, 3)]
        import_questions(bank, [IncomingQuestion(content(number, kind), f"Q{number}") for number, kind in numbered])
        return bank


class PaperFactory(factory.django.DjangoModelFactory):
    """Two single, one multiple, one judge; 25 marks each."""

    class Meta:
        model = Paper
        skip_postgeneration_save = True

    area = factory.SubFactory(AreaFactory)
    title = factory.Sequence(lambda n: f"结业测试{n}")

    @factory.post_generation
    def bank(self, create, extracted, **kwargs):
        bank = extracted or BankFactory(area=self.area)
        for kind, count in [(QuestionKind.SINGLE, 2), (QuestionKind.MULTIPLE, 1), (QuestionKind.JUDGE, 1)]:
            PaperRule.objects.create(paper=self, bank=bank, kind=kind, count=count, marks=25)


class SittingFactory(factory.django.DjangoModelFactory):
    """Open from 09:00 to 17:00 office time, 30 minutes, three tries."""

    class Meta:
        model = Sitting

    area = factory.SubFactory(AreaFactory)
    title = "第3期结业测试"
    paper = factory.LazyAttribute(lambda sitting: PaperFactory(area=sitting.area))
    opens_at = NINE
    closes_at = NINE + timedelta(hours=8)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return create_sitting(**kwargs)


class CandidateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Candidate

    sitting = factory.SubFactory(SittingFactory)
    key = factory.Sequence(lambda n: f"enrolment:{n}")
    display_name = "王小明"

    @classmethod
    def _create(cls, model_class, *args, sitting, **kwargs):
        return add_candidate(sitting, **kwargs)


class Phone:
    """A phone on an attempt: knows tokens, counts sequence numbers, holds a lease."""

    def __init__(self, candidate, *, at=NINE):
        self.attempt = start_attempt(candidate, at=at)
        self.open()
        self.seq = 0

    def open(self):
        self.lease = open_lease(self.attempt).id

    def item(self, slot, *, right=True, seq=None, value=None):
        self.seq += 1
        return Item(slot, seq or self.seq, tuple(tokens(self.attempt, slot, right=right)) if value is None else value)

    def items(self, *, right=True, slots=None):
        return [self.item(slot, right=right) for slot in slots or range(len(self.attempt.slots))]


def tokens(attempt, slot, *, right=True):
    """Tokens of the right options of a slot, or of one wrong option."""
    entry = attempt.slots[slot]
    key = QuestionVersion.objects.get(pk=entry["version"]).key
    wrong = [index for index in entry["options"] if index not in key][:1]
    return [entry["tokens"][entry["options"].index(index)] for index in (key if right else wrong)]


def after(**delta):
    return NINE + timedelta(**delta)


def hand_in(phone, *, right=True, at=None, key="k1"):
    return submit_attempt(
        phone.attempt, lease_id=phone.lease, items=phone.items(right=right), key=key, at=at or after(minutes=5)
    )


def save(phone, *items, at=None, lease=None):
    return save_answers(phone.attempt, lease_id=lease or phone.lease, items=items, at=at or after(minutes=1))
