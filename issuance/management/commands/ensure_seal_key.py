import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common.clock import now
from issuance.domain.seals import load_seal

LIFETIME = timedelta(days=3650)


class Command(BaseCommand):
    help = "Check the key for the tamper-proofing seal; in development make a self-signed one where there is none."

    def handle(self, *args: Any, **options: Any) -> None:
        key_file, cert_file = Path(settings.SEAL_KEY_FILE), Path(settings.SEAL_CERT_FILE)
        if not settings.SEAL_KEY_FILE or not key_file.exists():
            if not settings.SEAL_KEY_FILE or not settings.SEAL_MAKE_DEVELOPMENT_KEY:
                raise CommandError(
                    "No seal key: set SEAL_KEY_FILE and SEAL_CERT_FILE. It is made for you in development only."
                )
            make_development_key(key_file, cert_file)
        self.stdout.write(f"seal key {load_seal().key_id}")


def make_development_key(key_file: Path, cert_file: Path) -> None:
    """A P-256 key and a certificate that says what it is worth."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Chengxin development seal, worth nothing")])
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + LIFETIME)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for path in (key_file, cert_file):
        path.parent.mkdir(parents=True, exist_ok=True)
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    # The key comes last, and only its owner may read it: whoever finds it finds a certificate too.
    with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
