import io

import pytest
from django.core.exceptions import ValidationError

from accounts.domain.consent import NoConsentText
from accounts.models import AuditEntry, ConsentRecord, ConsentText
from common.models import Fact
from issuance.domain.sealing import seal_document
from issuance.domain.verification import verify_upload
from issuance.models import IssuedDocument
from pledges import demo
from pledges.domain import pledges as domain
from pledges.domain.pledges import PledgeClosed, PledgeTextChanged, refuse_pledge, reopen_pledge
from pledges.domain.signatures import SignatureRefused
from pledges.domain.templates import FieldsMissing, NotADraft, fill_in, publish_template, save_draft
from pledges.models import Pledge, PledgeTemplate
from subjects.models import Subject
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.pledges import MERGE, ink, open_one, sign, stroke, template
from tests.issuance.conftest import seal_key  # noqa: F401  the same key file

pytestmark = pytest.mark.django_db


def new_wording(area, body="本人{{姓名}}，新的承诺。"):
    return publish_template(save_draft(area=area, title="新承诺书", body=body, actor=None), actor=None)


def test_the_text_is_filled_with_what_is_known():
    pledge = open_one(name="王小明")
    for words in ("王小明", "个人参训", "经办人", *MERGE.values(), "不替代信用中国网站要求的信用承诺书"):
        assert words in pledge.text
    assert "{{" not in pledge.text and len(pledge.text_hash) == 64


def test_a_subject_without_credit_code_is_said_so():
    area = AreaFactory()
    subject = Subject.objects.create(
        area=area,
        name="老厂",
        old_number="320700000012345",
        identifier_kind="old_number",
        created_at="2026-01-01T00:00Z",
        updated_at="2026-01-01T00:00Z",
    )
    assert "原注册号 320700000012345" in open_one(area=area, subject=subject).text


def test_asked_for_twice_it_is_one_pledge(monkeypatch):
    wording = template()
    first = open_one(template=wording, source_key="enrolment:1")
    assert open_one(template=wording, source_key="enrolment:1") == first
    real = Pledge.objects.filter
    monkeypatch.setattr(Pledge.objects, "filter", lambda **kw: real(pk=-1))
    assert open_one(template=wording, source_key="enrolment:1") == first


def test_what_nobody_supplied_is_named():
    with pytest.raises(FieldsMissing, match="培训名称"):
        open_one(merge={**MERGE, "培训名称": ""})


def test_signing_keeps_the_evidence_and_asks_for_one_paper(seal_key):  # noqa: F811
    pledge = sign(open_one(name="王二"))
    assert pledge.state == "signed" and pledge.signature.size and "strokes" in pledge.strokes
    assert pledge.evidence["identified_by"] == "seat_slip" and pledge.evidence["consent_version"] == 1
    assert ConsentRecord.objects.get().person == pledge.person
    assert Fact.objects.filter(kind="pledge.signed", key=pledge.public_id).count() == 1
    assert "王二" not in str(pledge.document.facts)
    paper = seal_document(pledge.document)
    assert paper.state == "valid" and paper.number == ""
    with paper.sealed.open() as file:
        assert verify_upload(io.BytesIO(file.read())).kind == "authentic"


def test_network_dies_after_signing():
    pledge = open_one()
    first = sign(pledge)
    signed_at = first.signed_at
    assert sign(Pledge.objects.get(), key="key-1").signed_at == signed_at
    assert IssuedDocument.objects.count() == 1


def test_signed_twice_in_two_tabs():
    pledge = open_one()
    tab_one, tab_two = Pledge.objects.get(pk=pledge.pk), Pledge.objects.get(pk=pledge.pk)
    one, two = sign(tab_one, key="one"), sign(tab_two, key="two")
    assert one.document == two.document and two.idempotency_key == "one"
    assert AuditEntry.objects.filter(action="pledges.pledge.signed").count() == 1


