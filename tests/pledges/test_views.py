import json

import pytest
from django.urls import reverse

from accounts.enums import Role
from issuance.domain.sealing import seal_document
from issuance.models import IssuedDocument
from pledges import access
from pledges.domain.templates import publish_template, save_draft
from pledges.enums import IdentifiedBy
from pledges.models import Pledge, PledgeTemplate
from tests.factories.pledges import NAME_INK, ink, open_one, stroke, template
from tests.issuance.conftest import seal_key  # noqa: F401  the same key file

pytestmark = pytest.mark.django_db


@pytest.fixture
def pledge(monkeypatch, area):
    """A pledge whose signer is the visitor."""
    monkeypatch.setattr(access, "_doors", [])
    pledge = open_one(area=area)
    access.register(
        lambda request, public_id: (
            Pledge.objects.filter(public_id=public_id).first() if public_id == pledge.public_id else None
        ),
        identified_by=lambda request, pledge: IdentifiedBy.SEAT_SLIP,
        home="issuance:verify-upload",
    )
    return pledge


def url(pledge, name="sign"):
    return reverse(f"pledges:{name}", args=[pledge.public_id])


def send(client, pledge, strokes=NAME_INK, *, as_json=False, **changes):
    data = {"text_hash": pledge.text_hash, "idempotency_key": "k" * 32, "agreed": "on", "strokes": json.dumps(strokes)}
    headers = {"Accept": "application/json"} if as_json else {"User-Agent": "test"}
    return client.post(url(pledge), data | changes, headers=headers)


def test_the_whole_text_is_shown_with_what_is_known(client, pledge):
    page = client.get(url(pledge)).content.decode()
    assert "不替代信用中国网站要求的信用承诺书" in page and "王二" in page and "{{" not in page
    assert "signature_pad.umd.min.js" in page and 'data-one-stroke=""' in page


def test_nobody_else_finds_it(client, pledge, monkeypatch):
    monkeypatch.setattr(access, "_doors", [])
    for name in ("sign", "refuse", "reopen"):
        assert client.post(url(pledge, name)).status_code == 404
    access.register(lambda request, public_id: None)
    assert client.get(url(pledge)).status_code == 404


def test_signing_leads_on_and_the_paper_can_be_fetched(client, pledge, seal_key):  # noqa: F811
    assert send(client, pledge).status_code == 302
    pledge.refresh_from_db()
    assert pledge.evidence["identified_by"] == "seat_slip" and len(pledge.evidence["user_agent_hash"]) == 64
    assert client.get(url(pledge)).status_code == 200
    seal_document(IssuedDocument.objects.get())
    download = reverse("issuance:document-download", args=[pledge.document.public_id])
    assert download in client.get(url(pledge)).content.decode()
    assert client.get(download).status_code == 200


def test_a_retry_of_the_script_gets_the_same_answer(client, pledge):
    first, second = (send(client, pledge, as_json=True).json() for _ in range(2))
    assert first == second == {"next": url(pledge)} and IssuedDocument.objects.count() == 1


@pytest.mark.parametrize(
    "strokes",
    [None, {}, ink(), ink(stroke((10, 100), (300, 100))), "x", [1]],
    ids=["nothing", "empty", "blank", "swipe", "text", "list"],
)
def test_trivial_signature_refused_by_the_server(client, pledge, strokes):
    response = send(client, pledge, strokes)
    assert response.status_code == 422 and "notice wait" in response.content.decode()
    answer = send(client, pledge, strokes, as_json=True)
    assert answer.status_code == 422 and answer.json()["messages"]
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize("text", ["not json", "[" * 200_000, '{"width": 1e999}', "x" * 700_000])
def test_broken_strokes_are_refused(client, pledge, text):
    data = {"text_hash": pledge.text_hash, "idempotency_key": "k", "agreed": "on", "strokes": text}
    assert client.post(url(pledge), data).status_code == 422


