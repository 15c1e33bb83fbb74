"""Telephone links for leaders who aren't at a desk: one person, one stage, one text, one use."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.public_ids import random_id
from notices.domain.messages import send_message
from notices.gateways import current_gateway
from reviews.domain.errors import LinkDead, ReviewRefused
from reviews.domain.gate import final_stage
from reviews.domain.signers import Signer, authors, find_signer
from reviews.domain.signing import check_not_author, check_turn, content_of, sign
from reviews.enums import Channel, RoundState
from reviews.models import ReviewLink, ReviewRound, ReviewStage, Signature

TOKEN_LENGTH = 32  # 158 bits
HOURS = 24


@dataclass(frozen=True)
class IssuedLink:
    """A new link. The token isn't kept: it is in this answer, in the text message, and nowhere else."""

    link: ReviewLink
    token: str
    sent: bool


@transaction.atomic
def issue_link(
    round_: ReviewRound,
    *,
    stage: ReviewStage,
    signer_key: str,
    actor: User,
    address: str,
    hours: int = HOURS,
    send: bool = False,
) -> IssuedLink:
    """Make a link for one person; earlier ones for the same stage die. `address` is the page's URL with {token} in it.

    Who wrote the text never gets to see the link to its final review: it goes out as a text message, or a colleague issues it.
    """
    round_ = ReviewRound.objects.select_for_update().get(pk=round_.pk)
    if round_.state != RoundState.OPEN:
        raise ReviewRefused(_("This review has ended, or the text was sent back."))
    check_turn(round_, stage)
    signer = find_signer(stage, signer_key)
    check_not_author(round_, stage, signer)
    _check_issuer(round_, stage, actor, send=send)
    round_.links.filter(stage=stage, used_at__isnull=True, recalled_at__isnull=True).update(recalled_at=now())
    token = random_id(TOKEN_LENGTH)
    link = ReviewLink.objects.create(
        round=round_,
        stage=stage,
        user=signer.user,
        outside=signer.outside,
        content_hash=round_.content_hash,
        token_hash=_digest(token),
        created_by=actor,
        created_at=now(),
        expires_at=now() + timedelta(hours=hours),
    )
    sent = send and _send(link, signer, address.replace("{token}", token))
    audit.record(
        "reviews.link.issued", actor=actor, target=round_, area=round_.area, link=link.pk, stage=stage.name, sent=sent
    )
    return IssuedLink(link, token, sent)


@transaction.atomic
def recall_link(link: ReviewLink, *, actor: User) -> ReviewLink:
    """Make a link worthless; one that was used or is dead stays as it is."""
    rows = ReviewLink.objects.filter(pk=link.pk, used_at__isnull=True, recalled_at__isnull=True)
    if rows.update(recalled_at=now()):
        audit.record("reviews.link.recalled", actor=actor, target=link.round, area=link.round.area, link=link.pk)
    link.refresh_from_db()
    return link


def find_link(token: str) -> ReviewLink:
    """The living link with this token, for a text that hasn't changed. Raises LinkDead with what to do."""
    links = ReviewLink.objects.select_related("round__chain", "stage", "user", "outside")
    link = links.filter(token_hash=_digest(token)).first()
    if link is None:
        raise LinkDead(_("This link isn't one of ours. Please ask the office for a new one."))
    if link.used_at:
        raise LinkDead(_("This link has been used. Your decision is on record."), code="link_used")
    round_ = link.round
    if link.recalled_at or round_.content_hash != link.content_hash or round_.state != RoundState.OPEN:
        raise LinkDead(_("The text has changed or the office has recalled this link. Please ask for a new one."))
    if link.expires_at <= now():
        raise LinkDead(_("This link has expired. Please ask the office for a new one."))
    return link


@transaction.atomic
def sign_by_link(
    token: str, *, visitor: User | None, decision: str, proof_reader: str, no_secrets: bool, comment: str = ""
) -> Signature:
    """Use up the link and sign with it, both or neither. Of two presses at once one finds the link used.

    An author who is signed in on this device is refused: the link is somebody else's.
    """
    link = find_link(token)
    if visitor is not None and visitor.pk in authors(link.round, content_of(link.round)):
        raise ReviewRefused(_("You wrote this text. The link is for %(name)s.") % {"name": link.for_whom})
    alive = ReviewLink.objects.filter(pk=link.pk, used_at__isnull=True, recalled_at__isnull=True, expires_at__gt=now())
    if not alive.update(used_at=now()):
        raise LinkDead(_("This link has been used. Your decision is on record."), code="link_used")
    signer = find_signer(link.stage, Signer(user=link.user, outside=link.outside).key)
    return sign(
        link.round,
        stage=link.stage,
        signer=signer,
        channel=Channel.LINK,
        decision=decision,
        expected_hash=link.content_hash,
        proof_reader=proof_reader,
        no_secrets=no_secrets,
        comment=comment,
        link=link,
    )


def can_send(signer: Signer) -> bool:
    person = signer.user or signer.outside
    return bool(person and person.phone_last4) and current_gateway().available


def _check_issuer(round_: ReviewRound, stage: ReviewStage, actor: User, *, send: bool) -> None:
    final = stage == final_stage(round_.chain.stages_in_order())
    if final and not send and actor.pk in authors(round_, content_of(round_)):
        raise ReviewRefused(
            _(
                "You wrote this text: send the link by text message, or let a colleague issue it. You can also use paper."
            )
        )


def _send(link: ReviewLink, signer: Signer, address: str) -> bool:
    person = signer.user or signer.outside
    if person is None or not can_send(signer):
        raise ReviewRefused(_("No text message can be sent to this person. Copy the link instead."))
    body = _("Please review “%(title)s”: %(address)s (valid once)") % {
        "title": link.round.title[:30],
        "address": address,
    }
    send_message(key=f"review-link:{link.pk}", phone=person.phone, template="review_link", body=body)
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
