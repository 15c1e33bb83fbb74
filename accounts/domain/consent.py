import hashlib

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from accounts.models import ConsentRecord, ConsentText, Person, User
from common.clock import now
from common.errors import DomainError


class NoConsentText(DomainError):
    code = "no_consent_text"


@transaction.atomic
def publish_text(*, purpose: str, title: str, body: str, actor: User | None = None) -> ConsentText:
    """Publish a wording as the next version; the same wording again is the version already there."""
    body_hash = hashlib.sha256(body.encode()).hexdigest()
    texts = ConsentText.objects.filter(purpose=purpose)
    latest = texts.order_by("-version").first()
    if latest and latest.body_hash == body_hash:
        return latest
    version = (texts.aggregate(Max("version"))["version__max"] or 0) + 1
    text = ConsentText.objects.create(
        purpose=purpose, version=version, title=title, body=body, body_hash=body_hash, published_at=now()
    )
    audit.record("accounts.consent_text.published", actor=actor, target=text, purpose=purpose, version=version)
    return text


def current_text(purpose: str) -> ConsentText:
    """The newest published wording for a purpose. Raises NoConsentText where the office hasn't published one."""
    text = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    if text is None:
        raise NoConsentText(_("The notice on personal data has not been published yet. Please contact the office."))
    return text


@transaction.atomic
def give_consent(
    text: ConsentText, *, person: Person | None = None, user: User | None = None, channel: str
) -> ConsentRecord:
    """Record that a person (or a user) agrees to this version; a second time is the record already there."""
    record, _created = ConsentRecord.objects.get_or_create(
        text=text, person=person, user=user, withdrawn_at=None, defaults={"channel": channel, "given_at": now()}
    )
    return record


@transaction.atomic
def withdraw_consent(record: ConsentRecord) -> ConsentRecord:
    """Note the withdrawal (个人信息保护法 art. 15); what was done before stays lawful and on record."""
    changed = ConsentRecord.objects.filter(pk=record.pk, withdrawn_at=None).update(withdrawn_at=now())
    record.refresh_from_db()
    if changed:
        audit.record("accounts.consent.withdrawn", actor_label="data subject", target=record)
    return record
