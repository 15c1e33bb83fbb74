"""The tamper-proofing seal: a PAdES signature with the office's own key. It proves that a file wasn't changed; it is no official seal."""

import io
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from common.errors import FeatureBlocked

FIELD_NAME = "OfficeSeal"
CONTAINER_BYTES = 8192


@dataclass(frozen=True)
class Seal:
    """The office's key with its certificate; key_id is the SHA-256 of the certificate."""

    signer: SimpleSigner
    certificate_pem: str
    key_id: str


def load_seal() -> Seal:
    """The seal of the settings. Raises FeatureBlocked, with the reason in words, where there is none or it doesn't fit together."""
    key_file, cert_file = Path(settings.SEAL_KEY_FILE), Path(settings.SEAL_CERT_FILE)
    if not settings.SEAL_KEY_FILE or not settings.SEAL_CERT_FILE or not key_file.is_file() or not cert_file.is_file():
        raise FeatureBlocked(
            _("The key for the tamper-proofing seal is missing. Papers wait until it is there; none is lost.")
        )
    # The change times are part of the cache key: a rotated key is used without a restart.
    return _read_seal(key_file, cert_file, key_file.stat().st_mtime_ns, cert_file.stat().st_mtime_ns)


def seal_problem() -> str:
    """Why nothing can be sealed just now, in words; empty when all is well. For /healthz and the staff page."""
    try:
        load_seal()
    except FeatureBlocked as blocked:
        return str(blocked)
    return ""


@lru_cache(maxsize=2)
def _read_seal(key_file: Path, cert_file: Path, _key_changed: int, _cert_changed: int) -> Seal:
    try:
        key_pem, cert_pem = key_file.read_bytes(), cert_file.read_bytes()
        leaf, *_others = x509.load_pem_x509_certificates(cert_pem)
        key = serialization.load_pem_private_key(key_pem, password=None)
    except (OSError, ValueError, TypeError) as error:
        raise FeatureBlocked(
            _("The key for the tamper-proofing seal can't be read. Papers wait until it can; none is lost.")
        ) from error
    if _public_bytes(key.public_key()) != _public_bytes(leaf.public_key()):
        raise FeatureBlocked(
            _("The key for the tamper-proofing seal doesn't belong to its certificate. Papers wait; none is lost.")
        )
    certificates = list(load_certs_from_pemder_data(cert_pem))
    registry = SimpleCertificateStore()
    registry.register_multiple(certificates[1:])
    signer = SimpleSigner(
        signing_cert=certificates[0],
        signing_key=load_private_key_from_pemder_data(key_pem, passphrase=None),
        cert_registry=registry,
    )
    pem = leaf.public_bytes(serialization.Encoding.PEM).decode()
    return Seal(signer=signer, certificate_pem=pem, key_id=leaf.fingerprint(hashes.SHA256()).hex())


def _public_bytes(key: object) -> bytes:
    return key.public_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def seal_pdf(pdf: bytes, *, seal: Seal) -> bytes:
    """Seal a PDF so that every later change shows: certified, no changes allowed (DocMDP 1), no trusted time."""
    metadata = PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = PdfSigner(metadata, signer=seal.signer, new_field_spec=SigFieldSpec(FIELD_NAME))
    out = io.BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=CONTAINER_BYTES, output=out)
    return out.getvalue()


def is_sealed_whole(pdf: bytes, *, certificate_pem: str, moment: datetime) -> bool:
    """Is the file sealed with this certificate, from its first byte to its last? The certificate must have been in force at the moment.

    The overall verdict alone isn't enough: it stays true when bytes are appended. Whatever can't be judged raises.
    """
    certificate = next(iter(load_certs_from_pemder_data(certificate_pem.encode())))
    signatures = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
    # A trust anchor's own dates aren't looked at by the verifier.
    if len(signatures) != 1 or not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        return False
    context = ValidationContext(
        trust_roots=[certificate],
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=moment,
        best_signature_time=moment,
    )
    status = validate_pdf_signature(
        signatures[0],
        signer_validation_context=context,
        key_usage_settings=KeyUsageConstraints(
            key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
        ),
    )
    return bool(status.bottom_line) and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def certificate_bytes(certificate_pem: str) -> bytes:
    return next(iter(load_certs_from_pemder_data(certificate_pem.encode()))).dump()