def test_pledge_text_changed_between_view_and_sign():
    pledge = open_one()
    read_hash = pledge.text_hash
    new_wording(pledge.area)
    with pytest.raises(PledgeTextChanged):
        sign(pledge, text_hash=read_hash)
    assert "新的承诺" in Pledge.objects.get().text, "the new text waits to be read"
    assert sign(pledge).template.version == 2


def test_a_wording_published_while_the_signature_is_checked(monkeypatch):
    pledge = open_one()
    real = domain.check_signature

    def publish_meanwhile(*args, **kwargs):
        new_wording(pledge.area)
        domain.refresh_text(Pledge.objects.get())
        return real(*args, **kwargs)

    monkeypatch.setattr(domain, "check_signature", publish_meanwhile)
    with pytest.raises(PledgeTextChanged):
        sign(pledge)
    assert not IssuedDocument.objects.exists()


def test_a_signed_pledge_keeps_its_wording():
    pledge = sign(open_one())
    new_wording(pledge.area)
    assert not domain.refresh_text(pledge) and pledge.template.version == 1


def test_a_swipe_signs_nothing():
    pledge = open_one()
    with pytest.raises(SignatureRefused):
        sign(pledge, strokes=ink(stroke((10, 100), (300, 100))))
    assert Pledge.objects.get().state == "open" and not IssuedDocument.objects.exists()


def test_without_the_notice_on_data_nothing_is_signed():
    pledge = open_one()
    ConsentText.objects.all().delete()
    with pytest.raises(NoConsentText):
        sign(pledge)
    assert Pledge.objects.get().state == "open"


def test_refusing_with_a_reason_and_signing_after_all():
    pledge = open_one()
    with pytest.raises(PledgeClosed):
        refuse_pledge(pledge, reason=" ")
    refuse_pledge(pledge, reason="想先问单位")
    assert refuse_pledge(pledge, reason="again").refusal_reason == "想先问单位"
    with pytest.raises(PledgeClosed):
        sign(pledge)
    assert reopen_pledge(pledge).state == "open" and reopen_pledge(pledge).state == "open"
    sign(pledge)
    with pytest.raises(PledgeClosed):
        refuse_pledge(pledge, reason="too late")


def test_versions():
    area, actor = AreaFactory(), UserFactory()
    first = publish_template(save_draft(area=area, title="一", body="本人{{姓名}}", actor=actor), actor=actor)
    assert publish_template(first, actor=actor).version == 1
    edited = save_draft(area=area, title="二", body="本人{{ 姓名 }}，二", draft=first, actor=actor)
    assert edited.pk != first.pk and edited.state == "draft"
    again = save_draft(area=area, title="二", body="本人{{姓名}}，二", draft=edited, actor=actor)
    assert again.pk == edited.pk
    assert publish_template(edited, actor=actor).version == 2
    first.refresh_from_db()
    assert first.state == "retired" and first.body == "本人{{姓名}}"
    with pytest.raises(NotADraft):
        publish_template(first, actor=actor)
    assert str(edited) == "二 v2" and str(PledgeTemplate(title="草")) == "草"


@pytest.mark.parametrize(
    "body", ["没有名字", "{{姓名}} {{身份证号}}", "{{姓名}} {{单位名称}", "{{姓名}}" + "长" * 7000]
)
def test_merge_fields_are_checked_on_save(body):
    with pytest.raises(ValidationError):
        save_draft(area=AreaFactory(), title="x", body=body, actor=None)


def test_values_are_never_read_as_fields():
    assert fill_in("{{姓名}}、{{身份}}", {"姓名": "{{身份}}", "身份": "x"}) == "{{身份}}、x"


def test_demo_content_is_loaded_once():
    area, admin = AreaFactory(), UserFactory()
    assert demo.load(area=area, admin_user=admin) == demo.load(area=area, admin_user=admin)
    assert ConsentText.objects.count() == 1 and PledgeTemplate.objects.count() == 1
