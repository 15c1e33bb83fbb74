"""Production refuses to start half-configured; the databases are set up as the design wants."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

GOOD = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "credit.example.gov.cn",
    "PUBLIC_URL": "https://credit.example.gov.cn",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(settings.VAR_DIR), **GOOD, **changes}
    command = [sys.executable, "-c", "from django.conf import settings; settings.DEBUG; print('started')"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


def test_production_starts_with_four_variables():
    assert start().stdout.strip() == "started"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "development-only-" + "0" * 50),
        ("SECRET_KEY", "django-insecure-" + "0" * 50),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "http://credit.example.gov.cn"),
        ("DATABASE_URL", ""),
        ("DEBUG", "1"),
    ],
)
def test_production_refuses(name, value):
    refused = start(**{name: value})
    assert refused.returncode != 0
    assert "ImproperlyConfigured" in refused.stderr
    assert name in refused.stderr.splitlines()[-1]


@pytest.mark.django_db
def test_sqlite_is_a_file_in_wal_mode_that_locks_at_once():
    if connection.vendor != "sqlite":
        assert settings.DATABASES["default"]["CONN_MAX_AGE"] == 600
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
