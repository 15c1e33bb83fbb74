"""Asking for a paper, and ending one: revoked or replaced. How it gets its file is in sealing.py."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from accounts.models import Area, User
from common.clock import now
from common.domain.facts import record_fact
from common.errors import DomainError
from common.tasks_queue import enqueue
from issuance.domain.numbers import draw_number, lock_sequence
from issuance.enums import DocumentKind, DocumentState
from issuance.models import IssuedDocument
from issuance.rules import DATES, NUMBERED, OPTIONAL_FACTS, REQUIRED_FACTS
from issuance.validators import random_verify_code
from subjects.models import Subject

SEAL_TASK = "issuance.tasks.seal_document_task"
ENDABLE = (DocumentState.SEALING, DocumentState.VALID, DocumentState.FAILED)


class WrongFacts(DomainError):
    code = "wrong_facts"


class CantBeEnded(DomainError):
    code = "cant_be_ended"


@transaction.atomic
def request_document(
    *,
    kind: str,
    source_key: str,
    area: Area,
    subject: Subject | None,
    person_name: str,
    facts: dict[str, Any],
    number_scope: str = "",
    number_format: str = "{scope}-{serial:04d}",
    picture: str = "",
    picture_sha256: str = "",
    actor: User | None = None,
) -> IssuedDocument:
    """Issue one paper per source key, with a gap-free number, and queue its sealing; asked again, the paper already there.

    `facts` is the snapshot of everything printed but the name (issuance.rules says which keys); dates as ISO text.
    `picture` names a private file that is printed. Raises WrongFacts when something a paper must say is missing.
    """
    _check_facts(kind, facts, person_name=person_name, number_scope=number_scope)
    if number_scope:
        lock_sequence(number_scope)  # before looking: whoever waited here finds the paper of the one before
    existing = IssuedDocument.objects.filter(source_key=source_key).first()
    if existing:
        return existing
    try:
        with transaction.atomic():  # a number drawn for nothing goes back with this savepoint
            document = IssuedDocument.objects.create(
                kind=kind,
                source_key=source_key,
                area=area,
                subject=subject,
                person_name=person_name,
                facts=facts,
                number=draw_number(number_scope, number_format=number_format) if number_scope else "",
                number_scope=number_scope,
                number_format=number_format if number_scope else "",
                verify_code=random_verify_code(),
                picture=picture,
                picture_sha256=picture_sha256,
                created_at=now(),
            )
    except IntegrityError:
        return IssuedDocument.objects.get(source_key=source_key)
    audit.record(
        "issuance.document.requested", actor=actor, target=document, area=area, kind=kind, number=document.number
    )
    enqueue(SEAL_TASK, document.public_id)
    return document


def _check_facts(kind: str, facts: dict[str, Any], *, person_name: str, number_scope: str) -> None:
    missing = {key for key in REQUIRED_FACTS[kind] if not facts.get(key)}
    unknown = set(facts) - REQUIRED_FACTS[kind] - OPTIONAL_FACTS[kind]
    if missing or unknown or not person_name:
        named = ", ".join(sorted(missing | unknown)) or "person_name"
        raise WrongFacts(
            _("The paper can't be issued, these facts are missing or have no place on it: %(facts)s.")
            % {"facts": named}
        )
    _check_dates(facts)
    if kind in NUMBERED and not number_scope:
        raise WrongFacts(_("The paper can't be issued without a number."))


def _check_dates(facts: dict[str, Any]) -> None:
    for key in DATES & set(facts):
        try:
            datetime.fromisoformat(facts[key])
        except ValueError as error:
            raise WrongFacts(
                _("The paper can't be issued, this is no date: %(value)s.") % {"value": facts[key]}
            ) from error


@transaction.atomic
def revoke_document(document: IssuedDocument, *, reason: str, actor: User) -> IssuedDocument:
    """Take a paper back, whether sealed yet or not; its number is not used again. A second time changes nothing.

    Raises CantBeEnded without a reason, or when the paper was replaced meanwhile.
    """
    if document.state == DocumentState.REVOKED:
        return document
    _end(document, state=DocumentState.REVOKED, reason=reason, actor=actor)
    record_fact("document.revoked", document.public_id, {"document": document.public_id})
    audit.record("issuance.document.revoked", actor=actor, target=document, area=document.area, number=document.number)
    return document


@transaction.atomic
def replace_document(
    document: IssuedDocument,
    *,
    reason: str,
    actor: User,
    person_name: str = "",
    facts: dict[str, Any] | None = None,
) -> IssuedDocument:
    """Issue a corrected paper with the next number and mark the old one as replaced by it; returns the new paper.

    Facts that aren't given stay as they were. A signed pledge can't be replaced: what was signed was signed.
    """
    if document.kind == DocumentKind.PLEDGE:
        raise CantBeEnded(_("A signed pledge can't be corrected. Revoke it and have it signed again."))
    if document.state == DocumentState.REPLACED and document.replaced_by:
        return document.replaced_by
    _end(document, state=DocumentState.REPLACED, reason=reason, actor=actor)
    replacement = request_document(
        kind=document.kind,
        source_key=f"replaces:{document.public_id}",
        area=document.area,
        subject=document.subject,
        person_name=person_name or document.person_name,
        facts={**document.facts, **(facts or {})},
        number_scope=document.number_scope,
        number_format=document.number_format,
        actor=actor,
    )
    document.replaced_by = replacement
    document.save(update_fields=["replaced_by"])
    record_fact(
        "document.replaced",
        document.public_id,
        {"document": document.public_id, "replacement": replacement.public_id},
    )
    audit.record(
        "issuance.document.replaced", actor=actor, target=document, area=document.area, replacement=replacement.number
    )
    return replacement


def _end(document: IssuedDocument, *, state: str, reason: str, actor: User) -> None:
    reason = reason.strip()
    if not reason:
        raise CantBeEnded(_("Please give the reason: it is shown to whoever checks the paper."))
    changed = IssuedDocument.objects.filter(pk=document.pk, state__in=ENDABLE).update(
        state=state, ended_at=now(), ended_by=actor, ended_reason=reason[:200]
    )
    document.refresh_from_db()
    if not changed:
        raise CantBeEnded(_("This paper was revoked or replaced before. Nothing was changed."))
