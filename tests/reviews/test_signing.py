"""Signatures: who, in which order, on which words, and what they bring about."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.models import AuditEntry, User
from common.clock import now, today
from outreach.models import ArticlePage
from reviews.domain import chains, gate, rounds, signers
from reviews.domain.byline import byline, signatures_so_far
from reviews.domain.content import revision_hash
from reviews.domain.errors import PublicationRefused, ReviewRefused
from reviews.domain.lists import desk_of
from reviews.domain.signers import Signer, find_signer, name_stand_in, possible_signers, signer_for
from reviews.domain.signing import publish_urgently, sign, signable_stages
from reviews.enums import Basis, Decision, RoundState
from reviews.models import OutsideSigner, Publication, ReviewChain, ReviewRound, ReviewStage, Signature, StandIn
from tests.factories.accounts import UserFactory
from tests.factories.outreach import QuestionFactory
from tests.factories.reviews import OutsideSignerFactory, agree, edit, hand_in, make_chain, make_draft, stages_of
from tests.reviews.conftest import Office

pytestmark = pytest.mark.django_db


def send_back(round_: ReviewRound, place: int, user: User, comment: str = "标题太长。") -> Signature:
    return agree(round_, place, user, decision=Decision.SEND_BACK, comment=comment, proof_reader="", no_secrets=False)


class TestOrderAndWords:
    def test_earlier_stages_first(self, office: Office) -> None:
        round_ = office.hand_in()
        with pytest.raises(ReviewRefused, match="轮到"):
            agree(round_, 2, office.deputy)

    def test_a_double_click_is_one_signature(self, office: Office) -> None:
        round_ = office.hand_in()
        first = agree(round_, 1, office.head)
        assert agree(round_, 1, office.head) == first
        assert Signature.objects.count() == 1
        with pytest.raises(ReviewRefused, match="赵科长"):
            agree(round_, 1, office.deputy)

    def test_agreeing_needs_proof_reader_and_secrecy_check(self, office: Office) -> None:
        round_ = office.hand_in()
        with pytest.raises(ReviewRefused, match="保密审查"):
            agree(round_, 1, office.head, no_secrets=False)
        with pytest.raises(ReviewRefused, match="校对人"):
            agree(round_, 1, office.head, proof_reader="  ")
        with pytest.raises(ReviewRefused, match="修改意见"):
            send_back(round_, 1, office.head, comment=" ")

    def test_words_that_changed_void_what_was_signed(self, office: Office) -> None:
        round_ = office.hand_in()
        old = round_.content_hash
        agree(round_, 1, office.head)
        edit(office.page, office.deputy, summary="主任改了一句。")
        round_.refresh_from_db()
        assert round_.content_hash != old
        assert [stage.order for stage in signable_stages(round_)] == [1]
        assert office.fresh().current_workflow_task.pk == stages_of(round_)[0].pk
        with pytest.raises(ReviewRefused, match="已改动"):
            agree(round_, 1, office.head, expected_hash=old)

    def test_who_changed_a_word_is_an_author(self, office: Office) -> None:
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        edit(office.page, office.deputy, summary="主任改了一句。")
        agree(round_, 1, office.head)
        with pytest.raises(ReviewRefused, match="终审"):
            agree(round_, 2, office.deputy)

    def test_the_words_are_compared_and_not_the_versions(self, office: Office) -> None:
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        edit(office.page, office.deputy)
        assert [stage.order for stage in signable_stages(ReviewRound.objects.get())] == [2]
        agree(round_, 2, office.deputy)
        assert office.fresh().live

    def test_a_draft_overwritten_in_place(self, office: Office) -> None:
        """Wagtail's autosave writes into the same revision: its number stays, its words don't."""
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        draft = office.fresh().get_latest_revision_as_object()
        draft.summary = "悄悄换掉。"
        draft.save_revision(user=office.author, overwrite_revision=office.page.latest_revision)
        round_.refresh_from_db()
        assert [stage.order for stage in signable_stages(round_)] == [1]

    def test_nothing_is_signed_on_a_revision_changed_behind_our_back(self, office: Office) -> None:
        round_ = office.hand_in()
        revision = office.page.latest_revision
        type(revision).objects.filter(pk=revision.pk).update(content=revision.content | {"summary": "背后改。"})
        with pytest.raises(ReviewRefused, match="已改动"):
            agree(round_, 1, office.head)

    def test_rows_stay_as_they_were_written(self, office: Office) -> None:
        signature = agree(office.hand_in(), 1, office.head)
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.filter(pk=signature.pk).update(comment="改写")
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.filter(pk=signature.pk).delete()

    def test_the_constraint_decides_where_rows_are_not_locked(self, office: Office, monkeypatch) -> None:
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        stage = stages_of(round_)[0]
        monkeypatch.setattr("reviews.domain.signing.agreed", lambda *args: {})
        monkeypatch.setattr("reviews.domain.signing.check_turn", lambda *args: None)
        with pytest.raises(ReviewRefused, match="刚刚"):
            agree(round_, stage.order, office.deputy)

    def test_a_deleted_text_ends_its_round(self, office: Office) -> None:
        round_ = office.hand_in()
        office.fresh().delete()
        round_.refresh_from_db()
        assert round_.state == RoundState.ENDED
        with pytest.raises(ReviewRefused):
            agree(round_, 1, office.head)


class TestAuthors:
    def test_the_author_is_never_the_final_signer(self, area) -> None:
        author, head = UserFactory(area=area), UserFactory(area=area)
        make_chain(head, author)
        round_ = hand_in(make_draft(author), author)
        agree(round_, 1, head)
        with pytest.raises(ReviewRefused, match="终审"):
            agree(round_, 2, author)

    def test_the_first_review_may_be_the_authors(self, area) -> None:
        """供稿 is a stage of its own in many offices."""
        author, deputy = UserFactory(area=area), UserFactory(area=area)
        make_chain(author, deputy)
        page = make_draft(author)
        round_ = hand_in(page, author)
        agree(round_, 1, author)
        agree(round_, 2, deputy)
        assert ArticlePage.objects.get(pk=page.pk).live

    def test_the_owner_and_the_submitter_count(self, office: Office) -> None:
        page = make_draft(office.author, title="别人提交的")
        round_ = hand_in(page, office.deputy)
        agree(round_, 1, office.head)
        with pytest.raises(ReviewRefused, match="终审"):
            agree(round_, 2, office.deputy)

    def test_the_gate_asks_again(self, office: Office) -> None:
        round_ = office.hand_in()
        gate.register_hold(hold := lambda version: "暂停。")
        try:
            agree(round_, 1, office.head)
            agree(round_, 2, office.deputy)
        finally:
            gate._holds.remove(hold)
        round_.contributors.add(office.deputy)
        with pytest.raises(PublicationRefused, match="撰稿人"):
            office.fresh().latest_revision.publish()

    def test_who_wrote_before_the_last_publication_is_free_again(self, office: Office) -> None:
        head = office.head
        draft = edit(office.page, office.deputy, summary="主任的第一稿。")
        other = UserFactory(area=head.area)
        stage = stages_of(hand_in(draft, office.author))[1]
        stage.users.add(other)
        round_ = ReviewRound.objects.get()
        agree(round_, 1, head)
        agree(round_, 2, other)
        assert office.fresh().live
        edit(office.page, office.author, summary="第二稿。")
        second = office.hand_in()
        assert office.deputy.pk not in signers.authors(second, office.fresh())
        agree(second, 1, head)
        agree(second, 2, office.deputy)
        assert office.fresh().summary == "第二稿。"


class TestStandIns:
    def test_signs_in_the_place_of_somebody_on_leave(self, office: Office) -> None:
        other = UserFactory(area=office.head.area, last_name="吴", first_name="副科")
        name_stand_in(
            absent=office.head, stand_in=other, from_on=today(), until_on=today() + timedelta(days=3), actor=office.head
        )
        round_ = office.hand_in()
        stage = stages_of(round_)[0]
        signer = signer_for(other, stage)
        assert (signer.user, signer.on_behalf_of) == (other, office.head)
        assert signer.label == "吴副科（代赵科长）"
        signature = agree(round_, 1, other)
        assert find_signer(stage, f"user-{other.pk}").on_behalf_of == office.head
        assert signature.signer_name == "吴副科"

    def test_only_on_its_days(self, office: Office, set_clock) -> None:
        other = UserFactory(area=office.head.area)
        name_stand_in(
            absent=office.head,
            stand_in=other,
            from_on=today() + timedelta(days=1),
            until_on=today() + timedelta(days=2),
            actor=office.head,
        )
        stage = office.chain.stages_in_order()[0]
        assert signer_for(other, stage) is None
        set_clock(now() + timedelta(days=2))
        assert signer_for(other, stage) is not None
        set_clock(now() + timedelta(days=1))
        assert signer_for(other, stage) is None

    def test_neither_the_stand_in_nor_the_absent_may_have_written_it(self, office: Office) -> None:
        other = UserFactory(area=office.head.area)
        days = {"from_on": today(), "until_on": today(), "actor": office.deputy, "absent": office.deputy}
        name_stand_in(stand_in=other, **days)
        name_stand_in(stand_in=office.author, **days)
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        stage = stages_of(round_)[1]
        details = {"stage": stage, "channel": "admin", "proof_reader": "校", "no_secrets": True}
        for signer in (signer_for(office.author, stage), Signer(user=other, on_behalf_of=office.author)):
            with pytest.raises(ReviewRefused, match="终审"):
                sign(round_, signer=signer, expected_hash=round_.content_hash, **details)

    def test_who_may_name_whom(self, office: Office) -> None:
        other = UserFactory(area=office.head.area)
        days = {"from_on": today(), "until_on": today()}
        with pytest.raises(ReviewRefused, match="自己"):
            name_stand_in(absent=office.head, stand_in=other, actor=office.author, **days)
        leave = name_stand_in(absent=office.head, stand_in=other, actor=User.objects.get(pk=office.deputy.pk), **days)
        assert name_stand_in(absent=office.head, stand_in=other, actor=office.head, **days) == leave
        assert AuditEntry.objects.filter(action="reviews.stand_in.named").count() == 1
        assert "代" in str(leave)
        with pytest.raises(ReviewRefused, match="工作人员"):
            name_stand_in(absent=office.head, stand_in=office.head, actor=office.head, **days)
        with pytest.raises(ReviewRefused, match="工作人员"):
            name_stand_in(absent=office.head, stand_in=UserFactory(representative=True), actor=office.head, **days)
        past = {"from_on": today() - timedelta(days=3), "until_on": today() - timedelta(days=1)}
        with pytest.raises(ReviewRefused, match="日期"):
            name_stand_in(absent=office.head, stand_in=other, actor=office.head, **past)

    def test_back_early(self, office: Office) -> None:
        other = UserFactory(area=office.head.area)
        leave = name_stand_in(absent=office.head, stand_in=other, from_on=today(), until_on=today(), actor=office.head)
        with pytest.raises(ReviewRefused):
            signers.end_stand_in(leave, actor=office.author)
        for _twice in range(2):
            leave = signers.end_stand_in(leave, actor=office.head)
        assert leave.revoked_at
        assert AuditEntry.objects.filter(action="reviews.stand_in.ended").count() == 1
        assert signer_for(other, office.chain.stages_in_order()[0]) is None
        assert list(StandIn.objects.for_user(other)) == [leave]

    def test_possible_signers(self, office: Office) -> None:
        stage = office.chain.stages_in_order()[0]
        outside = OutsideSignerFactory(stage=stage)
        gone = UserFactory(representative=True)
        StandIn.objects.create(
            absent=office.head, stand_in=gone, from_on=today(), until_on=today(), created_by=office.head
        )
        assert [signer.key for signer in possible_signers(stage)] == [
            f"user-{office.head.pk}",
            f"outside-{outside.pk}",
        ]
        assert possible_signers(stage)[1].label == "钱副区长（分管副区长）"
        stage.external = False
        assert len(possible_signers(stage)) == 1
        with pytest.raises(ReviewRefused, match="无权"):
            find_signer(stage, f"outside-{outside.pk}")
        assert signer_for(gone, stage) is None


class TestSentBack:
    def test_nothing_is_lost(self, office: Office) -> None:
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        send_back(round_, 2, office.deputy)
        round_.refresh_from_db()
        assert round_.state == RoundState.RETURNED
        [row] = desk_of(office.author).mine
        assert row.sent_back == "标题太长。"
        assert signable_stages(round_) == []
        edit(office.page, office.author, title="短标题")
        again = office.hand_in()
        assert again.pk == round_.pk and again.state == RoundState.OPEN and again.title == "短标题"
        assert AuditEntry.objects.filter(action="reviews.resubmitted").count() == 1
        agree(again, 1, office.head)
        agree(again, 2, office.deputy)
        assert office.fresh().live
        assert Signature.objects.count() == 4

    def test_handed_in_again_unchanged_the_first_signature_still_counts(self, office: Office) -> None:
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        send_back(round_, 2, office.deputy)
        again = office.hand_in()
        assert [stage.order for stage in signable_stages(again)] == [2]
        assert office.fresh().current_workflow_task.pk == stages_of(again)[1].pk
        agree(again, 2, office.deputy)
        assert office.fresh().live

    def test_cancelling_the_workflow_withdraws(self, office: Office) -> None:
        round_ = office.hand_in()
        office.fresh().current_workflow_state.cancel(user=office.author)
        round_.refresh_from_db()
        assert round_.state == RoundState.ENDED
        assert rounds.withdraw(round_, actor=None).state == RoundState.ENDED
        assert AuditEntry.objects.filter(action="reviews.withdrawn").count() == 1
        assert office.hand_in().pk != round_.pk


class TestUrgent:
    def urgent(self, round_: ReviewRound, user: User, **options) -> Signature:
        details = {"reason": "防汛通知", "proof_reader": "校", "no_secrets": True, "expected_hash": round_.content_hash}
        return publish_urgently(round_, signer=Signer(user=user), **details | options)

    def test_published_now_and_made_up_later(self, office: Office) -> None:
        round_ = office.hand_in()
        self.urgent(round_, office.deputy)
        assert office.fresh().live
        round_.refresh_from_db()
        assert round_.state == RoundState.TO_MAKE_UP
        assert Publication.objects.get().basis == Basis.URGENT
        assert AuditEntry.objects.get(action="reviews.urgent").detail["left_out"] == ["科室负责人"]
        assert [row.round for row in desk_of(office.author).to_make_up] == [round_]
        edit(office.page, office.author, summary="之后的草稿。")
        agree(round_, 1, office.head)
        round_.refresh_from_db()
        assert round_.state == RoundState.PUBLISHED and round_.made_up_at
        assert desk_of(office.author).to_make_up == []

    def test_three_stages_are_made_up_one_by_one(self, area) -> None:
        author, one, two, three = (UserFactory(area=area) for _number in range(4))
        make_chain(one, two, three)
        round_ = hand_in(make_draft(author), author)
        self.urgent(round_, three)
        agree(round_, 1, one)
        round_.refresh_from_db()
        assert round_.state == RoundState.TO_MAKE_UP
        agree(round_, 2, two)
        round_.refresh_from_db()
        assert round_.state == RoundState.PUBLISHED

    def test_an_objection_while_making_up_stays_on_record(self, office: Office) -> None:
        round_ = office.hand_in()
        self.urgent(round_, office.deputy)
        send_back(round_, 1, office.head, comment="应先核实。")
        round_.refresh_from_db()
        assert round_.state == RoundState.TO_MAKE_UP

    def test_refusals(self, office: Office) -> None:
        round_ = office.hand_in()
        with pytest.raises(ReviewRefused, match="理由"):
            self.urgent(round_, office.deputy, reason="  ")
        with pytest.raises(ReviewRefused, match="终审"):
            self.urgent(round_, office.author)
        assert not office.fresh().live
        self.urgent(round_, office.deputy)
        with pytest.raises(ReviewRefused):
            self.urgent(round_, office.deputy)

    def test_a_set_time_and_urgency_exclude_each_other(self, office: Office) -> None:
        edit(office.page, office.author, go_live_at=now() + timedelta(days=1))
        round_ = office.hand_in()
        with pytest.raises(ReviewRefused, match="取消定时"):
            self.urgent(round_, office.deputy)
        assert not Signature.objects.exists()

    def test_a_hold_stops_it_without_a_trace(self, office: Office) -> None:
        round_ = office.hand_in()
        gate.register_hold(hold := lambda version: "重保。")
        try:
            with pytest.raises(PublicationRefused, match="重保"):
                self.urgent(round_, office.deputy)
        finally:
            gate._holds.remove(hold)
        assert not Signature.objects.exists()


class TestByline:
    def test_names_in_their_order(self, office: Office) -> None:
        assert byline(office.page) == []
        round_ = office.hand_in()
        agree(round_, 1, office.head, proof_reader="孙校")
        assert [signature.stage.order for signature in signatures_so_far(round_)] == [1]
        agree(round_, 2, office.deputy, proof_reader="李校")
        rows = [(entry.label, entry.names) for entry in byline(office.fresh())]
        assert rows == [("一审", "赵科长"), ("二审", "陈主任"), ("校对", "孙校、李校")]

    def test_only_of_what_is_live(self, office: Office) -> None:
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        agree(round_, 2, office.deputy)
        edit(office.page, office.author, summary="新稿。")
        assert len(byline(office.fresh())) == 3
        office.fresh().unpublish()
        assert byline(office.fresh()) == []

    def test_what_needed_no_review_has_none(self, office: Office) -> None:
        with gate.imported("旧稿"):
            from tests.factories.outreach import ArticleFactory

            assert byline(ArticleFactory()) == []


class TestChains:
    def test_needs_a_required_stage_that_somebody_signs(self, area) -> None:
        chain = make_chain(UserFactory(), active=False, required=(False,))
        with pytest.raises(ReviewRefused, match="必经"):
            chains.put_in_force(chain, actor=None)
        stage = chain.stages.get()
        stage.required = True
        stage.save()
        stage.users.clear()
        with pytest.raises(ReviewRefused, match="没有人"):
            chains.put_in_force(chain, actor=None)

    def test_on_and_off(self, office: Office) -> None:
        chain = office.chain
        assert chains.put_in_force(chain, actor=None).pk == chain.pk
        round_ = office.hand_in()
        with pytest.raises(ReviewRefused, match="办结"):
            chains.put_out_of_force(chain, actor=None)
        rounds.withdraw(round_, actor=None)
        for _twice in range(2):
            chain = chains.put_out_of_force(chain, actor=None)
        assert not chain.active and not chain.workflow.active
        office.fresh().latest_revision.publish()
        assert office.fresh().live
        with pytest.raises(ReviewRefused, match="无需"):
            rounds.submit(office.fresh(), actor=office.author)

    def test_setup_changes_reach_the_workflow(self, office: Office) -> None:
        stage = ReviewStage.objects.create(chain=office.chain, order=3, name="宣传部门", external=True)
        with pytest.raises(ReviewRefused, match="没有人"):
            chains.record_setup(stage, actor=office.deputy)
        outside = OutsideSigner.objects.create(stage=stage, name="钱", duty="副区长")
        for row in (outside, stage, office.chain):
            chains.record_setup(row, actor=office.deputy)
        assert office.chain.workflow.tasks.count() == 3
        assert AuditEntry.objects.filter(action="reviews.chain.changed").count() == 3

    def test_optional_stages_may_be_left_out_or_signed(self, area) -> None:
        author, one, two, three = (UserFactory(area=area) for _number in range(4))
        make_chain(one, two, three, required=(True, False, True))
        page = make_draft(author)
        round_ = hand_in(page, author)
        agree(round_, 1, one)
        assert [stage.order for stage in signable_stages(round_)] == [2, 3]
        agree(round_, 2, two)
        assert not ArticlePage.objects.get(pk=page.pk).live
        agree(round_, 3, three)
        assert ArticlePage.objects.get(pk=page.pk).live

    def test_a_chain_that_is_not_in_force_has_no_workflow_to_arrange(self, area) -> None:
        chain = make_chain(UserFactory(), active=False)
        chains.record_setup(chain, actor=None)
        assert ReviewChain.objects.get(pk=chain.pk).workflow is None

    def test_what_can_be_reviewed(self, db) -> None:
        models = {content_type.model for content_type in chains.reviewable_types()}
        assert {"articlepage", "questionpage", "homepage"} <= models and "page" not in models

    def test_submit_needs_a_draft(self, office: Office) -> None:
        from tests.factories.outreach import ArticleFactory

        page = ArticleFactory(live=False)
        with pytest.raises(ReviewRefused, match="草稿"):
            rounds.submit(page, actor=office.author)

    def test_submitting_twice_is_one_round(self, office: Office) -> None:
        assert office.hand_in() == office.hand_in()

    def test_groups_sign(self, users, area) -> None:
        stage = make_chain(users[Role.SECTION_REVIEWER.value]).stages.get()
        stage.users.clear()
        stage.group = users[Role.LEADER_REVIEWER.value].groups.get()
        stage.save()
        assert [signer.user for signer in possible_signers(stage)] == [users[Role.LEADER_REVIEWER.value]]

    def test_other_types_follow_their_own_workflow(self, office: Office) -> None:
        question = QuestionFactory(live=False)
        assert question.get_workflow() != office.chain.workflow
        assert office.fresh().get_workflow() == office.chain.workflow and office.fresh().has_workflow


def test_the_digest_is_of_words_alone(office: Office) -> None:
    revision = office.page.latest_revision
    before = revision_hash(revision)
    page = edit(office.page, office.deputy, owner=office.deputy, expire_at=now() + timedelta(days=9))
    assert revision_hash(page.latest_revision) == before
    page = edit(office.page, office.deputy, body=[("paragraph", "<p>一段话。</p>")])
    changed = revision_hash(page.latest_revision)
    assert changed != before
    page = edit(page, office.deputy)
    assert revision_hash(page.latest_revision) == changed
