"""Signing one stage of one text, by whichever channel; and the way around for urgent news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowMixin, WorkflowState

from accounts.domain import audit
from common.clock import now
from reviews.domain.content import revision_hash, specific
from reviews.domain.errors import PublicationRefused, ReviewRefused
from reviews.domain.gate import agreed, final_stage, missing_stages, recall_links
from reviews.domain.signers import authors, is_author
from reviews.enums import SIGNABLE, UNDER_WAY, Channel, Decision, RoundState
from reviews.models import ReviewRound, Signature

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from reviews.domain.signers import Signer
    from reviews.models import PaperScan, ReviewLink, ReviewStage


@transaction.atomic
def sign(
    round_: ReviewRound,
    *,
    stage: ReviewStage,
    signer: Signer,
    channel: str,
    expected_hash: str,
    decision: str = Decision.AGREE,
    proof_reader: str = "",
    no_secrets: bool = False,
    comment: str = "",
    recorded_by: User | None = None,
    signed_at: datetime | None = None,
    link: ReviewLink | None = None,
    scan: PaperScan | None = None,
) -> Signature:
    """One person's decision about the text whose digest is expected_hash: what the signer has seen, and nothing else.

    Refuses a text that has changed since, a stage whose turn it isn't, an author as the final signer (also in somebody's
    place), agreement without proof-reader and secrecy check, and sending back without a word. The last required signature
    publishes. The caller has made sure that the signer may sign this stage (signers.py).
    """
    details: dict[str, Any] = {"proof_reader": proof_reader.strip()[:60], "comment": comment.strip()[:500]}
    check_details(decision, no_secrets=no_secrets, **details)
    round_ = _locked(round_, expected_hash)
    given = agreed(round_, expected_hash).get(stage.pk)
    if given is not None:
        return _again(given, signer, decision)
    check_turn(round_, stage)
    check_not_author(round_, stage, signer)
    details |= {"no_secrets": no_secrets, "recorded_by": recorded_by, "link": link, "scan": scan}
    signature = _store(round_, stage, signer, channel, decision, signed_at=signed_at or now(), **details)
    _go_on(round_, signature)
    return signature


@transaction.atomic
def publish_urgently(
    round_: ReviewRound,
    *,
    signer: Signer,
    reason: str,
    expected_hash: str,
    proof_reader: str,
    no_secrets: bool,
    comment: str = "",
) -> Signature:
    """Publish now on the final reviewer's signature alone; the stages left out are to be made up (补审) and stay listed until then.

    Refuses without a reason, for an author, for a text that waits for a set time, and when a check or a hold objects.
    """
    if not reason.strip():
        raise ReviewRefused(_("Say why it can't wait."))
    check_details(Decision.AGREE, no_secrets=no_secrets, proof_reader=proof_reader, comment=comment)
    round_ = _locked(round_, expected_hash)
    stage = final_stage(round_.chain.stages_in_order())
    if round_.state != RoundState.OPEN or stage.pk in agreed(round_, expected_hash):
        raise ReviewRefused(_("This text isn't waiting for its final review."))
    check_not_author(round_, stage, signer)
    details = {"no_secrets": no_secrets, "proof_reader": proof_reader.strip()[:60], "comment": comment.strip()[:500]}
    signature = _store(
        round_,
        stage,
        signer,
        Channel.ADMIN,
        Decision.AGREE,
        signed_at=now(),
        urgent=True,
        recorded_by=signer.user,
        **details,
    )
    round_.urgent_reason, round_.urgent_by = reason.strip()[:200], signer.user
    round_.save(update_fields=["urgent_reason", "urgent_by"])
    left_out = [missing.name for missing in missing_stages(round_, expected_hash)]
    audit.record("reviews.urgent", actor=signer.user, target=round_, area=round_.area, left_out=left_out)
    revision: Any = round_.revision()
    if (goes_live_at := revision.as_object().go_live_at) and goes_live_at > now():
        raise ReviewRefused(_("This text waits for a set time. Clear the time first, then publish it as urgent."))
    revision.publish(user=signer.user, skip_permission_checks=True)
    return signature


def try_publish(round_: ReviewRound, *, user: User | None = None) -> bool:
    """Publish (or schedule) what is fully signed. If a check or hold objects, the signatures stay and the reason is noted."""
    revision: Any = round_.revision()
    try:
        with transaction.atomic():
            revision.publish(user=user, skip_permission_checks=True)
    except (PublicationRefused, ValidationError) as error:
        reason = " ".join(error.problems if isinstance(error, PublicationRefused) else error.messages)
        ReviewRound.objects.filter(pk=round_.pk).update(waiting_for=reason[:300])
        return False
    ReviewRound.objects.filter(pk=round_.pk).update(waiting_for="")
    return True


def signable_stages(round_: ReviewRound) -> list[ReviewStage]:
    """The stages whose turn it is: unsigned, with every required stage before them on record."""
    if round_.state not in SIGNABLE:
        return []
    return turn_of(round_.chain.stages_in_order(), set(agreed(round_, round_.content_hash)))


def turn_of(stages: list[ReviewStage], signed: set[int]) -> list[ReviewStage]:
    turn = []
    for stage in stages:
        if stage.pk not in signed:
            turn.append(stage)
            if stage.required:
                break
    return turn


def check_details(decision: str, *, no_secrets: bool, proof_reader: str, comment: str) -> None:
    if decision == Decision.SEND_BACK:
        if not comment.strip():
            raise ReviewRefused(_("Say what should be changed."))
        return
    if not no_secrets:
        raise ReviewRefused(_("Confirm that the text contains no secrets: what is secret doesn't go online."))
    if not proof_reader.strip():
        raise ReviewRefused(_("Name who has proof-read the text at this stage."))


def check_turn(round_: ReviewRound, stage: ReviewStage) -> None:
    if stage not in signable_stages(round_):
        raise ReviewRefused(_("It isn't the turn of “%(stage)s”.") % {"stage": stage.name})


def check_not_author(round_: ReviewRound, stage: ReviewStage, signer: Signer) -> None:
    """The author is never the final signer, by no channel and in nobody's place."""
    if stage == final_stage(round_.chain.stages_in_order()) and is_author(signer, authors(round_, content_of(round_))):
        raise ReviewRefused(_("Who wrote a text can't be its final reviewer."))


