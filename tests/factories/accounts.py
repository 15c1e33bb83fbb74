import factory
from django.contrib.auth.models import Group

from accounts.domain.areas import create_area
from accounts.enums import UserKind
from accounts.models import Area, Person, User
from common.clock import now


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"{320000 + n}")
    name = factory.Sequence(lambda n: f"示例{n}区")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return create_area(**kwargs)


class UserFactory(factory.django.DjangoModelFactory):
    """Staff by default; `roles=[Role.EDITOR]` puts the user into groups."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"staff{n}")
    area = factory.SubFactory(AreaFactory)

    class Params:
        representative = factory.Trait(
            kind=UserKind.REPRESENTATIVE, username=factory.Sequence(lambda n: f"rep-{n}"), area=None
        )

    @factory.post_generation
    def phone_number(self, create, extracted, **kwargs):
        if extracted:
            self.set_phone(extracted)
            self.save()

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        for role in extracted or []:
            self.groups.add(Group.objects.get_or_create(name=role)[0])


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    area = factory.SubFactory(AreaFactory)
    name = "王小明"
    created_at = factory.LazyFunction(now)

    @factory.lazy_attribute
    def phone(self):
        return ""

    @classmethod
    def _create(cls, model_class, *args, phone="", **kwargs):
        person = model_class(**kwargs)
        person.set_phone(phone)
        person.save()
        return person
