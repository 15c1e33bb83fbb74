import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Site

from accounts.enums import Role
from accounts.models import OfficeSettings
from issuance import access
from issuance.domain.documents import revoke_document
from issuance.domain.verification import MAX_BYTES
from issuance.models import IssuedDocument
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.issuance import certificate, sealed_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(area):
    return OfficeSettings.objects.create(site=Site.objects.get(), area=area, phone="0518-00000000")


def upload(client, content, name="paper.pdf"):
    return client.post(reverse("issuance:verify-upload"), {"file": SimpleUploadedFile(name, content)})


def content_of(paper):
    with paper.sealed.open() as file:
        return file.read()


def test_the_code_page_shows_every_fact_and_hides_the_name(client, seal_key, office):
    paper = sealed_certificate(name="王小明")
    page = client.get(reverse("issuance:verify-code", args=[paper.printed_code])).content.decode()
    for words in (paper.number, "王*明", "饲料有限公司", "91000000EXAMPLE0X0", "2026 年 8 月 5 日", "0518-00000000"):
        assert words in page
    assert "王小明" not in page and "noindex" in page


@pytest.mark.parametrize("typed", ["%s", " %s ", "k7qm"])
def test_the_code_field_leads_to_the_page_or_says_what_to_do(client, seal_key, office, typed):
    paper = sealed_certificate()
    text = typed % paper.printed_code.lower() if "%" in typed else typed
    response = client.get(reverse("issuance:verify-upload"), {"code": text}, follow=True)
    assert (paper.number in response.content.decode()) == ("%" in typed)
    assert response.status_code == (200 if "%" in typed else 404)


def test_an_unknown_and_a_malformed_code_get_the_same_plain_message(client, office):
    for code in ("0000-0000-0000", "not-a-code", "'or''='", "王小明"):
        response = client.get(reverse("issuance:verify-code", args=[code]))
        assert response.status_code == 404 and "0518-00000000" in response.content.decode()


def test_an_empty_code_is_asked_for_at_the_field(client):
    response = client.get(reverse("issuance:verify-upload"), {"code": ""})
    assert response.status_code == 200 and "aria-invalid" in response.content.decode()


def test_states_are_said_in_words(client, seal_key):
    paper = certificate()
    url = reverse("issuance:verify-code", args=[paper.printed_code])
    waiting = client.get(url).content.decode()
    assert 'class="paper-state info"' in waiting
    revoke_document(paper, reason="姓名有误", actor=UserFactory())
    assert "姓名有误" in client.get(url).content.decode()


def test_the_original_file_shows_the_full_name(client, seal_key):
    paper = sealed_certificate(name="王小明")
    response = upload(client, content_of(paper))
    assert response.status_code == 200 and "王小明" in response.content.decode()
    assert 'class="paper-state ok"' in response.content.decode()


def test_an_altered_file_points_to_what_the_paper_says_without_the_name(client, seal_key):
    paper = sealed_certificate(name="王小明")
    page = upload(client, content_of(paper) + b"x").content.decode()
    assert "王小明" not in page and paper.printed_code in page and 'class="paper-state stop"' in page


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"%PDF-1.7 " + b"0" * (MAX_BYTES + 10)])
def test_any_file_gets_an_answer(client, content):
    response = upload(client, content)
    assert response.status_code == 200 and 'class="paper-state' in response.content.decode()


def test_a_request_that_says_it_is_huge_is_not_read(client):
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            raise AssertionError("the body was read")

    response = client.generic(
        "POST",
        reverse("issuance:verify-upload"),
        b"x",
        content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(200 * 1024 * 1024),
        **{"wsgi.input": Endless()},
    )
    assert response.status_code == 200 and 'class="paper-state wait"' in response.content.decode()


def test_no_file_and_a_broken_form_are_asked_for_again(client):
    assert client.post(reverse("issuance:verify-upload")).status_code == 422
    assert client.post(reverse("issuance:verify-upload"), {"file": "text"}).status_code == 422
    odd = client.post(reverse("issuance:verify-upload"), b"{}", content_type="application/json", CONTENT_LENGTH="odd")
    assert odd.status_code == 422


def test_guessing_is_slowed_down_for_each_address_alone(client, office):
    url = reverse("issuance:verify-code", args=["0000-0000-0000"])
    codes = [client.get(url, REMOTE_ADDR="10.0.0.1").status_code for _ in range(31)]
    assert codes[:30] == [404] * 30 and codes[30] == 429
    assert client.get(url, REMOTE_ADDR="10.0.0.2").status_code == 404
    behind = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 10.0.0.1"}
    assert client.get(url, **behind).status_code == 429


def test_uploads_are_limited_too(client):
    assert [upload(client, b"x").status_code for _ in range(21)][20] == 429


