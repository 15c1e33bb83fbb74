import pytest

from accounts.models import AuditEntry
from common.models import Fact
from issuance.domain.documents import CantBeEnded, WrongFacts, replace_document, request_document, revoke_document
from issuance.domain.numbers import draw_number
from issuance.domain.sealing import seal_document
from issuance.models import IssuedDocument, NumberSequence
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.issuance import certificate, sealed_certificate

pytestmark = pytest.mark.django_db


def test_one_paper_per_source_key_and_no_number_lost():
    area = AreaFactory()
    first = certificate("completion:1", area=area)
    assert certificate("completion:1", area=area).pk == first.pk
    second = certificate("completion:2", area=area)
    assert [first.number, second.number] == ["320799-XYXF-2026-03-0001", "320799-XYXF-2026-03-0002"]
    assert NumberSequence.objects.get().last == 2


def test_a_request_that_loses_the_race_gives_its_number_back(monkeypatch):
    area = AreaFactory()
    first = certificate("completion:1", area=area)
    # The look before the insert misses the other request's row, as it does when both come at once.
    real = IssuedDocument.objects.filter
    monkeypatch.setattr(
        IssuedDocument.objects, "filter", lambda **kw: real(pk=-1) if "source_key" in kw else real(**kw)
    )
    assert certificate("completion:1", area=area, number_scope="other").pk == first.pk
    assert NumberSequence.objects.get(scope="other").last == 0


def test_scopes_count_separately_and_as_the_office_writes_them():
    assert draw_number("a", number_format="{scope}第{serial}号") == "a第1号"
    assert draw_number("b", number_format="{scope}-{serial:03d}") == "b-001"
    assert draw_number("a", number_format="{serial}") == "2"


@pytest.mark.parametrize(
    "changes",
    [
        {"facts": {"unit": ""}},
        {"facts": {"id_number": "1"}},
        {"facts": {"attended_from": "5 August"}},
        {"name": ""},
        {"number_scope": ""},
    ],
)
def test_a_paper_with_missing_or_strange_facts_is_refused(changes):
    with pytest.raises(WrongFacts):
        certificate(**changes)
    assert not IssuedDocument.objects.exists() and not NumberSequence.objects.exists()


def test_the_name_is_not_in_the_facts_and_encrypted_in_the_database():
    document = certificate(name="王小明")
    raw = IssuedDocument.objects.filter(pk=document.pk).extra(select={"raw": "person_name"}).values("raw", "facts")[0]
    assert "王小明" not in str(raw) and IssuedDocument.objects.get().person_name == "王小明"


def test_revoking_needs_a_reason_and_happens_once(seal_key):
    document, actor = sealed_certificate(), UserFactory()
    with pytest.raises(CantBeEnded):
        revoke_document(document, reason="  ", actor=actor)
    assert revoke_document(document, reason="信息有误", actor=actor).state == "revoked"
    ended_at = document.ended_at
    assert revoke_document(document, reason="再次", actor=actor).ended_at == ended_at
    assert Fact.objects.filter(kind="document.revoked").count() == 1
    assert AuditEntry.objects.filter(action="issuance.document.revoked").count() == 1


def test_a_paper_revoked_while_it_is_sealed_stays_revoked(seal_key):
    document = certificate()
    stale = IssuedDocument.objects.get(pk=document.pk)
    revoke_document(document, reason="取消", actor=UserFactory())
    assert seal_document(stale).state == "revoked"
    assert not Fact.objects.filter(kind="document.sealed").exists()


def test_name_corrected_after_issue(seal_key):
    document, actor = sealed_certificate(name="王小名"), UserFactory()
    new = replace_document(document, reason="姓名有误", actor=actor, person_name="王小明", facts={"role": "法定代表人"})
    document.refresh_from_db()
    assert document.state == "replaced" and document.replaced_by == new
    assert (new.person_name, new.facts["role"], new.number[-4:]) == ("王小明", "法定代表人", "0002")
    assert replace_document(document, reason="again", actor=actor) == new
    assert seal_document(new).state == "valid"
    assert Fact.objects.get(kind="document.replaced").payload["replacement"] == new.public_id
    with pytest.raises(CantBeEnded):
        revoke_document(document, reason="late", actor=actor)


def test_a_signed_pledge_is_never_corrected():
    facts = {
        "title": "承诺书",
        "text": "本人{{姓名}}",
        "text_hash": "0" * 64,
        "template_version": "第 1 版",
        "signed_at": "2026-08-05T08:00:00+00:00",
        "identified_by": "席卡码",
        "issuer": "示例区信用办",
    }
    pledge = request_document(
        kind="pledge", source_key="pledge:1", area=AreaFactory(), subject=None, person_name="王小明", facts=facts
    )
    with pytest.raises(CantBeEnded):
        replace_document(pledge, reason="x", actor=UserFactory())
    assert pledge.number == ""
