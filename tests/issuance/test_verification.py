import io
from datetime import timedelta

import pytest
import typst
from django.core.management import call_command
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from common.clock import now
from issuance.domain import seals, verification
from issuance.domain.documents import replace_document, revoke_document
from issuance.domain.verification import lookup, verify_upload
from issuance.models import IssuedDocument
from issuance.validators import ALPHABET, normalise_verify_code, random_verify_code
from tests.factories.accounts import UserFactory
from tests.factories.issuance import certificate, sealed_certificate

pytestmark = pytest.mark.django_db


def read(file) -> bytes:
    with file.open() as opened:
        return opened.read()


def judge(content: bytes) -> str:
    return verify_upload(io.BytesIO(content)).kind.value


def some_pdf() -> bytes:
    return typst.compile(b"#set document(date: none)\nsomething else", format="pdf")


def incremental_edit(content: bytes) -> bytes:
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Lang"] = pdf_string("en")
    writer.update_root()
    writer.write(out)
    return out.getvalue()


def stripped(content: bytes) -> bytes:
    """What the original was before the seal: the metadata still names the paper."""
    reader = PdfFileReader(io.BytesIO(content))
    end = reader.embedded_signatures[0].sig_object["/ByteRange"]
    cut = content.rfind(b"%%EOF", 0, int(end[1])) + 6
    return content[:cut]


def encrypted(content: bytes) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(content)))
    writer.encrypt(owner_pass="secret", user_pass="secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.fixture
def paper(seal_key):
    return sealed_certificate()


@pytest.fixture
def content(paper):
    return read(paper.sealed)


def test_the_file_as_issued_is_authentic_and_shows_the_full_name(paper, content):
    verdict = verify_upload(io.BytesIO(content))
    assert verdict.kind == "authentic" and verdict.is_original and verdict.document == paper


TAMPERED = {
    "byte flipped in the page": lambda c: flipped(c, 3000),
    "byte flipped late": lambda c: flipped(c, len(c) // 2),
    "byte flipped in the container": lambda c: flipped(c, c.find(b"/Contents <") + 2000),
    "bytes appended": lambda c: c + b"\n% one more line",
    "incremental edit": incremental_edit,
    "signature stripped": stripped,
    "truncated": lambda c: c[:-700],
    "something in front (polyglot)": lambda c: b"#!/bin/sh\necho hello\n" + c,
    "archive behind (polyglot)": lambda c: c + b"PK\x03\x04" + b"\0" * 200,
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED.keys())
def test_every_change_to_our_file_is_called_altered(paper, content, tamper):
    verdict = verify_upload(io.BytesIO(tamper(content)))
    assert verdict.kind == "altered" and not verdict.is_original and verdict.document in (paper, None)


def test_every_single_byte_counts(content):
    for at in range(0, len(content), 1009):
        assert judge(flipped(content, at)) in ("altered", "unreadable", "not_pdf"), at


STRANGE = {
    "empty": (b"", "empty"),
    "text": (b"hello", "not_pdf"),
    "zip": (b"PK\x03\x04" + b"\0" * 500, "not_pdf"),
    "photo": (b"\x89PNG\r\n\x1a\n" + b"\0" * 5000, "not_pdf"),
    "only a header": (b"%PDF-1.7\n", "unreadable"),
    "header and noise": (b"%PDF-1.7\n" + bytes(range(256)) * 20, "unreadable"),
    "huge": (b"%PDF-1.7\n" + b"0" * (verification.MAX_BYTES + 1), "too_large"),
}


@pytest.mark.parametrize(("file", "expected"), STRANGE.values(), ids=STRANGE.keys())
def test_files_that_are_no_paper_get_their_own_verdict(file, expected):
    assert judge(file) == expected


def test_a_stranger_and_a_protected_file(content):
    assert judge(some_pdf()) == "unknown"
    assert judge(encrypted(content)) == "encrypted"
    assert judge(encrypted(some_pdf())) == "encrypted"


def test_another_offices_valid_seal(paper, settings, tmp_path):
    settings.SEAL_KEY_FILE, settings.SEAL_CERT_FILE = str(tmp_path / "other.key"), str(tmp_path / "other.pem")
    call_command("ensure_seal_key", verbosity=0)
    assert judge(seals.seal_pdf(some_pdf(), seal=seals.load_seal())) == "other_signer"
    forged = seals.seal_pdf(read(paper.original), seal=seals.load_seal())
    assert judge(forged) == "altered", "our paper under somebody else's seal"


def test_a_good_seal_of_ours_that_the_register_does_not_know(paper):
    stranger = seals.seal_pdf(some_pdf(), seal=seals.load_seal())
    assert judge(stranger) == "unregistered"
    assert judge(stranger[:-700]) == judge(stranger + b"x") == "altered"


def test_revoked_and_replaced_papers_say_so(paper, content):
    actor = UserFactory()
    new = replace_document(paper, reason="姓名有误", actor=actor)
    assert judge(content) == "replaced"
    other = sealed_certificate("completion:2", area=paper.area)
    revoke_document(other, reason="误发", actor=actor)
    assert judge(read(other.sealed)) == "revoked" and new.number


def test_a_paper_whose_seal_cannot_be_proved_is_not_called_authentic(paper, content):
    IssuedDocument.objects.filter(pk=paper.pk).update(sealed_at=now() - timedelta(days=400))
    assert judge(content) == "unreadable", "the certificate was not in force then"
    IssuedDocument.objects.filter(pk=paper.pk).update(
        state="revoked", sealed_with=None, ended_at=now(), ended_reason="x"
    )
    assert judge(content) == "unreadable"


def test_old_papers_hold_after_the_certificate_expired(paper, content, settings):
    settings.CLOCK = "tests.issuance.test_verification.in_twenty_years"
    assert judge(content) == "authentic"


def in_twenty_years():
    from common.clock import system_now

    return system_now() + timedelta(days=7300)


def test_codes_are_found_however_they_are_typed(paper):
    IssuedDocument.objects.filter(pk=paper.pk).update(verify_code="K7QM0XHD1PNA")
    for typed in (
        "K7QM-0XHD-1PNA",
        "k7qm0xhd1pna",
        " K7QM OXHD IPNA ",
        "Ｋ７ＱＭ－ＯＸＨＤ－ｌｐｎａ",
        "К7QМ—0ХНD—1РNА",
    ):
        assert lookup(typed) == paper, typed
    for wrong in ("", "K7QM", "K7QM-0XHD-1PNB", "K7QM-0XHD-1PNA-2", "王小明", "K7QM-0XHD-1PN*", "x" * 5000):
        assert lookup(wrong) is None


def test_codes_cannot_be_mistaken_for_each_other():
    assert all(normalise_verify_code(code) == code for code in (random_verify_code() for _ in range(50)))
    assert not set("OILU") & set(ALPHABET)


def test_a_paper_that_could_not_be_issued_is_not_found(seal_key):
    document = sealed_certificate(name="𠮷田")
    assert document.state == "failed" and lookup(document.verify_code) is None
    waiting = certificate("completion:9")
    assert lookup(waiting.printed_code) == waiting
