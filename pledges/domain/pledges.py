"""A pledge from the open page to the signed paper, or to the refusal."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.domain.consent import current_text, give_consent
from accounts.enums import ConsentChannel, ConsentPurpose
from accounts.models import Area, Person
from common.clock import now
from common.domain.facts import record_fact
from common.errors import DomainError
from common.storage import private_storage
from issuance.domain.documents import request_document
from issuance.domain.offices import issuer_for
from issuance.enums import DocumentKind
from issuance.models import IssuedDocument
from pledges.domain.signatures import Ink, check_signature, draw_png, read_ink
from pledges.domain.templates import fill_in, text_hash, version_in_force
from pledges.enums import IdentifiedBy, PledgeState
from pledges.models import Pledge, PledgeTemplate
from pledges.validators import NAME_FIELD
from subjects.models import Subject

NAME_PLACE = f"{{{{{NAME_FIELD}}}}}"


class PledgeTextChanged(DomainError):
    """A newer wording was published, or another text was read than the one that would be signed."""

    code = "pledge_text_changed"


class PledgeClosed(DomainError):
    code = "pledge_closed"


@transaction.atomic
def open_pledge(
    *,
    person: Person,
    subject: Subject | None,
    area: Area,
    template: PledgeTemplate,
    merge: dict[str, str],
    signer_role: str,
    source_key: str = "",
) -> Pledge:
    """Ask a person to sign the wording in force; with a source key the same request is the same pledge.

    `merge` fills 培训名称, 培训日期, 主办单位 (and whatever else the text names); the name, unit, code and role come from the
    person and the subject. Raises FieldsMissing when the text names something nobody supplied.
    """
    if source_key:
        existing = Pledge.objects.filter(source_key=source_key).first()
        if existing:
            return existing
    template = version_in_force(template)
    merge = {**_known_of(subject, signer_role), **{key: value for key, value in merge.items() if value}}
    text = fill_in(template.body, {**merge, NAME_FIELD: person.name})
    try:
        with transaction.atomic():
            pledge = Pledge.objects.create(
                source_key=source_key or None,
                area=area,
                person=person,
                subject=subject,
                signer_role=signer_role,
                template=template,
                merge=merge,
                text=text,
                text_hash=text_hash(text),
                opened_at=now(),
            )
    except IntegrityError:  # asked for twice in the same moment
        return Pledge.objects.get(source_key=source_key)
    audit.record("pledges.pledge.opened", actor_label="system", target=pledge, area=area, version=template.version)
    return pledge


def _known_of(subject: Subject | None, signer_role: str) -> dict[str, str]:
    known = {"身份": signer_role or "参训人员", "单位名称": "个人参训", "统一社会信用代码": "无"}
    if subject:
        known |= {"单位名称": subject.name, "统一社会信用代码": subject.uscc or f"无（原注册号 {subject.old_number}）"}
    return known


@transaction.atomic
def refresh_text(pledge: Pledge) -> bool:
    """Put the wording in force into an open pledge; True if that changed what is to be read. Signed ones stay as signed."""
    template = version_in_force(pledge.template)
    if pledge.state != PledgeState.OPEN or template.pk == pledge.template_id:
        return False
    text = fill_in(template.body, {**pledge.merge, NAME_FIELD: pledge.person.name})
    Pledge.objects.open().filter(pk=pledge.pk).update(template=template, text=text, text_hash=text_hash(text))
    pledge.refresh_from_db()
    return True


def sign_pledge(
    pledge: Pledge, *, strokes: Any, text_hash: str, idempotency_key: str, evidence: dict[str, str]
) -> Pledge:
    """Record the signature once and ask for the paper; a retry, or a second tab, gets the pledge already signed.

    `strokes` as in signatures.read_ink, `text_hash` of the text the person read, `evidence` what the request shows
    (identified_by, user_agent_hash). Raises PledgeTextChanged, SignatureRefused, PledgeClosed after a refusal, and
    NoConsentText. A finger-drawn signature is not a reliable one by itself (电子签名法 art. 13): the paper says so.
    """
    if pledge.state == PledgeState.SIGNED:
        return pledge
    refresh_text(pledge)
    _refuse_other_text(pledge, text_hash)
    ink = read_ink(strokes)
    check_signature(ink, name=pledge.person.name)
    with transaction.atomic():
        locked = Pledge.objects.select_for_update().get(pk=pledge.pk)
        if locked.state == PledgeState.OPEN:
            _refuse_other_text(locked, text_hash)
            _record_signature(locked, ink=ink, idempotency_key=idempotency_key, evidence=evidence)
    pledge.refresh_from_db()
    if pledge.state != PledgeState.SIGNED:
        raise PledgeClosed(_("You declined to sign. To sign after all, open the pledge again first."))
    return pledge


def _refuse_other_text(pledge: Pledge, read_hash: str) -> None:
    if pledge.text_hash != read_hash:
        raise PledgeTextChanged(_("The text was changed since you opened the page. Please read it again, then sign."))


def _record_signature(pledge: Pledge, *, ink: Ink, idempotency_key: str, evidence: dict[str, str]) -> None:
    consent = current_text(ConsentPurpose.PLEDGE)
    give_consent(consent, person=pledge.person, channel=ConsentChannel.WEB)
    picture = draw_png(ink)
    picture_hash = hashlib.sha256(picture).hexdigest()
    pledge.signature = _keep_picture(pledge, picture, picture_hash)
    pledge.state, pledge.signed_at, pledge.idempotency_key = PledgeState.SIGNED, now(), idempotency_key
    pledge.strokes = ink.as_json()
    pledge.evidence = {
        **evidence,
        "consent_version": consent.version,
        "strokes_sha256": ink.digest,
        "picture_sha256": picture_hash,
    }
    pledge.document = _request_paper(pledge, consent_title=f"{consent.title} 第 {consent.version} 版")
    pledge.save()
    record_fact("pledge.signed", pledge.public_id, {"pledge": pledge.public_id, "source_key": pledge.source_key or ""})
    audit.record(
        "pledges.pledge.signed", actor_label="trainee", target=pledge, area=pledge.area, text_sha256=pledge.text_hash
    )


def _keep_picture(pledge: Pledge, picture: bytes, digest: str) -> str:
    name = f"pledges/{pledge.public_id[:2]}/{pledge.public_id}/signature-{digest[:16]}.png"
    private_storage().delete(name)  # half a file of an attempt that broke off
    return private_storage().save(name, ContentFile(picture))


def _request_paper(pledge: Pledge, *, consent_title: str) -> IssuedDocument:
    subject = pledge.subject
    facts = {
        "title": pledge.template.title,
        "text": fill_in(pledge.template.body, {**pledge.merge, NAME_FIELD: NAME_PLACE}),
        "text_hash": pledge.text_hash,
        "template_version": f"{pledge.template.title} 第 {pledge.template.version} 版",
        "signed_at": pledge.signed_at.isoformat() if pledge.signed_at else "",
        "identified_by": IdentifiedBy(pledge.evidence.get("identified_by", IdentifiedBy.UNKNOWN)).label,
        "issuer": issuer_for(pledge.area),
        "unit": subject.name if subject else "",
        "uscc": subject.uscc if subject else "",
        "role": pledge.signer_role,
        "consent_version": consent_title,
        "strokes_hash": pledge.evidence["strokes_sha256"],
        "user_agent_hash": pledge.evidence.get("user_agent_hash", ""),
    }
    return request_document(
        kind=DocumentKind.PLEDGE,
        source_key=f"pledge:{pledge.public_id}",
        area=pledge.area,
        subject=subject,
        person_name=pledge.person.name,
        facts={key: str(value) for key, value in facts.items() if value},
        picture=str(pledge.signature.name),
        picture_sha256=pledge.evidence["picture_sha256"],
    )


@transaction.atomic
def refuse_pledge(pledge: Pledge, *, reason: str) -> Pledge:
    """Note that a person doesn't want to sign, and why; nothing is held against them. Signed already: PledgeClosed."""
    reason = reason.strip()
    if not reason:
        raise PledgeClosed(_("Please tell us in a few words why you don't want to sign."))
    changed = (
        Pledge.objects.open()
        .filter(pk=pledge.pk)
        .update(state=PledgeState.REFUSED, refused_at=now(), refusal_reason=reason[:200])
    )
    pledge.refresh_from_db()
    if changed:
        audit.record("pledges.pledge.refused", actor_label="trainee", target=pledge, area=pledge.area)
        record_fact("pledge.refused", f"{pledge.public_id}:{pledge.refused_at}", {"pledge": pledge.public_id})
    if pledge.state == PledgeState.SIGNED:
        raise PledgeClosed(_("The pledge was signed before. Please ask the staff if that was a mistake."))
    return pledge


@transaction.atomic
def reopen_pledge(pledge: Pledge) -> Pledge:
    """Let somebody who declined read and sign after all."""
    changed = Pledge.objects.filter(pk=pledge.pk, state=PledgeState.REFUSED).update(
        state=PledgeState.OPEN, refused_at=None, refusal_reason=""
    )
    pledge.refresh_from_db()
    if changed:
        audit.record("pledges.pledge.reopened", actor_label="trainee", target=pledge, area=pledge.area)
        refresh_text(pledge)
    return pledge