def test_only_the_holder_and_staff_of_the_area_get_the_file(client, seal_key, users, area, monkeypatch):
    paper = sealed_certificate(area=area)
    url = reverse("issuance:document-download", args=[paper.public_id])
    assert client.get(url).status_code == 404
    client.force_login(UserFactory(roles=[Role.TRAINING_MANAGER]))
    assert client.get(url).status_code == 404, "another area"
    client.force_login(users[Role.EDITOR])
    assert client.get(url).status_code == 404, "not her business"
    client.force_login(users[Role.TRAINING_MANAGER])
    response = client.get(url)
    assert b"".join(response.streaming_content) == content_of(paper)
    assert "filename*=utf-8''%E5%9F%B9%E8%AE%AD%E8%AF%81%E6%98%8E" in response["Content-Disposition"]
    client.logout()
    monkeypatch.setattr(
        access, "_resolvers", [lambda request, public_id: paper if public_id == paper.public_id else None]
    )
    assert client.get(url).status_code == 200


def test_what_cannot_be_downloaded_yet_or_any_more_is_explained(client, seal_key, monkeypatch):
    paper = certificate()
    monkeypatch.setattr(access, "_resolvers", [])
    access.register(resolver := lambda request, public_id: IssuedDocument.objects.get(public_id=public_id))
    access.register(resolver)
    monkeypatch.setattr(access, "_resolvers", [resolver])
    url = reverse("issuance:document-download", args=[paper.public_id])
    for state in ("sealing", "failed", "revoked"):
        if state == "revoked":
            revoke_document(paper, reason="x", actor=UserFactory())
        IssuedDocument.objects.filter(pk=paper.pk).update(state=state)
        assert client.get(url).status_code == 409


class TestRegister:
    @pytest.fixture
    def manager(self, client, users):
        client.force_login(users[Role.TRAINING_MANAGER])
        return users[Role.TRAINING_MANAGER]

    def test_lists_the_papers_of_the_area_only(self, client, manager, area):
        mine, other = certificate("completion:1", area=area), certificate("completion:2", area=AreaFactory())
        page = client.get(reverse("issued-papers:index")).content.decode()
        assert mine.number in page and other.number not in page and "王*明" in page
        assert client.get(reverse("issued-papers:inspect", args=[mine.pk])).status_code == 200
        assert client.get(reverse("issued-papers:inspect", args=[other.pk])).status_code == 404

    def test_finds_by_number_and_by_code(self, client, manager, area):
        first, second = (certificate(f"completion:{i}", area=area) for i in (1, 2))
        for query in (second.number, second.number[-4:], second.printed_code.lower()):
            page = client.get(reverse("issued-papers:index"), {"q": query}).content.decode()
            assert second.number in page and first.number not in page

    def test_the_number_of_queries_does_not_grow_with_the_list(self, client, manager, area, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        url = reverse("issued-papers:index")
        certificate("completion:0", area=area)
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as one:
            client.get(url)
        for number in (1, 2):
            certificate(f"completion:{number}", area=area)
        with django_assert_num_queries(len(one)):
            client.get(url)

    def test_revoking_asks_first_and_wants_a_reason(self, client, manager, area, seal_key):
        paper = sealed_certificate(area=area)
        url = reverse("issuance_revoke", args=[paper.pk])
        assert client.get(url).status_code == 200 and client.post(url, {"reason": ""}).status_code == 422
        client.post(url, {"reason": "误发"})
        paper.refresh_from_db()
        assert paper.state == "revoked" and paper.ended_by == manager
        client.post(reverse("issuance_replace", args=[paper.pk]), {"person_name": "a", "unit": "b", "reason": "c"})
        assert IssuedDocument.objects.count() == 1
        assert "误发" in client.get(reverse("issued-papers:inspect", args=[paper.pk])).content.decode()

    def test_replacing_offers_what_stands_on_the_old_paper(self, client, manager, area, seal_key):
        paper = sealed_certificate(area=area, name="王小名")
        url = reverse("issuance_replace", args=[paper.pk])
        assert "王小名" in client.get(url).content.decode()
        client.post(url, {"person_name": "王小明", "unit": "某公司", "role": "", "reason": "姓名有误"})
        new = IssuedDocument.objects.get(replaces=paper)
        assert new.person_name == "王小明" and new.facts["unit"] == "某公司"

    def test_trying_again(self, client, manager, area, seal_key):
        paper = sealed_certificate(area=area, name="𠮷田")
        url = reverse("issuance_retry", args=[paper.pk])
        assert client.get(url).status_code == 302
        client.post(url)
        paper.refresh_from_db()
        assert paper.state == "sealing"

    def test_nobody_else_and_nowhere_else(self, client, users, area):
        paper, other = certificate("completion:1", area=area), certificate("completion:2")
        client.force_login(users[Role.LEADER])
        assert client.post(reverse("issuance_revoke", args=[paper.pk]), {"reason": "x"}).status_code == 404
        client.force_login(users[Role.TRAINING_MANAGER])
        assert client.post(reverse("issuance_revoke", args=[other.pk]), {"reason": "x"}).status_code == 404
        assert not IssuedDocument.objects.filter(state="revoked").exists()
