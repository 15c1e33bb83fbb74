"""Telephone links: one person, one stage, one text, one use."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from common.clock import now
from notices.models import Message
from reviews.domain import rounds
from reviews.domain.errors import LinkDead, ReviewRefused
from reviews.domain.links import IssuedLink, find_link, issue_link, recall_link, sign_by_link
from reviews.enums import Channel, Decision, RoundState
from reviews.models import ReviewLink, ReviewRound, Signature
from tests.factories.accounts import UserFactory
from tests.factories.reviews import OutsideSignerFactory, agree, edit, stages_of
from tests.reviews.conftest import Office

pytestmark = pytest.mark.django_db
DETAILS = {"decision": Decision.AGREE, "proof_reader": "孙校", "no_secrets": True}
ADDRESS = "http://testserver/review/{token}/"


def issue(round_: ReviewRound, actor: User, place: int = 1, key: str = "", **options) -> IssuedLink:
    stage = stages_of(round_)[place - 1]
    key = key or f"user-{stage.users.get().pk}"
    return issue_link(round_, stage=stage, signer_key=key, actor=actor, address=ADDRESS, **options)


def url(issued: IssuedLink) -> str:
    return reverse("reviews:link", args=[issued.token])


def data(issued: IssuedLink, **options: str) -> dict[str, str]:
    form = {
        "decision": "agree",
        "proof_reader": "孙校",
        "no_secrets": "on",
        "comment": "",
        "expected_hash": issued.link.content_hash,
    }
    return form | options


@pytest.fixture
def round_(office: Office) -> ReviewRound:
    return office.hand_in()


class TestLife:
    def test_signs_once(self, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.author)
        assert issued.token not in str(ReviewLink.objects.values())
        signature = sign_by_link(issued.token, visitor=None, **DETAILS)
        assert (signature.channel, signature.user, signature.link) == (Channel.LINK, office.head, issued.link)
        with pytest.raises(LinkDead, match="已使用"):
            sign_by_link(issued.token, visitor=None, **DETAILS)
        assert Signature.objects.count() == 1
        assert AuditEntry.objects.filter(action="reviews.link.issued").count() == 1

    def test_outside_leader_publishes(self, office: Office, round_: ReviewRound) -> None:
        agree(round_, 1, office.head)
        outside = OutsideSignerFactory(stage=stages_of(round_)[1])
        issued = issue(round_, office.head, 2, f"outside-{outside.pk}")
        signature = sign_by_link(issued.token, visitor=None, **DETAILS)
        assert (signature.signer_name, signature.signer_duty) == ("钱副区长", "分管副区长")
        assert office.fresh().live
        assert str(signature) == "分管领导 钱副区长"

    def test_refused_signing_leaves_the_link_alive(self, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.author)
        with pytest.raises(ReviewRefused, match="保密"):
            sign_by_link(issued.token, visitor=None, **DETAILS | {"no_secrets": False})
        assert find_link(issued.token).is_alive

    def test_forged(self, round_: ReviewRound) -> None:
        with pytest.raises(LinkDead, match="不存在"):
            find_link("a" * 32)

    def test_expired(self, office: Office, round_: ReviewRound, set_clock) -> None:
        issued = issue(round_, office.author, hours=2)
        set_clock(now() + timedelta(hours=2))
        with pytest.raises(LinkDead, match="过期"):
            find_link(issued.token)

    def test_dies_with_another_word(self, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.author)
        edit(office.page, office.author, summary="改。")
        with pytest.raises(LinkDead, match="改动"):
            find_link(issued.token)

    def test_dies_when_recalled(self, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.author)
        for _twice in range(2):
            assert not recall_link(issued.link, actor=office.author).is_alive
        with pytest.raises(LinkDead, match="收回"):
            find_link(issued.token)
        assert AuditEntry.objects.filter(action="reviews.link.recalled").count() == 1

    def test_dies_with_the_next_one(self, office: Office, round_: ReviewRound) -> None:
        first, second = issue(round_, office.author), issue(round_, office.author)
        with pytest.raises(LinkDead):
            find_link(first.token)
        assert find_link(second.token).pk == second.link.pk

    def test_dies_when_sent_back_or_withdrawn(self, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.author)
        rounds.withdraw(round_, actor=office.author)
        with pytest.raises(LinkDead):
            find_link(issued.token)
        with pytest.raises(ReviewRefused, match="结束"):
            issue(round_, office.author)

    def test_of_two_presses_at_once_one_finds_it_used(self, office: Office, round_: ReviewRound, monkeypatch) -> None:
        issued = issue(round_, office.author)
        seen = find_link(issued.token)
        sign_by_link(issued.token, visitor=None, **DETAILS)
        monkeypatch.setattr("reviews.domain.links.find_link", lambda token: seen)
        with pytest.raises(LinkDead, match="已使用"):
            sign_by_link(issued.token, visitor=None, **DETAILS)
        assert Signature.objects.count() == 1


class TestAuthors:
    def test_an_author_gets_no_link_to_the_final_review(self, office: Office, round_: ReviewRound) -> None:
        agree(round_, 1, office.head)
        with pytest.raises(ReviewRefused, match="短信"):
            issue(round_, office.author, 2)
        assert issue(round_, office.head, 2).token

    def test_it_can_be_sent_though(self, office: Office, round_: ReviewRound) -> None:
        agree(round_, 1, office.head)
        outside = OutsideSignerFactory(stage=stages_of(round_)[1])
        key = f"outside-{outside.pk}"
        with pytest.raises(ReviewRefused, match="无法向此人发送"):
            issue(round_, office.author, 2, key, send=True)
        outside.set_phone("13800001234")
        outside.save()
        issued = issue(round_, office.author, 2, key, send=True)
        assert issued.sent
        message = Message.objects.get()
        assert issued.token in message.body and message.template == "review_link"

    def test_the_author_under_the_same_name_from_outside(self, office: Office, round_: ReviewRound) -> None:
        agree(round_, 1, office.head)
        outside = OutsideSignerFactory(stage=stages_of(round_)[1], name="周 小兰")
        with pytest.raises(ReviewRefused, match="终审"):
            issue(round_, office.head, 2, f"outside-{outside.pk}")

    def test_an_author_signed_in_on_the_phone(self, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.head)
        with pytest.raises(ReviewRefused, match="撰稿人"):
            sign_by_link(issued.token, visitor=office.author, **DETAILS)
        assert sign_by_link(issued.token, visitor=office.deputy, **DETAILS)

    def test_nobody_whose_right_has_ended(self, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.author)
        stages_of(round_)[0].users.set([office.deputy])
        with pytest.raises(ReviewRefused, match="无权"):
            sign_by_link(issued.token, visitor=None, **DETAILS)
        assert find_link(issued.token).is_alive

    def test_only_whose_turn_it_is(self, office: Office, round_: ReviewRound) -> None:
        with pytest.raises(ReviewRefused, match="轮到"):
            issue(round_, office.head, 2)


class TestPage:
    def test_looking_signs_nothing(self, client: Client, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.author)
        for _visit in range(2):
            response = client.get(url(issued))
            assert response.status_code == 200
        assert client.head(url(issued)).status_code == 200
        text = response.content.decode()
        assert "早市上的信用咨询台" in text and "赵科长" in text
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"
        assert not Signature.objects.exists()

    def test_the_text_is_shown_as_it_will_be(self, client: Client, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.author)
        response = client.get(reverse("reviews:link-text", args=[issued.token]))
        assert response.status_code == 200
        assert "<article" in response.content.decode()
        assert response["X-Frame-Options"] == "SAMEORIGIN"

    def test_agreeing(self, client: Client, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.author)
        response = client.post(url(issued), data(issued))
        assert "您的签署已登记" in response.content.decode()
        assert client.post(url(issued), data(issued)).status_code == 410
        assert client.get(url(issued)).status_code == 410
        assert Signature.objects.get().channel == Channel.LINK

    def test_sending_back(self, client: Client, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.author)
        response = client.post(url(issued), data(issued, decision="send_back", proof_reader="", no_secrets=""))
        assert response.status_code == 422
        client.post(url(issued), data(issued, decision="send_back", comment="标题请改。"))
        round_.refresh_from_db()
        assert round_.state == RoundState.RETURNED
        assert Signature.objects.get().comment == "标题请改。"

    def test_what_is_missing_is_said_and_nothing_is_lost(
        self, client: Client, office: Office, round_: ReviewRound
    ) -> None:
        issued = issue(round_, office.author)
        response = client.post(url(issued), data(issued, no_secrets="", comment="很好"))
        assert response.status_code == 422
        assert "保密审查" in response.content.decode() and "很好" in response.content.decode()

    def test_needs_the_csrf_token(self, office: Office, round_: ReviewRound) -> None:
        issued, strict = issue(round_, office.author), Client(enforce_csrf_checks=True)
        assert strict.post(url(issued), data(issued)).status_code == 403
        page = strict.get(url(issued)).content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        assert strict.post(url(issued), data(issued, csrfmiddlewaretoken=token)).status_code == 200

    def test_guessing_is_slowed_down(self, client: Client, office: Office, round_: ReviewRound) -> None:
        for number in range(30):
            assert client.get(reverse("reviews:link", args=[f"guess{number}"])).status_code == 410
        issued = issue(round_, office.author)
        assert client.get(url(issued)).status_code == 429
        assert client.get(reverse("reviews:link-text", args=[issued.token])).status_code == 429

    def test_signatures_before_are_shown(self, client: Client, office: Office, round_: ReviewRound) -> None:
        agree(round_, 1, office.head, comment="同意，请主任审定。")
        issued = issue(round_, office.head, 2)
        assert "同意，请主任审定。" in client.get(url(issued)).content.decode()

    def test_author_in_the_browser(self, client: Client, office: Office, round_: ReviewRound) -> None:
        issued = issue(round_, office.head)
        client.force_login(office.author, backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(url(issued), data(issued)).status_code == 422
        assert not Signature.objects.exists()


def test_for_whom(office: Office) -> None:
    round_ = office.hand_in()
    outside = OutsideSignerFactory(stage=stages_of(round_)[0])
    assert issue(round_, office.author, key=f"outside-{outside.pk}").link.for_whom == "钱副区长（分管副区长）"
    assert issue(round_, UserFactory()).link.for_whom == "赵科长"
