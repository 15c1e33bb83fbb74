"""Training for tests: a course, a published session tomorrow with one open meeting, enrolments."""

from datetime import timedelta

import factory

from accounts.enums import ConsentPurpose
from common.clock import now
from courses.enums import EnrolmentSource, EnrolmentState, SessionState, TraineeRole
from courses.models import Course, CourseUnit, Enrolment, Meeting, TrainingSession
from tests.factories.accounts import AreaFactory, PersonFactory
from tests.factories.subjects import SubjectFactory


class CourseFactory(factory.django.DjangoModelFactory):
    """Attendance only; `paper=…, exam_required=True` and so on add to the policy."""

    class Meta:
        model = Course

    area = factory.SubFactory(AreaFactory)
    title = "企业信用修复公益培训"
    summary = "讲政策、讲流程、讲材料。"
    exam_required = False
    pledge_required = False


class CourseUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseUnit

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"单元{n}")
    minutes = 45


class TrainingSessionFactory(factory.django.DjangoModelFactory):
    """Published, registration open, one meeting tomorrow. Traits name the other states."""

    class Meta:
        model = TrainingSession
        skip_postgeneration_save = True

    area = factory.SubFactory(AreaFactory)
    course = factory.SubFactory(CourseFactory, area=factory.SelfAttribute("..area"))
    year = 2026
    number = factory.Sequence(lambda n: n % 99 + 1)
    title = factory.LazyAttribute(lambda s: f"{s.year}年第{s.number}期企业信用修复公益培训")
    place = "行政中心二楼报告厅"
    capacity = 5
    registration_opens_at = factory.LazyFunction(lambda: now() - timedelta(days=7))
    registration_closes_at = factory.LazyFunction(lambda: now() + timedelta(hours=20))
    contact_name = "信用办"
    contact_telephone = "000-0000 0000"
    state = SessionState.PUBLISHED

    class Params:
        draft = factory.Trait(state=SessionState.DRAFT)
        cancelled = factory.Trait(state=SessionState.CANCELLED, state_note="场地维修")
        completed = factory.Trait(state=SessionState.COMPLETED)
        not_yet_open = factory.Trait(registration_opens_at=factory.LazyFunction(lambda: now() + timedelta(hours=2)))
        ended = factory.Trait(registration_closes_at=factory.LazyFunction(lambda: now() - timedelta(hours=2)))

    @factory.post_generation
    def meeting(self, create, extracted, **kwargs):
        if extracted is not False:
            MeetingFactory(session=self, **kwargs)


class MeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Meeting

    session = factory.SubFactory(TrainingSessionFactory, meeting=False)
    title = "上午"
    starts_at = factory.LazyFunction(lambda: now() + timedelta(days=1))
    ends_at = factory.LazyAttribute(lambda m: m.starts_at + timedelta(hours=3))


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    session = factory.SubFactory(TrainingSessionFactory)
    person = factory.SubFactory(PersonFactory, area=factory.SelfAttribute("..session.area"))
    subject = factory.SubFactory(SubjectFactory, area=factory.SelfAttribute("..session.area"))
    role = TraineeRole.AGENT
    state = EnrolmentState.CONFIRMED
    source = EnrolmentSource.STAFF
    enrolled_at = factory.LazyFunction(now)
    seat_number = factory.LazyAttribute(lambda e: e.session.enrolments.count() + 1)

    class Params:
        withdrawn = factory.Trait(state=EnrolmentState.WITHDRAWN, seat_number=None)
        waitlisted = factory.Trait(state=EnrolmentState.WAITLISTED, seat_number=None)


def publish_enrolment_text():
    """The consent text that enrolling records."""
    from accounts.domain.consent import publish_text

    return publish_text(purpose=ConsentPurpose.ENROLMENT, title="告知书", body="只用于本次培训。")
