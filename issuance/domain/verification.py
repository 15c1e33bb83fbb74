"""Is this paper ours, whole and in force? Our register is asked first; a seal is believed only if everything about it holds."""

import hashlib
import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from pyhanko.pdf_utils.reader import PdfFileReader

from common.clock import now
from issuance.domain.rendering import MARK
from issuance.domain.seals import certificate_bytes, is_sealed_whole
from issuance.enums import ISSUED_STATES, DocumentState, VerdictKind
from issuance.models import IssuedDocument, SealKey
from issuance.validators import normalise_verify_code

MAX_BYTES = 5 * 1024 * 1024  # our papers have less than 1 MB
HEADER_WITHIN = 1024  # readers accept a PDF that begins this late in the file
MARK_PATTERN = re.compile(re.escape(MARK).encode() + rb"([0-9a-z]{16})")
BY_STATE = {
    DocumentState.VALID: VerdictKind.AUTHENTIC,
    DocumentState.REVOKED: VerdictKind.REVOKED,
    DocumentState.REPLACED: VerdictKind.REPLACED,
}


@dataclass(frozen=True)
class Verdict:
    """What a file is. `document` is the paper it is, or was made from; its full name may be shown only if `is_original`."""

    kind: VerdictKind
    document: IssuedDocument | None = None

    @property
    def is_original(self) -> bool:
        return self.kind in BY_STATE.values()


def lookup(code: str) -> IssuedDocument | None:
    """The paper with this verification code, however it was typed; a paper that could never be issued isn't found."""
    normalised = normalise_verify_code(code)
    if not normalised:
        return None
    papers = IssuedDocument.objects.select_related("area", "subject", "replaced_by")
    return papers.exclude(state=DocumentState.FAILED).filter(verify_code=normalised).first()


def verify_upload(file: BinaryIO) -> Verdict:
    """Judge an uploaded file; it is read into memory and not kept. Never raises: what can't be judged is UNREADABLE."""
    content = file.read(MAX_BYTES + 1)
    if not content:
        return Verdict(VerdictKind.EMPTY)
    if len(content) > MAX_BYTES:
        return Verdict(VerdictKind.TOO_LARGE)
    registered = _registered(content)
    if registered:
        return _judge_registered(registered, content)
    if b"%PDF-" not in content[:HEADER_WITHIN]:
        return Verdict(VerdictKind.NOT_PDF)
    return _judge_stranger(content)


def _registered(content: bytes) -> IssuedDocument | None:
    digest = hashlib.sha256(content).hexdigest()
    papers = IssuedDocument.objects.select_related("sealed_with", "replaced_by", "area", "subject")
    return papers.filter(sealed_sha256=digest, state__in=ISSUED_STATES).first()


def _judge_registered(document: IssuedDocument, content: bytes) -> Verdict:
    if not document.sealed_with or not document.sealed_at:
        return Verdict(VerdictKind.UNREADABLE)
    if not _seal_holds(content, document.sealed_with, moment=document.sealed_at):
        return Verdict(VerdictKind.UNREADABLE, document)
    return Verdict(BY_STATE[DocumentState(document.state)], document)


def _judge_stranger(content: bytes) -> Verdict:
    kind = _read(content)
    if kind == VerdictKind.ENCRYPTED:
        return Verdict(kind)
    key = _our_key_in(content)
    document = _marked_document(content)
    if document:  # its register entry has another hash: whatever the seal says, this is not the file we issued
        return Verdict(VerdictKind.ALTERED, document)
    if key:
        whole = _seal_holds(content, key, moment=now())
        return Verdict(VerdictKind.UNREGISTERED if whole else VerdictKind.ALTERED)
    return Verdict(kind)


def _seal_holds(content: bytes, key: SealKey, *, moment: datetime) -> bool:
    try:
        return is_sealed_whole(content, certificate_pem=key.certificate_pem, moment=moment)
    except Exception:  # the verifier raises all sorts of things for broken files; each of them means: not proved
        return False


def _our_key_in(content: bytes) -> SealKey | None:
    """The key of ours whose certificate the file carries; found by its bytes, so that it is found in broken files too."""
    lowered = content.lower()
    for key in SealKey.objects.all():
        if certificate_bytes(key.certificate_pem).hex().encode() in lowered:
            return key
    return None


def _marked_document(content: bytes) -> IssuedDocument | None:
    marks = {mark.decode() for mark in MARK_PATTERN.findall(content)}
    if len(marks) != 1:
        return None
    return (
        IssuedDocument.objects.select_related("replaced_by")
        .filter(public_id=marks.pop(), state__in=ISSUED_STATES)
        .first()
    )


def _read(content: bytes) -> VerdictKind:
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted:
            return VerdictKind.ENCRYPTED
        return VerdictKind.OTHER_SIGNER if reader.embedded_signatures else VerdictKind.UNKNOWN
    except Exception:  # as above
        return VerdictKind.UNREADABLE
