"""A text on its way: handed in, changed under way, sent back, withdrawn."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowMixin, WorkflowState

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from reviews.domain.content import revision_hash, specific
from reviews.domain.errors import ReviewRefused
from reviews.domain.gate import about, missing_stages, recall_links
from reviews.domain.signers import contributors
from reviews.enums import UNDER_WAY, RoundState
from reviews.models import ReviewChain, ReviewRound


@transaction.atomic
def submit(obj: Any, *, actor: User) -> ReviewRound:
    """Hand the latest version in for review, or again after it was sent back; through Wagtail's workflow where the type has one.

    Refuses a type without a chain in force and an object without a draft.
    """
    obj = specific(obj)
    chain = ReviewChain.objects.active_for(type(obj))
    if chain is None:
        raise ReviewRefused(_("This type of content needs no review."))
    if obj.latest_revision is None:
        raise ReviewRefused(_("Save a draft first."))
    if isinstance(obj, WorkflowMixin):
        state = obj.current_workflow_state
        if state is None:
            chain.workflow.start(obj, actor)  # type: ignore[union-attr]
        elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            state.resume(actor)
    return open_round(obj, chain=chain, actor=actor)


@transaction.atomic
def open_round(obj: Any, *, chain: ReviewChain, actor: User | None) -> ReviewRound:
    """The round of this text: the one that is under way (open again if it was sent back), or a new one."""
    revision = obj.latest_revision
    digest = revision_hash(revision)
    round_ = ReviewRound.objects.about(obj).under_way().select_for_update().first()
    if round_ is None:
        round_ = ReviewRound.objects.create(
            **about(obj),
            chain=chain,
            area=actor.area if actor else None,
            revision_id=revision.pk,
            content_hash=digest,
            submitted_by=actor,
            opened_at=now(),
        )
        audit.record("reviews.submitted", actor=actor, target=round_, area=round_.area, hash=digest)
    elif round_.state == RoundState.RETURNED:
        reopen(round_, actor=actor)
    round_.contributors.add(*contributors(obj), *([actor.pk] if actor else []))
    round_.refresh_from_db()
    return round_


def reopen(round_: ReviewRound, *, actor: User | None) -> None:
    """Handed in again after it was sent back: its history stays, and signatures on the same words still count."""
    rows = ReviewRound.objects.filter(pk=round_.pk, state=RoundState.RETURNED)
    if rows.update(state=RoundState.OPEN):
        audit.record("reviews.resubmitted", actor=actor, target=round_, area=round_.area)


@transaction.atomic
def note_edit(obj: Any) -> ReviewRound | None:
    """After a new draft was saved: other words void every signature and link, and the reviews begin again at the first stage.

    Saving the same words changes nothing but the version's number.
    """
    round_ = ReviewRound.objects.about(obj).under_way().select_for_update().first()
    revision = obj.latest_revision
    if round_ is None or revision is None:
        return None
    digest = revision_hash(revision)
    if digest != round_.content_hash:
        recall_links(round_)
        if revision.user_id:
            round_.contributors.add(revision.user_id)
        audit.record("reviews.text_changed", actor=revision.user, target=round_, area=round_.area, hash=digest)
    ReviewRound.objects.filter(pk=round_.pk).update(
        revision_id=revision.pk, content_hash=digest, title=str(revision.object_str)[:255], waiting_for=""
    )
    round_.refresh_from_db()
    if round_.state == RoundState.OPEN:
        _begin_again(round_, obj)
    return round_


@transaction.atomic
def withdraw(round_: ReviewRound, *, actor: User | None) -> ReviewRound:
    """The workflow was cancelled: nothing of the round counts any more, its signatures stay on record."""
    rows = ReviewRound.objects.filter(pk=round_.pk, state__in=UNDER_WAY)
    if rows.update(state=RoundState.ENDED, closed_at=now()):
        recall_links(round_)
        audit.record("reviews.withdrawn", actor=actor, target=round_, area=round_.area)
    round_.refresh_from_db()
    return round_


def _begin_again(round_: ReviewRound, obj: Any) -> None:
    """Put Wagtail's workflow at the first stage this text lacks, and on its newest version."""
    state = obj.current_workflow_state if isinstance(obj, WorkflowMixin) else None
    missing = missing_stages(round_, round_.content_hash)
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS or not missing:
        return
    task_state = state.current_task_state
    if task_state.task_id == missing[0].pk:
        TaskState.objects.filter(pk=task_state.pk).update(revision_id=round_.revision_id)
    else:
        task_state.specific.cancel(user=obj.latest_revision.user, resume=True)
