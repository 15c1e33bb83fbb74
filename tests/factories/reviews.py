"""Review chains for tests: people, stages, a draft that is handed in."""

from typing import Any

import factory
from django.contrib.contenttypes.models import ContentType

from accounts.models import User
from outreach.models import ArticlePage
from reviews.domain import chains, rounds
from reviews.domain.signers import Signer
from reviews.domain.signing import sign
from reviews.enums import Channel
from reviews.models import OutsideSigner, ReviewChain, ReviewRound, ReviewStage, Signature
from tests.factories.outreach import ArticleFactory

STAGES = ("科室负责人", "分管领导", "宣传部门")


def make_chain(
    *people: User,
    model: type = ArticlePage,
    active: bool = True,
    external: bool = True,
    required: tuple = (True, True, True),
) -> ReviewChain:
    """A chain with one stage per person, in force."""
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    chain = ReviewChain.objects.create(content_type=content_type, name="三审三校")
    for order, (name, user) in enumerate(zip(STAGES, people, strict=False), start=1):
        stage = ReviewStage.objects.create(
            chain=chain, order=order, name=name, external=external, required=required[order - 1]
        )
        stage.users.add(user)
    return chains.put_in_force(chain, actor=None) if active else chain


class OutsideSignerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutsideSigner

    name = "钱副区长"
    duty = "分管副区长"


def make_draft(author: User, **fields: Any) -> ArticlePage:
    """A draft with one revision by its author."""
    page = ArticleFactory(live=False, owner=author, **{"title": "早市上的信用咨询台", **fields})
    page.save_revision(user=author)
    return ArticlePage.objects.get(pk=page.pk)


def hand_in(page: ArticlePage, author: User) -> ReviewRound:
    return rounds.submit(page, actor=author)


def stages_of(round_: ReviewRound) -> list[ReviewStage]:
    return round_.chain.stages_in_order()


def agree(round_: ReviewRound, place: int, user: User, **options: Any) -> Signature:
    """Sign the stage in this place, as it is now."""
    round_.refresh_from_db()
    details = {"proof_reader": "校对员", "no_secrets": True, "channel": Channel.ADMIN, "recorded_by": user}
    return sign(
        round_,
        stage=stages_of(round_)[place - 1],
        signer=Signer(user=user),
        expected_hash=options.pop("expected_hash", round_.content_hash),
        **details | options,
    )


def edit(page: ArticlePage, user: User, **fields: Any) -> ArticlePage:
    """Save a new draft as Wagtail's editor does."""
    draft = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=user)
    return ArticlePage.objects.get(pk=page.pk)
