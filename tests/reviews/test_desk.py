"""The review screens of the office."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common.clock import today
from reviews.enums import Decision, RoundState
from reviews.models import OutsideSigner, ReviewChain, ReviewRound, ReviewStage, Signature, StandIn
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.reviews import OutsideSignerFactory, agree, hand_in, make_draft, stages_of
from tests.reviews.conftest import Office

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(client: Client, user: User) -> Client:
    client.force_login(user, backend=BACKEND)
    return client


def text(response) -> str:
    return response.content.decode()


def sign_data(round_: ReviewRound, place: int = 1, **options: str) -> dict[str, str]:
    stage = stages_of(round_)[place - 1]
    data = {"stage": str(stage.pk), "expected_hash": round_.content_hash, "decision": "agree"}
    return data | {"proof_reader": "孙校", "no_secrets": "on", "comment": ""} | options


class TestLists:
    def test_each_finds_what_is_theirs(self, client: Client, office: Office) -> None:
        office.hand_in()
        assert "待我签署" in text(enter(client, office.head).get(reverse("reviews-mine")))
        assert "没有待您签署的稿件" in text(enter(client, office.deputy).get(reverse("reviews-mine")))
        mine = text(enter(client, office.author).get(reverse("reviews-mine")))
        assert mine.index("我提交的稿件") < mine.index(office.page.title)

    def test_the_dashboard_says_it(self, client: Client, office: Office) -> None:
        office.hand_in()
        assert "待我审签" in text(enter(client, office.head).get(reverse("wagtailadmin_home")))
        assert "待我审签" not in text(enter(client, office.author).get(reverse("wagtailadmin_home")))

    def test_as_many_queries_for_three_as_for_one(self, client: Client, office: Office) -> None:
        enter(client, office.head)
        counts = []
        for number in range(3):
            page = make_draft(office.author, title=f"稿件{number}")
            agree(hand_in(page, office.author), 1, office.head)
            page = make_draft(office.author, title=f"另一稿{number}")
            hand_in(page, office.author)
            if number != 1:
                client.get(reverse("reviews-mine"))
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    assert client.get(reverse("reviews-mine")).status_code == 200
                counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_another_area_sees_nothing(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        stranger = UserFactory(area=AreaFactory(), roles=["editor"])
        assert round_ not in ReviewRound.objects.for_user(stranger)
        assert round_ in ReviewRound.objects.for_user(UserFactory(is_superuser=True))
        assert not ReviewRound.objects.for_user(UserFactory(representative=True)).exists()
        assert enter(client, stranger).get(reverse("review-round", args=[round_.public_id])).status_code == 404

    def test_a_stand_in_without_any_role_gets_in(self, client: Client, office: Office) -> None:
        other = UserFactory(area=office.head.area, roles=["door_staff"])
        enter(client, other)
        assert client.get(reverse("reviews-mine")).status_code == 404
        StandIn.objects.create(
            absent=office.head, stand_in=other, from_on=today(), until_on=today(), created_by=office.head
        )
        round_ = office.hand_in()
        assert office.page.title in text(client.get(reverse("reviews-mine")))
        page = text(client.get(reverse("review-round", args=[round_.public_id])))
        assert "代赵科长" in page


class TestSigning:
    def test_through_to_publication(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        url = reverse("review-sign", args=[round_.public_id])
        response = enter(client, office.head).post(url, sign_data(round_), follow=True)
        assert "您的意见已登记" in text(response)
        enter(client, office.deputy).post(url, sign_data(round_, 2))
        assert office.fresh().live
        record = text(client.get(reverse("review-record", args=[round_.public_id])))
        for word in ("稿件审校单", "赵科长", "陈主任", "孙校", "系统内签署"):
            assert word in record
        assert "一审" in text(client.get(office.fresh().url)) and "孙校" in text(client.get(office.fresh().url))

    def test_not_ones_turn(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        url = reverse("review-sign", args=[round_.public_id])
        for user, place in ((office.deputy, 2), (office.author, 1), (office.head, 2)):
            assert enter(client, user).post(url, sign_data(round_, place)).status_code == 422
        assert not Signature.objects.exists()

    def test_a_text_changed_while_reading(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        url = reverse("review-sign", args=[round_.public_id])
        response = enter(client, office.head).post(url, sign_data(round_, expected_hash="0" * 64, comment="好"))
        assert response.status_code == 422
        assert "已改动" in text(response) and "好" in text(response)

    def test_sending_back_needs_no_proof_reader(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        url = reverse("review-sign", args=[round_.public_id])
        back = sign_data(round_, decision="send_back", proof_reader="", no_secrets="")
        assert enter(client, office.head).post(url, back).status_code == 422
        client.post(url, back | {"comment": "标题请改。"})
        round_.refresh_from_db()
        assert round_.state == RoundState.RETURNED
        assert "标题请改。" in text(enter(client, office.author).get(reverse("reviews-mine")))

    def test_urgent(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        url = reverse("review-urgent", args=[round_.public_id])
        data = sign_data(round_, 2) | {"reason": "防汛通知"}
        assert enter(client, office.author).post(url, data).status_code == 404
        enter(client, office.deputy)
        assert "紧急发布" in text(client.get(reverse("review-round", args=[round_.public_id])))
        assert client.post(url, data | {"reason": ""}).status_code == 422
        assert client.post(url, data | {"expected_hash": "0" * 64}).status_code == 422
        assert "待补审" in text(client.post(url, data, follow=True))
        assert office.fresh().live

    def test_the_text_itself(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        url = reverse("review-text", args=[round_.public_id])
        assert office.page.title in text(enter(client, office.head).get(url))
        office.fresh().delete()
        assert client.get(url).status_code == 404
        assert client.get(reverse("review-round", args=[round_.public_id])).status_code == 200


class TestWagtailsOwnButtons:
    def url(self, office: Office, name: str) -> str:
        state = office.fresh().current_workflow_task_state
        return reverse("wagtailadmin_pages:workflow_action", args=[office.page.pk, name, state.pk])

    def test_signing_in_the_dialog(self, client: Client, office: Office) -> None:
        office.hand_in()
        enter(client, office.head)
        assert "保密审查" in client.get(self.url(office, "approve")).json()["html"]
        client.post(self.url(office, "approve"), {"proof_reader": "孙校", "no_secrets": "on", "comment": ""})
        enter(client, office.deputy)
        client.post(self.url(office, "approve"), {"proof_reader": "孙校", "no_secrets": "on", "comment": ""})
        assert office.fresh().live

    def test_sending_back_in_the_dialog(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        enter(client, office.head).post(self.url(office, "reject"), {"comment": "请改。"})
        round_.refresh_from_db()
        assert round_.state == RoundState.RETURNED
        assert Signature.objects.get().decision == Decision.SEND_BACK

    def test_what_the_editor_hands_on_is_checked_again(self, office: Office) -> None:
        from reviews.domain.errors import ReviewRefused

        office.hand_in()
        task, state = office.fresh().current_workflow_task, office.fresh().current_workflow_task_state
        for data in ({}, {"no_secrets": "true", "proof_reader": "孙"}, {"no_secrets": True, "proof_reader": None}):
            with pytest.raises(ReviewRefused):
                task.on_action(state, office.head, "approve", **data)
        with pytest.raises(ReviewRefused, match="不由您签署"):
            task.on_action(state, office.author, "approve", no_secrets=True, proof_reader="孙")

    def test_a_refusal_in_the_dialog_is_a_message(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        stages_of(round_)[1].users.add(office.author)
        agree(round_, 1, office.head)
        data = {"proof_reader": "孙校", "no_secrets": "on", "comment": ""}
        response = enter(client, office.author).post(
            self.url(office, "approve"), data, headers={"x-requested-with": "XMLHttpRequest"}
        )
        assert response.json()["step"] == "success"
        assert "撰稿人不能担任终审" in text(client.get(response.json()["redirect"], follow=True))
        assert not office.fresh().live

    def test_lists_and_locks(self, client: Client, office: Office) -> None:
        office.hand_in()
        page, task = office.fresh(), office.fresh().current_workflow_task
        assert task.user_can_access_editor(page, office.head) and not task.locked_for_user(page, office.head)
        assert task.locked_for_user(page, office.author) and not task.get_actions(page, office.author)
        assert task.get_task_states_user_can_moderate(office.head).count() == 1
        assert not task.get_task_states_user_can_moderate(office.author).exists()
        assert task.get_description()
        edit_page = text(enter(client, office.head).get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
        assert "审签情况" in edit_page and "签署本环节" in edit_page


class TestLinksOnScreen:
    def test_issue_show_recall(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        stage = stages_of(round_)[0]
        url = reverse("review-link", args=[round_.public_id])
        data = {"who": f"{stage.pk}:user-{office.head.pk}", "hours": "24"}
        response = enter(client, office.author).post(url, data)
        assert "/review/" in text(response) and 'class="qr"' in text(response)
        link = round_.links.get()
        page = reverse("review-round", args=[round_.public_id])
        assert "收回链接" in text(client.get(page))
        client.post(reverse("review-link-recall", args=[round_.public_id, link.pk]))
        assert "已收回" in text(client.get(page))
        assert client.post(url, data | {"who": f"{stage.pk}:user-{office.author.pk}"}).status_code == 422
        refused = client.post(url, data | {"send": "on"})
        assert refused.status_code == 422 and "无法向此人发送短信" in text(refused)

    def test_sent(self, client: Client, office: Office) -> None:
        round_ = office.hand_in()
        stage = stages_of(round_)[0]
        outside = OutsideSignerFactory(stage=stage)
        outside.set_phone("13800001234")
        outside.save()
        data = {"who": f"{stage.pk}:outside-{outside.pk}", "hours": "24", "send": "on"}
        response = enter(client, office.author).post(reverse("review-link", args=[round_.public_id]), data)
        assert "已通过短信发出" in text(response) and 'class="qr"' not in text(response)


class TestLeave:
    def test_name_and_end(self, client: Client, office: Office) -> None:
        url = reverse("review-stand-ins")
        enter(client, office.head)
        data = {"stand_in": str(office.deputy.pk), "from_on": str(today()), "until_on": str(today())}
        assert "代签人已指定" in text(client.post(url, data, follow=True))
        assert "结束日期" in text(client.post(url, data | {"until_on": "2020-01-01"}))
        leave = StandIn.objects.get()
        assert enter(client, office.deputy).post(reverse("review-stand-in-end", args=[leave.pk])).status_code == 404
        enter(client, office.head).post(reverse("review-stand-in-end", args=[leave.pk]))
        leave.refresh_from_db()
        assert leave.revoked_at


class TestSetup:
    @pytest.fixture
    def root(self, client: Client, area) -> Client:
        return enter(client, UserFactory(is_superuser=True, area=area))

    def test_chains(self, root: Client, office: Office) -> None:
        edit = reverse("review-chains:edit", args=[office.chain.pk])
        assert root.get(edit).status_code == 200
        root.post(edit, {"name": "新名字"})
        chain = ReviewChain.objects.get()
        assert (chain.name, chain.active, chain.workflow.name) == ("新名字", False, "新名字")
        root.post(edit, {"name": "新名字", "active": "on"})
        assert ReviewChain.objects.get().active
        office.hand_in()
        response = root.post(edit, {"name": "新名字"})
        assert "办结" in text(response) and ReviewChain.objects.get().active

    def test_a_new_chain_with_its_stages(self, root: Client, office: Office) -> None:
        from django.contrib.contenttypes.models import ContentType

        kind = ContentType.objects.get(app_label="outreach", model="questionpage")
        add = reverse("review-chains:add")
        response = root.post(add, {"content_type": str(kind.pk), "name": "问答", "active": "on"})
        assert "必经环节" in text(response) and not ReviewChain.objects.filter(name="问答").exists()
        root.post(add, {"content_type": str(kind.pk), "name": "问答"})
        chain = ReviewChain.objects.get(name="问答")
        stage = {"chain": chain.pk, "order": "1", "name": "审定", "users": [office.deputy.pk], "required": "on"}
        root.post(reverse("review-stages:add"), stage | {"active": "on"})
        made = ReviewStage.objects.get(chain=chain)
        assert list(made.users.all()) == [office.deputy]
        root.post(
            reverse("outside-signers:add"),
            {"stage": made.pk, "name": "钱", "duty": "副区长", "phone_number": "13800001234", "active": "on"},
        )
        outside = OutsideSigner.objects.get()
        assert outside.phone_last4 == "1234"
        root.post(
            reverse("outside-signers:edit", args=[outside.pk]),
            {"stage": made.pk, "name": "钱", "duty": "区长", "phone_number": "", "active": "on"},
        )
        outside.refresh_from_db()
        assert (outside.duty, outside.phone) == ("区长", "13800001234")

    def test_stand_ins_for_others(self, root: Client, office: Office) -> None:
        data = {
            "absent": office.head.pk,
            "stand_in": office.deputy.pk,
            "from_on": str(today()),
            "until_on": str(today()),
        }
        root.post(reverse("stand-ins:add"), data)
        assert "陈主任代赵科长" in text(root.get(reverse("stand-ins:index")))
        assert "工作人员" in text(root.post(reverse("stand-ins:add"), data | {"stand_in": office.head.pk}))

    @pytest.mark.parametrize("name", ["review-chains", "review-stages", "outside-signers", "stand-ins"])
    def test_as_many_queries_for_three_as_for_one(self, root: Client, office: Office, name: str) -> None:
        counts = []
        for number in range(3):
            OutsideSignerFactory(stage=office.chain.stages.earliest("order"), name=f"领导{number}")
            StandIn.objects.create(
                absent=office.head, stand_in=UserFactory(), from_on=today(), until_on=today(), created_by=office.head
            )
            if number != 1:
                root.get(reverse(f"{name}:index"))
                with CaptureQueriesContext(connection) as queries:
                    root.get(reverse(f"{name}:index"))
                counts.append(len(queries))
        assert counts[0] == counts[1]


def test_the_demo_shows_it(db, settings) -> None:
    call_command("setup_roles")
    from accounts import demo as accounts_demo
    from home.management.demo import reviews as reviews_demo
    from outreach.models import ArticlePage
    from tests.factories.outreach import SectionFactory

    accounts_demo.load()
    SectionFactory(slug="news")
    admin = User.objects.get(username="admin")
    for _twice in range(2):
        reviews_demo.load(admin_user=admin)
    assert ReviewRound.objects.count() == 3
    assert ArticlePage.objects.filter(live=True).count() == 1
