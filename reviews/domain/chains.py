"""Setting up which content needs which reviews, and keeping Wagtail's workflows in step."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, Workflow, WorkflowContentType, WorkflowMixin, WorkflowTask

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from reviews.domain.content import content_hash
from reviews.domain.errors import ReviewRefused
from reviews.domain.gate import about
from reviews.domain.signers import possible_signers
from reviews.enums import SIGNABLE, Basis
from reviews.models import OutsideSigner, Publication, ReviewChain, ReviewRound, ReviewStage

LIVE_AT_A_TIME = 200


def reviewable_types() -> list[ContentType]:
    """Everything that can be a draft or public: page types and snippets with drafts."""
    found = [
        model
        for model in (content_type.model_class() for content_type in ContentType.objects.order_by("app_label", "model"))
        if model is not None and issubclass(model, DraftStateMixin) and model is not Page
    ]
    return [ContentType.objects.get_for_model(model, for_concrete_model=False) for model in found]


@transaction.atomic
def put_in_force(chain: ReviewChain, *, actor: User | None) -> ReviewChain:
    """From now on nothing of this type becomes public without these reviews. What is public stays so, and is noted as such.

    Refuses a chain without a required stage, or with one that nobody could sign.
    """
    chain = ReviewChain.objects.select_for_update().get(pk=chain.pk)
    if chain.active:
        return chain
    check_signable(chain)
    chain.workflow = chain.workflow or Workflow.objects.create(name=chain.name)
    chain.active = True
    chain.save()
    arrange_workflow(chain)
    noted = _note_public(chain)
    audit.record("reviews.chain.in_force", actor=actor, target=chain, name=chain.name, public_already=noted)
    return chain


@transaction.atomic
def put_out_of_force(chain: ReviewChain, *, actor: User | None) -> ReviewChain:
    """Content of this type is published as before the chain. Refuses while a text is still on its way or to be made up."""
    chain = ReviewChain.objects.select_for_update().get(pk=chain.pk)
    if not chain.active:
        return chain
    if ReviewRound.objects.filter(chain=chain, state__in=[*SIGNABLE]).exists():
        raise ReviewRefused(_("Texts are still being reviewed by this chain. Finish or withdraw them first."))
    chain.active = False
    chain.save(update_fields=["active"])
    arrange_workflow(chain)
    audit.record("reviews.chain.out_of_force", actor=actor, target=chain, name=chain.name)
    return chain


@transaction.atomic
def record_setup(row: ReviewChain | ReviewStage | OutsideSigner, *, actor: User | None) -> None:
    """After a chain, a stage or an outside signer was saved: the workflow follows, and the audit log has it."""
    chain = row if isinstance(row, ReviewChain) else row.chain if isinstance(row, ReviewStage) else row.stage.chain
    if chain.active:
        check_signable(chain)
    arrange_workflow(chain)
    audit.record("reviews.chain.changed", actor=actor, target=chain, what=row._meta.model_name)


def check_signable(chain: ReviewChain) -> None:
    """Refuses a chain that would stop everything: no required stage, or one that nobody may sign."""
    required = [stage for stage in chain.stages_in_order() if stage.required]
    if not required:
        raise ReviewRefused(_("A chain needs at least one stage that must be on record."))
    for stage in required:
        if not possible_signers(stage):
            raise ReviewRefused(_("Nobody could sign “%(stage)s”. Name a group or people.") % {"stage": stage.name})


def arrange_workflow(chain: ReviewChain) -> None:
    """Wagtail's workflow shows the required stages in their order; optional ones are signed beside it."""
    workflow = chain.workflow
    if workflow is None:
        return
    workflow.name, workflow.active = chain.name, chain.active
    workflow.save()
    WorkflowTask.objects.filter(workflow=workflow).delete()
    for stage in chain.stages_in_order():
        if stage.required:
            WorkflowTask.objects.create(workflow=workflow, task=stage, sort_order=stage.order)
    model = chain.content_type.model_class()
    if chain.active and model and issubclass(model, WorkflowMixin) and not issubclass(model, Page):
        WorkflowContentType.objects.update_or_create(content_type=chain.content_type, defaults={"workflow": workflow})


def _note_public(chain: ReviewChain) -> int:
    """One row per text that was public before the chain: who wrote since then counts from here."""
    model: Any = chain.content_type.model_class()
    count = 0
    for obj in model._base_manager.filter(live=True).iterator(chunk_size=LIVE_AT_A_TIME):
        Publication.objects.create(
            **about(obj),
            content_hash=content_hash(obj),
            revision_id=obj.live_revision_id,
            basis=Basis.BEFORE_CHAIN,
            published_at=now(),
        )
        count += 1
    return count
