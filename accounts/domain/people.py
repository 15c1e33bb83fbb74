from django.db import IntegrityError, transaction

from accounts.domain import audit
from accounts.enums import UserKind
from accounts.models import Area, Person, PhoneMixin, User
from accounts.validators import normalise_phone
from common import crypto
from common.clock import now
from common.public_ids import random_id


@transaction.atomic
def find_or_create_person(*, area: Area, name: str, phone: str = "") -> Person:
    """The person with this name and phone in this area. Without a phone nobody is ever taken for somebody else.

    Raises ValidationError for a phone that is none.
    """
    name = " ".join(name.split())
    if not phone:
        return Person.objects.create(area=area, name=name, created_at=now())
    phone = normalise_phone(phone)
    index = crypto.blind_index("phone", phone)
    person = Person.objects.filter(area=area, phone_index=index, name=name).first()
    if person:
        return person
    person = Person(area=area, name=name, created_at=now())
    person.set_phone(phone)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # somebody else entered the same person a moment earlier
        return Person.objects.get(area=area, phone_index=index, name=name)
    return person


@transaction.atomic
def find_or_create_representative(phone: str) -> User:
    """The account behind a phone number that has just been proved; made at the first sign-in."""
    phone = normalise_phone(phone)
    index = crypto.blind_index("phone", phone)
    accounts = User.objects.filter(kind=UserKind.REPRESENTATIVE, phone_index=index)
    user = accounts.first()
    if user:
        return user
    user = User(kind=UserKind.REPRESENTATIVE, username=f"rep-{random_id(12)}")
    user.set_phone(phone)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # two tabs signed in at the same moment
        return accounts.get()
    audit.record("accounts.representative.created", actor=user, target=user)
    return user


def reindex_phones(model: type[PhoneMixin], *, chunk_size: int = 500) -> int:
    """Compute every blind index again after BLIND_INDEX_KEY was replaced; returns the rows written. Safe to run again."""
    done, last = 0, 0
    rows = model._base_manager.exclude(phone="").order_by("pk")
    while chunk := list(rows.filter(pk__gt=last)[:chunk_size]):
        for row in chunk:
            row.set_phone(row.phone)
        done += model._base_manager.bulk_update(chunk, ["phone_index", "phone_last4"])
        last = chunk[-1].pk
    return done
