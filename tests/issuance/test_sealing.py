from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from common.clock import now
from common.models import Fact
from common.storage import private_storage
from issuance.domain import rendering, sealing, seals
from issuance.domain.sealing import retry_document, seal_document, sweep_sealing
from issuance.models import IssuedDocument, SealKey
from issuance.tasks import seal_document_task, sweep_sealing_task
from tests.factories.accounts import UserFactory
from tests.factories.issuance import certificate, sealed_certificate

pytestmark = pytest.mark.django_db


def files(document):
    folder = f"issued/{document.public_id[:2]}/{document.public_id}"
    return sorted(private_storage().listdir(folder)[1])


def age(document, minutes=10):
    moment = now() - timedelta(minutes=minutes)
    IssuedDocument.objects.filter(pk=document.pk).update(created_at=moment, tried_at=moment)


def test_a_paper_is_rendered_sealed_and_registered_once(seal_key):
    document = sealed_certificate()
    assert document.state == "valid" and document.sealed_at and document.seal_key_id == seals.load_seal().key_id
    first = document.sealed_sha256
    assert seal_document(document).sealed_sha256 == first
    assert seal_document_task(document.public_id) == "valid" and seal_document_task("nobody") == "gone"
    assert [name.split("-")[0] for name in files(document)] == ["original", "sealed"]
    assert Fact.objects.filter(kind="document.sealed", key=document.public_id).count() == 1


def test_two_workers_at_once_leave_one_file_and_one_hash(seal_key, monkeypatch):
    document = certificate()
    stale = IssuedDocument.objects.get(pk=document.pk)
    real = sealing.seal_pdf
    monkeypatch.setattr(
        sealing, "seal_pdf", lambda *a, **kw: (monkeypatch.undo(), seal_document(stale), real(*a, **kw))[2]
    )
    seal_document(document)
    assert document.state == "valid" and len(files(document)) == 2
    assert files(document)[1] == f"sealed-{document.sealed_sha256[:16]}.pdf"


def test_the_same_snapshot_gives_the_same_bytes(seal_key):
    document = certificate()
    assert rendering.render(document) == rendering.render(IssuedDocument.objects.get(pk=document.pk))


def test_seal_job_dies_midway(seal_key, monkeypatch):
    document = certificate()
    monkeypatch.setattr(sealing, "seal_pdf", lambda *a, **kw: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        seal_document(document)
    document.refresh_from_db()
    original = document.original_sha256
    assert document.state == "sealing" and original
    assert sweep_sealing() == 0, "a worker may still be at it"
    age(document)
    assert sweep_sealing() == 0
    document.refresh_from_db()
    assert document.problem
    monkeypatch.undo()
    age(document)
    assert sweep_sealing_task() == 1
    document.refresh_from_db()
    assert document.state == "valid" and document.original_sha256 == original and not document.problem


@pytest.mark.parametrize("damage", [b"half a file", None])
def test_a_damaged_or_lost_original_is_rendered_again(seal_key, damage):
    document = sealed_certificate()
    IssuedDocument.objects.filter(pk=document.pk).update(state="sealing", sealed="", sealed_sha256="")
    Path(private_storage().path(document.original.name)).write_bytes(damage or b"")
    if damage is None:
        private_storage().delete(document.original.name)
    document.refresh_from_db()
    assert seal_document(document).state == "valid" and len(files(document)) == 2


def test_without_a_key_papers_wait_and_say_why(settings, tmp_path):
    settings.SEAL_KEY_FILE = str(tmp_path / "key.pem")
    settings.SEAL_CERT_FILE = str(tmp_path / "cert.pem")
    document = sealed_certificate()
    assert document.state == "sealing" and document.original_sha256
    assert document.problem == seals.seal_problem() != ""
    call_command("ensure_seal_key", verbosity=0)
    age(document)
    assert sweep_sealing() == 1 and seals.seal_problem() == ""


def test_a_key_that_is_broken_or_not_the_certificates_blocks(seal_key, settings, tmp_path):
    key = Path(settings.SEAL_KEY_FILE).read_bytes()
    settings.SEAL_KEY_FILE = str(tmp_path / "key2.pem")
    settings.SEAL_CERT_FILE = str(tmp_path / "cert2.pem")
    call_command("ensure_seal_key", verbosity=0)
    (tmp_path / "key2.pem").write_bytes(key)
    mismatch = seals.seal_problem()
    (tmp_path / "key3.pem").write_bytes(b"nonsense")
    settings.SEAL_KEY_FILE = str(tmp_path / "key3.pem")
    assert mismatch and seals.seal_problem() not in ("", mismatch)


def test_outside_development_no_key_is_made(settings, tmp_path):
    settings.SEAL_KEY_FILE = str(tmp_path / "key.pem")
    settings.SEAL_MAKE_DEVELOPMENT_KEY = False
    with pytest.raises(CommandError):
        call_command("ensure_seal_key", verbosity=0)


@pytest.mark.parametrize("name", ["𠮷田", "王\u202e小明", "张\ue000"])
def test_characters_the_fonts_lack_block_the_paper(seal_key, name):
    document = sealed_certificate(name=name)
    assert document.state == "failed" and "U+" in document.problem and not document.sealed
    IssuedDocument.objects.filter(pk=document.pk).update(person_name="王小明")
    document.refresh_from_db()
    retry_document(document, actor=UserFactory())
    assert document.state == "sealing" and seal_document(document).state == "valid"
    assert retry_document(document, actor=UserFactory()).state == "valid"


def test_a_text_that_leaves_no_place_for_the_stamp_is_refused(seal_key):
    document = sealed_certificate(facts={"contents": "信用修复" * 400})
    assert document.state == "failed" and document.problem


@pytest.mark.parametrize("text", ["#panic()", '*粗* $x$ `y` ] \\ "', "<script>", "{{姓名}}", '#read("/etc/passwd")'])
def test_text_is_never_read_as_markup(seal_key, text):
    assert sealed_certificate(name=text, facts={"unit": text, "contents": text}).state == "valid"


def test_another_fault_of_the_template_is_reported_in_words(seal_key, monkeypatch, tmp_path):
    (tmp_path / "certificate.typ").write_text("#nonsense")
    monkeypatch.setattr(rendering, "TEMPLATES", tmp_path)
    document = sealed_certificate()
    assert document.state == "failed" and document.problem


def test_seal_certificate_expired_or_rotated(seal_key, settings, tmp_path):
    old = sealed_certificate("completion:1")
    settings.SEAL_KEY_FILE, settings.SEAL_CERT_FILE = str(tmp_path / "new.key"), str(tmp_path / "new.pem")
    call_command("ensure_seal_key", verbosity=0)
    new = sealed_certificate("completion:2", area=old.area)
    assert old.seal_key_id != new.seal_key_id and SealKey.objects.count() == 2
