"""What somebody finds on their own review screen, with a fixed number of queries."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q

from accounts.models import User
from reviews.domain.signing import turn_of
from reviews.enums import UNDER_WAY, Decision, RoundState
from reviews.models import MissedPublication, ReviewRound, ReviewStage, Signature, StandIn

SHOWN = 100
SHOWN_PUBLISHED = 20


@dataclass(frozen=True)
class RoundRow:
    round: ReviewRound
    turn: list[ReviewStage]
    sent_back: str

    @property
    def turn_names(self) -> str:
        return "、".join(stage.name for stage in self.turn)


@dataclass
class Desk:
    """The lists of one person."""

    waiting: list[RoundRow] = field(default_factory=list)
    mine: list[RoundRow] = field(default_factory=list)
    others: list[RoundRow] = field(default_factory=list)
    to_make_up: list[RoundRow] = field(default_factory=list)
    missed: list[MissedPublication] = field(default_factory=list)
    published: list[ReviewRound] = field(default_factory=list)


def desk_of(user: User) -> Desk:
    """Waiting for me; mine on the way or sent back; others'; urgent ones to make up; missed times; what was published lately."""
    visible = ReviewRound.objects.for_user(user)
    stage_ids = _stages_of(user)
    desk = Desk(missed=missed_of(user))
    for row in map(_row, _with_signatures(visible.filter(state__in=[*UNDER_WAY, RoundState.TO_MAKE_UP]))[:SHOWN]):
        if row.round.state == RoundState.TO_MAKE_UP:
            desk.to_make_up.append(row)
        elif stage_ids & {stage.pk for stage in row.turn}:
            desk.waiting.append(row)
        elif user.pk == row.round.submitted_by_id or user in row.round.contributors.all():
            desk.mine.append(row)
        else:
            desk.others.append(row)
    published = visible.filter(state=RoundState.PUBLISHED).select_related("submitted_by").order_by("-closed_at")
    desk.published = list(published[:SHOWN_PUBLISHED])
    return desk


def missed_of(user: User) -> list[MissedPublication]:
    """Own scheduled texts that couldn't go out; whoever looks after reviews sees all."""
    rows = MissedPublication.objects.filter(settled_at__isnull=True)
    if not (user.is_superuser or user.has_perm("reviews.change_reviewround")):
        rows = rows.filter(owner=user)
    return list(rows.select_related("owner")[:SHOWN])


def _with_signatures(rounds: Any) -> Any:
    stages = ReviewStage.objects.filter(active=True).order_by("order")
    return rounds.select_related("chain", "submitted_by").prefetch_related(
        "contributors",
        Prefetch("signatures", Signature.objects.order_by("pk")),
        Prefetch("chain__stages", stages, to_attr="ordered"),
    )


def _row(round_: ReviewRound) -> RoundRow:
    signatures = list(round_.signatures.all())
    signed = {
        signature.stage_id
        for signature in signatures
        if signature.decision == Decision.AGREE and signature.content_hash == round_.content_hash
    }
    turn = [] if round_.state == RoundState.RETURNED else turn_of(round_.chain.ordered, signed)  # type: ignore[attr-defined]
    back = [signature.comment for signature in signatures if signature.decision == Decision.SEND_BACK]
    return RoundRow(round_, turn, back[-1] if back and round_.state == RoundState.RETURNED else "")


def _stages_of(user: User) -> set[int]:
    people = [user.pk, *StandIn.objects.absent_for(user)]
    stages = ReviewStage.objects.filter(Q(users__in=people) | Q(group__user__in=people), active=True)
    return set(stages.values_list("pk", flat=True))