def test_forged_signature_upload(client, pledge):
    """A picture is never looked at; without strokes nothing is signed."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    picture = SimpleUploadedFile("s.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100_000)
    response = client.post(
        url(pledge),
        {
            "text_hash": pledge.text_hash,
            "idempotency_key": "k",
            "agreed": "on",
            "signature": picture,
            "state": "signed",
        },
    )
    assert response.status_code == 422 and Pledge.objects.get().state == "open"


def test_without_the_tick_nothing_is_signed(client, pledge):
    assert send(client, pledge, agreed="").status_code == 422 and Pledge.objects.get().state == "open"


def test_pledge_text_changed_between_view_and_sign(client, pledge):
    draft = save_draft(area=pledge.area, title="新承诺书", body="本人{{姓名}}，承诺新的内容。", actor=None)
    publish_template(draft, actor=None)
    response = send(client, pledge)
    assert response.status_code == 409 and "承诺新的内容" in response.content.decode()
    again = send(client, pledge, as_json=True)
    assert again.status_code == 409 and again.json()["reload"]
    pledge.refresh_from_db()
    assert send(client, pledge).status_code == 302


def test_reopening_the_page_after_a_new_version_says_so(client, pledge):
    publish_template(
        save_draft(area=pledge.area, title="新", body="本人{{姓名}}，承诺新的内容。", actor=None), actor=None
    )
    page = client.get(url(pledge)).content.decode()
    assert "承诺新的内容" in page and "notice" in page


def test_refusing_and_signing_after_all(client, pledge):
    assert client.post(url(pledge, "refuse"), {"reason": ""}).status_code == 422
    client.post(url(pledge, "refuse"), {"reason": "先问单位"})
    assert Pledge.objects.get().state == "refused" and client.get(url(pledge)).status_code == 200
    assert send(client, pledge).status_code == 422
    client.post(url(pledge, "reopen"))
    assert send(client, pledge).status_code == 302
    client.post(url(pledge, "refuse"), {"reason": "zu spät"})
    assert Pledge.objects.get().state == "signed"


class TestTemplates:
    @pytest.fixture
    def admin(self, client, users):
        client.force_login(users[Role.SYSTEM_ADMIN])
        return users[Role.SYSTEM_ADMIN]

    def test_from_draft_to_force(self, client, admin, area):
        data = {"area": area.pk, "kind": "training", "title": "承诺书", "body": "本人{{姓名}}"}
        wrong = client.post(reverse("pledge-templates:add"), data | {"body": "{{谁}}"})
        assert wrong.status_code == 200 and not PledgeTemplate.objects.exists()
        client.post(reverse("pledge-templates:add"), data)
        draft = PledgeTemplate.objects.get()
        edit = reverse("pledge-templates:edit", args=[draft.pk])
        assert "王小明" in client.get(edit).content.decode()
        client.post(edit, data | {"title": "承诺书（修订）"})
        publish = reverse("pledges_publish", args=[draft.pk])
        assert client.get(publish).status_code == 200
        client.post(publish)
        draft.refresh_from_db()
        assert (draft.title, draft.version, draft.published_by) == ("承诺书（修订）", 1, admin)
        client.post(edit, data | {"title": "第二版"})
        draft.refresh_from_db()
        assert draft.title == "承诺书（修订）" and PledgeTemplate.objects.filter(state="draft", title="第二版").exists()

    def test_a_retired_version_is_not_published_again(self, client, admin, area):
        old = template(area)
        publish_template(save_draft(area=area, title="新", body="本人{{姓名}}", actor=None), actor=None)
        client.post(reverse("pledges_publish", args=[old.pk]))
        old.refresh_from_db()
        assert old.state == "retired"

    def test_other_areas_are_out_of_reach(self, client, admin, area):
        other = template()
        for name in ("edit", "history", "usage"):
            assert client.get(reverse(f"pledge-templates:{name}", args=[other.pk])).status_code in (302, 404), name
        assert client.get(reverse("pledge-templates:edit", args=[other.pk])).status_code == 404
        assert client.get(reverse("pledges_publish", args=[other.pk])).status_code == 404
        data = {"area": other.area_id, "kind": "training", "title": "x", "body": "本人{{姓名}}"}
        client.post(reverse("pledge-templates:add"), data)
        assert not PledgeTemplate.objects.filter(title="x").exists()

    def test_those_who_may_only_look_cannot_publish(self, client, users, area):
        draft = save_draft(area=area, title="x", body="本人{{姓名}}", actor=None)
        client.force_login(users[Role.TRAINING_MANAGER])
        assert client.get(reverse("pledge-templates:index")).status_code == 200
        assert client.post(reverse("pledges_publish", args=[draft.pk])).status_code == 404
