import pytest
from django.db import DatabaseError

from common import health

pytestmark = pytest.mark.django_db


def test_ready_when_everything_answers(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json()["ready"] is True


def test_missing_keys_block_features_not_the_site(client, settings):
    settings.FIELD_KEYS, settings.BLIND_INDEX_KEY, settings.SEAL_KEY_FILE = [], "", ""
    response = client.get("/healthz")
    assert response.status_code == 200
    lacking = ", ".join(response.json()["blocked"].values())
    assert "FIELD_KEYS" in lacking and "BLIND_INDEX_KEY" in lacking and "SEAL_KEY_FILE" in lacking
    settings.SEAL_KEY_FILE = settings.SEAL_CERT_FILE = __file__
    assert "SEAL" not in client.get("/healthz").text


def test_not_ready_without_database_cache_or_migrations(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", lambda: False)
    assert client.get("/healthz").status_code == 503
    monkeypatch.setattr(health, "_migrated", fail)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"ready": False, "database": False})


def test_a_cache_that_fails_is_a_503_not_a_trace(client, monkeypatch):
    monkeypatch.setattr(health.cache, "set", fail)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["cache"] is False


def fail(*args):
    raise DatabaseError("gone")
