from datetime import date, timedelta

import factory
from stdnum.cn import uscc

from common.clock import now, today
from subjects.domain.completion_records import append_record
from subjects.enums import BreachState, IdentifierKind, ProofKind, RepresentativeState, SubjectState
from subjects.models import BreachRecord, CompletionRecord, Destination, Representative, Subject

from .accounts import AreaFactory, UserFactory


def make_uscc(number: int, *, area_code: str = "320799") -> str:
    """A made-up credit code with a valid check character."""
    body = f"91{area_code}{number:08d}X"
    return body + uscc.calc_check_digit(body)


class SubjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Subject

    area = factory.SubFactory(AreaFactory)
    name = factory.Sequence(lambda n: f"示例区第{n}饲料有限公司")
    uscc = factory.Sequence(lambda n: make_uscc(50_000_000 + n))
    identifier_kind = IdentifierKind.USCC
    created_at = updated_at = factory.LazyFunction(now)

    class Params:
        pending = factory.Trait(state=SubjectState.PENDING)
        rejected = factory.Trait(state=SubjectState.REJECTED)
        old_numbered = factory.Trait(
            uscc=None,
            identifier_kind=IdentifierKind.OLD_NUMBER,
            old_number=factory.Sequence(lambda n: f"32072200{n:07d}"),
        )


class RepresentativeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Representative

    user = factory.SubFactory(UserFactory, representative=True)
    subject = factory.SubFactory(SubjectFactory)
    created_at = factory.LazyFunction(now)

    class Params:
        approved = factory.Trait(
            state=RepresentativeState.APPROVED,
            proof=ProofKind.LICENCE,
            decided_by=factory.SubFactory(UserFactory),
            decided_at=factory.LazyFunction(now),
        )
        ended = factory.Trait(state=RepresentativeState.ENDED)


class DestinationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Destination

    area = factory.SubFactory(AreaFactory)
    name = "市信用平台"
    url = factory.Sequence(lambda n: f"https://platform.example/{n}")
    key_id = "k1"
    secret = "not-so-secret"
    legal_basis = "示例办〔2026〕1号第三条"
    active = True


class CompletionRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CompletionRecord

    source_key = factory.Sequence(lambda n: f"enrolment:{n}")
    subject = factory.SubFactory(SubjectFactory)
    session_number = "2026年第3期"
    course_title = "信用修复公益培训"
    completed_on = date(2026, 8, 5)
    person_name = "王小明"
    person_phone = "13800000001"
    document_number = factory.Sequence(lambda n: f"320799-XYXF-2026-03-{n:04d}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return append_record(**kwargs)


class BreachRecordFactory(factory.django.DjangoModelFactory):
    """Open, a penalty of a year ago, published for three years; traits named after the other states."""

    class Meta:
        model = BreachRecord

    subject = factory.SubFactory(SubjectFactory)
    decision_number = factory.Sequence(lambda n: f"示市监罚〔2026〕{n}号")
    authority = "示例区市场监督管理局"
    decided_on = factory.LazyFunction(lambda: today() - timedelta(days=40))
    published_on = factory.LazyFunction(lambda: today() - timedelta(days=33))
    ends_on = factory.LazyFunction(lambda: today() + timedelta(days=300))
    data_date = factory.LazyFunction(today)
    created_at = updated_at = factory.LazyFunction(now)

    class Params:
        restored = factory.Trait(state=BreachState.RESTORED, ended_on=factory.LazyFunction(today))
        expired = factory.Trait(ends_on=factory.LazyFunction(lambda: today() - timedelta(days=1)))
