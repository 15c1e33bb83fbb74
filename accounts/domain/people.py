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
    """Compute every blind index again after BLIND_INDEX_KEY was replaced; returns the rows written."""
    return _rewrite(model, ["phone_index", "phone_last4"], chunk_size)


def rotate_phones(model: type[PhoneMixin], *, chunk_size: int = 500) -> int:
    """Encrypt every phone under the newest field key; returns the rows written. Can be stopped and run again."""
    return _rewrite(model, ["phone"], chunk_size)


def _rewrite(model: type[PhoneMixin], fields: list[str], chunk_size: int) -> int:
    rows, done = model._default_manager.exclude(phone="").order_by("pk"), 0
    batch = []
    for row in rows.iterator(chunk_size=chunk_size):
        row.set_phone(row.phone)
        batch.append(row)
        if len(batch) == chunk_size:
            done += model._default_manager.bulk_update(batch, fields)
            batch = []
    return done + (model._default_manager.bulk_update(batch, fields) if batch else 0)
