import pytest
from django.core.management import call_command


@pytest.fixture
def seal_key(settings, tmp_path):
    """The office has a seal key."""
    settings.SEAL_KEY_FILE = str(tmp_path / "seal" / "key.pem")
    settings.SEAL_CERT_FILE = str(tmp_path / "seal" / "cert.pem")
    call_command("ensure_seal_key", verbosity=0)
