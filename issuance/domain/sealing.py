"""From a requested paper to its sealed file: render once, seal, register the hash once. Every step can be repeated after a crash."""

import hashlib
import logging
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.domain.facts import record_fact
from common.errors import FeatureBlocked
from common.storage import private_storage
from common.tasks_queue import enqueue
from issuance.domain.documents import SEAL_TASK
from issuance.domain.rendering import CantBePrinted, render
from issuance.domain.seals import Seal, load_seal, seal_pdf
from issuance.enums import DocumentState
from issuance.models import IssuedDocument, SealKey

logger = logging.getLogger(__name__)
STUCK_AFTER = timedelta(minutes=2)
SWEEP_SIZE = 200


def seal_document(document: IssuedDocument) -> IssuedDocument:
    """Bring a requested paper to VALID, or to FAILED with the reason when it can't be printed.

    Without a key it stays SEALING and says why. Called twice or by two workers at once it is still one file and one hash.
    """
    if document.state != DocumentState.SEALING:
        return document
    IssuedDocument.objects.filter(pk=document.pk).update(tried_at=now(), attempts=F("attempts") + 1)
    try:
        original = _original(document)
        seal = load_seal()
        _publish(document, sealed=seal_pdf(original, seal=seal), seal=seal)
    except CantBePrinted as refusal:
        _fail(document, str(refusal))
    except FeatureBlocked as blocked:
        IssuedDocument.objects.sealing().filter(pk=document.pk).update(problem=str(blocked)[:300])
    document.refresh_from_db()
    return document


def sweep_sealing() -> int:
    """Try again what has been waiting longer than a worker needs: lost tasks, killed workers, a missing key. Returns how many were sealed."""
    stuck = IssuedDocument.objects.sealing().filter(Q(tried_at=None) | Q(tried_at__lt=now() - STUCK_AFTER))
    stuck = stuck.filter(created_at__lt=now() - STUCK_AFTER).order_by("tried_at", "id")
    done = 0
    for document in stuck[:SWEEP_SIZE]:
        try:
            done += seal_document(document).state == DocumentState.VALID
        except Exception:  # one paper that breaks the machinery must not hold up the others
            logger.exception("sealing %s failed", document.public_id)
            problem = _("Sealing broke off. It is tried again every few minutes; the details are in the server's log.")
            IssuedDocument.objects.sealing().filter(pk=document.pk).update(problem=problem)
    return done


@transaction.atomic
def retry_document(document: IssuedDocument, *, actor: User) -> IssuedDocument:
    """Try a failed or waiting paper again, after a font or the key was added."""
    IssuedDocument.objects.filter(pk=document.pk, state=DocumentState.FAILED).update(
        state=DocumentState.SEALING, problem=""
    )
    document.refresh_from_db()
    if document.state == DocumentState.SEALING:
        audit.record("issuance.document.retried", actor=actor, target=document, area=document.area)
        enqueue(SEAL_TASK, document.public_id)
    return document


def _folder(document: IssuedDocument) -> str:
    return f"issued/{document.public_id[:2]}/{document.public_id}"


def _original(document: IssuedDocument) -> bytes:
    """The rendered file, from the disk if it is whole there, else rendered (again) from the snapshot and kept."""
    kept = _kept_original(document)
    if kept is not None:
        return kept
    content = render(document)
    digest = _sha256(content)
    with transaction.atomic():
        locked = _lock(document)
        if locked and _kept_original(locked) != content:
            name = _write_alone(locked, f"original-{digest[:16]}.pdf", content)
            IssuedDocument.objects.filter(pk=locked.pk).update(original=name, original_sha256=digest)
    return content


def _kept_original(document: IssuedDocument) -> bytes | None:
    name = str(document.original.name or "")
    if not name or not private_storage().exists(name):
        return None
    with private_storage().open(name) as file:
        content = file.read()
    return content if _sha256(content) == document.original_sha256 else None


def _lock(document: IssuedDocument) -> IssuedDocument | None:
    """The paper's row, held until the transaction ends; None if somebody else has finished with it."""
    return IssuedDocument.objects.sealing().select_for_update().filter(pk=document.pk).first()


@transaction.atomic
def _publish(document: IssuedDocument, *, sealed: bytes, seal: Seal) -> None:
    """Under the paper's lock: write the file and register its hash. The second one finds it done."""
    locked = _lock(document)
    if locked is None:
        return
    digest = _sha256(sealed)
    # Named by content: a worker that slept through all this can't overwrite what was registered.
    name = _write_alone(locked, f"sealed-{digest[:16]}.pdf", sealed)
    key, _created = SealKey.objects.get_or_create(
        key_id=seal.key_id, defaults={"certificate_pem": seal.certificate_pem, "first_used_at": now()}
    )
    IssuedDocument.objects.sealing().filter(pk=locked.pk).update(
        state=DocumentState.VALID, sealed=name, sealed_sha256=digest, sealed_with=key, sealed_at=now(), problem=""
    )
    record_fact(
        "document.sealed",
        locked.public_id,
        {"document": locked.public_id, "source_key": locked.source_key, "kind": locked.kind},
    )
    audit.record("issuance.document.sealed", target=locked, area=locked.area, sha256=digest)


def _write_alone(document: IssuedDocument, name: str, content: bytes) -> str:
    """Write a file beside which none of its kind remains: what earlier attempts left, whole or in part, is removed first."""
    storage, folder, kind = private_storage(), _folder(document), name.partition("-")[0]
    if storage.exists(folder):
        for left in storage.listdir(folder)[1]:
            if left.startswith(f"{kind}-"):
                storage.delete(f"{folder}/{left}")
    return storage.save(f"{folder}/{name}", ContentFile(content))


def _fail(document: IssuedDocument, reason: str) -> None:
    waiting = IssuedDocument.objects.sealing().filter(pk=document.pk)
    with transaction.atomic():
        if waiting.update(state=DocumentState.FAILED, problem=reason[:300]):
            audit.record("issuance.document.failed", target=document, area=document.area)
            logger.error("paper %s can't be issued: see the register of issued papers", document.public_id)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