def content_of(round_: ReviewRound) -> Any:
    """The page or snippet under review, or None after it was deleted."""
    revision = round_.revision()
    return specific(revision.content_object) if revision else None


def _locked(round_: ReviewRound, expected_hash: str) -> ReviewRound:
    """The round under lock, as long as it can be signed and still has the words the signer saw."""
    round_ = ReviewRound.objects.select_for_update(of=("self",)).select_related("chain").get(pk=round_.pk)
    revision = round_.revision()
    if round_.state not in SIGNABLE or revision is None:
        raise ReviewRefused(_("This review has ended, or the text was sent back."))
    current = revision_hash(revision) if round_.state in UNDER_WAY else round_.content_hash
    if not expected_hash == round_.content_hash == current:
        raise ReviewRefused(_("The text has changed since. Read the new version before you sign."))
    return round_


def _again(given: Signature, signer: Signer, decision: str) -> Signature:
    """A double click gets the signature that is there; anybody else is told."""
    if decision == given.decision and (signer.user, signer.outside) == (given.user, given.outside):
        return given
    raise ReviewRefused(_("%(name)s has signed this stage already.") % {"name": given.signer})


def _store(
    round_: ReviewRound, stage: ReviewStage, signer: Signer, channel: str, decision: str, **details: Any
) -> Signature:
    signature = Signature(
        round=round_,
        stage=stage,
        stage_name=stage.name,
        decision=decision,
        channel=channel,
        revision_id=round_.revision_id,
        content_hash=round_.content_hash,
        user=signer.user,
        outside=signer.outside,
        on_behalf_of=signer.on_behalf_of,
        signer_name=signer.name,
        signer_duty=signer.duty,
        recorded_at=now(),
        **details,
    )
    try:
        with transaction.atomic():
            signature.save(force_insert=True)
    except IntegrityError as error:  # where rows aren't locked, the constraint decides between two who sign at once
        raise ReviewRefused(_("Somebody has signed this stage in this moment.")) from error
    audit.record(
        f"reviews.{decision}",
        actor=signature.recorded_by,
        actor_label="" if signature.recorded_by else "outside signer",
        target=round_,
        area=round_.area,
        stage=stage.name,
        channel=channel,
        hash=round_.content_hash,
        signature=signature.pk,
        stands_in=signer.on_behalf_of is not None,
    )
    return signature


def _go_on(round_: ReviewRound, signature: Signature) -> None:
    """Send it back, move Wagtail's workflow on, publish after the last signature, or end a making-up."""
    if round_.state == RoundState.TO_MAKE_UP:
        _made_up(round_)
        return
    if signature.decision == Decision.SEND_BACK:
        ReviewRound.objects.filter(pk=round_.pk).update(state=RoundState.RETURNED)
        recall_links(round_)
    _move_workflow(round_, signature)
    if signature.decision == Decision.AGREE and not missing_stages(round_, round_.content_hash):
        try_publish(round_, user=signature.user)


def _made_up(round_: ReviewRound) -> None:
    if missing_stages(round_, round_.content_hash):
        return
    rows = ReviewRound.objects.filter(pk=round_.pk, state=RoundState.TO_MAKE_UP)
    rows.update(state=RoundState.PUBLISHED, made_up_at=now())
    audit.record("reviews.made_up", target=round_, area=round_.area)


def _move_workflow(round_: ReviewRound, signature: Signature) -> None:
    obj = content_of(round_)
    state = obj.current_workflow_state if isinstance(obj, WorkflowMixin) else None
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        return
    task_state = state.current_task_state
    ours = task_state.task_id == signature.stage_id and task_state.status == TaskState.STATUS_IN_PROGRESS
    if signature.decision == Decision.SEND_BACK:
        task_state.specific.reject(user=signature.user, comment=signature.comment)
    elif ours:
        task_state.specific.approve(user=signature.user, comment=signature.comment)
