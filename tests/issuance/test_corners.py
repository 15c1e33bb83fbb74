import io

import pytest
from django.core.management import call_command
from wagtail.models import Site

from accounts.models import OfficeSettings
from issuance.domain import rendering, sealing, seals
from issuance.domain.documents import replace_document, revoke_document
from issuance.domain.offices import issuer_for
from issuance.domain.sealing import seal_document
from issuance.domain.verification import verify_upload
from issuance.interfaces.printed import printed_lines
from issuance.interfaces.words import state_words, verdict_words
from issuance.models import IssuedDocument, NumberSequence, SealKey
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.issuance import certificate, sealed_certificate

pytestmark = pytest.mark.django_db


def test_the_issuer_is_what_the_office_entered_for_the_area_or_above():
    district = AreaFactory(name="示例区")
    street = AreaFactory(name="示例街道", parent=district)
    assert issuer_for(street) == "示例街道"
    OfficeSettings.objects.create(site=Site.objects.get(), area=district, issuer_name="示例区信用办")
    assert issuer_for(street) == issuer_for(district) == "示例区信用办"
    assert issuer_for(AreaFactory(name="别的区")) == "别的区"


def test_fonts_of_the_office_are_used_too(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "_fonts", rendering._fonts.__wrapped__)
    settings.PAPER_FONTS_DIR = str(tmp_path)
    assert rendering.render(certificate()).startswith(b"%PDF-1.7")


def test_a_paper_revoked_while_it_turns_out_to_be_unprintable(seal_key, monkeypatch):
    paper = certificate(name="𠮷田")
    real = sealing.render

    def revoke_meanwhile(document):
        revoke_document(IssuedDocument.objects.get(pk=paper.pk), reason="取消", actor=UserFactory())
        return real(document)

    monkeypatch.setattr(sealing, "render", revoke_meanwhile)
    assert seal_document(paper).state == "revoked"


def test_a_paper_finished_by_another_worker_in_the_middle(seal_key, monkeypatch):
    paper = certificate()
    real = sealing.render

    def revoke_meanwhile(document):
        revoke_document(IssuedDocument.objects.get(pk=paper.pk), reason="取消", actor=UserFactory())
        return real(document)

    monkeypatch.setattr(sealing, "render", revoke_meanwhile)
    assert seal_document(paper).state == "revoked" and not paper.original


def test_the_words_name_the_paper_that_counts(seal_key):
    old = sealed_certificate()
    new = replace_document(old, reason="姓名有误", actor=UserFactory())
    assert new.number in state_words(old).text and "姓名有误" in state_words(old).text
    with old.sealed.open() as file:
        assert new.number in verdict_words(verify_upload(file)).text


def test_a_key_that_is_there_already_is_only_checked(seal_key, settings, capsys):
    call_command("ensure_seal_key")
    assert seals.load_seal().key_id in capsys.readouterr().out


def test_rows_are_readable(seal_key):
    paper = sealed_certificate()
    assert str(NumberSequence.objects.get()) == "320799-XYXF-2026-03 1"
    assert str(SealKey.objects.get()) == paper.seal_key_id[:16]
    assert IssuedDocument.objects.issued().get() == paper and certificate("completion:2").seal_key_id == ""


def test_a_file_of_a_paper_that_lost_its_key_is_not_proved(seal_key):
    paper = sealed_certificate()
    IssuedDocument.objects.filter(pk=paper.pk).update(
        state="revoked", sealed_with=None, ended_at=paper.sealed_at, ended_reason="x"
    )
    with paper.sealed.open() as file:
        assert verify_upload(io.BytesIO(file.read())).kind == "unreadable"


def test_a_pledge_is_shown_line_by_line():
    from tests.factories.pledges import NAME_INK, open_one, sign

    paper = sign(open_one(name="王二"), NAME_INK).document
    lines = dict(printed_lines(paper, name="王*"))
    assert "本人王*（" in "".join(lines.values()) and "王二" not in "".join(lines.values())
