"""What Wagtail's workflow asks of a review stage: where to begin, what a button does, what its end means."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState
from wagtail.workflows import publish_workflow_state

from accounts.models import User
from reviews.domain.content import specific
from reviews.domain.errors import ReviewRefused
from reviews.domain.gate import missing_stages
from reviews.domain.rounds import open_round, withdraw
from reviews.domain.signers import signer_for
from reviews.domain.signing import sign
from reviews.enums import UNDER_WAY, Channel, Decision, RoundState
from reviews.models import ReviewChain, ReviewRound, ReviewStage


def stage_to_start(stage: ReviewStage, workflow_state: WorkflowState) -> ReviewStage:
    """The first stage the present text lacks. Wagtail counts tasks, we count signatures on the same words."""
    obj = specific(workflow_state.content_object)
    round_ = ReviewRound.objects.about(obj).under_way().first()
    if round_ and round_.state == RoundState.RETURNED:
        round_ = open_round(obj, chain=round_.chain, actor=workflow_state.requested_by)
    missing = missing_stages(round_, round_.content_hash) if round_ else _required(stage.chain)
    return missing[0] if missing else stage


def act(stage: ReviewStage, task_state: TaskState, *, user: User, action: str, data: dict[str, Any]) -> None:
    """A button of Wagtail's editor or dashboard. What comes with it is checked again: the editor hands on what a browser sent."""
    round_ = ReviewRound.objects.about(specific(task_state.workflow_state.content_object)).under_way().first()
    signer = signer_for(user, stage)
    if round_ is None or signer is None:
        raise ReviewRefused(_("This review isn't yours to sign, or it has ended."))
    sign(
        round_,
        stage=stage,
        signer=signer,
        channel=Channel.ADMIN,
        decision=Decision.AGREE if action == "approve" else Decision.SEND_BACK,
        expected_hash=round_.content_hash,
        proof_reader=str(data.get("proof_reader") or ""),
        no_secrets=data.get("no_secrets") is True,
        comment=str(data.get("comment") or ""),
        recorded_by=user,
    )


def finish(workflow_state: WorkflowState, user: User | None = None) -> None:
    """The end of a workflow publishes only where no chain is in force: under a chain the last signature does (signing.sign)."""
    if ReviewChain.objects.active_for(type(specific(workflow_state.content_object))) is None:
        publish_workflow_state(workflow_state, user=user)


def submitted(workflow_state: WorkflowState, user: User | None) -> None:
    """A workflow began: if it is a chain's, a round begins with it."""
    chain = ReviewChain.objects.filter(workflow=workflow_state.workflow_id, active=True).first()
    if chain is not None:
        open_round(specific(workflow_state.content_object), chain=chain, actor=user)


def cancelled(workflow_state: WorkflowState, user: User | None) -> None:
    round_ = ReviewRound.objects.about(specific(workflow_state.content_object)).filter(state__in=UNDER_WAY).first()
    if round_ is not None:
        withdraw(round_, actor=user)


def _required(chain: ReviewChain) -> list[ReviewStage]:
    return [stage for stage in chain.stages_in_order() if stage.required]
