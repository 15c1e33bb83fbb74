"""Who may sign which stage, in whose place, and who wrote the text and therefore may not have the last word."""

from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from accounts.domain import audit
from accounts.models import User
from accounts.rules import is_staff_member
from common.clock import now, today
from reviews.domain.content import data_hash
from reviews.domain.errors import ReviewRefused
from reviews.models import OutsideSigner, Publication, ReviewRound, ReviewStage, Signature, StandIn


@dataclass(frozen=True)
class Signer:
    """Either a member of staff, perhaps in somebody's place, or a leader from outside."""

    user: User | None = None
    on_behalf_of: User | None = None
    outside: OutsideSigner | None = None

    @property
    def name(self) -> str:
        return self.user.get_full_name() if self.user else self.outside.name if self.outside else ""

    @property
    def duty(self) -> str:
        return self.outside.duty if self.outside else ""

    @property
    def key(self) -> str:
        """How a form names this signer."""
        return f"user-{self.user.pk}" if self.user else f"outside-{self.outside.pk}" if self.outside else ""

    @property
    def label(self) -> str:
        stands_for = f"（代{self.on_behalf_of.get_full_name()}）" if self.on_behalf_of else ""
        return f"{self.name}{stands_for}" if self.user else str(self.outside)


def signer_for(user: User, stage: ReviewStage, *, day: date | None = None) -> Signer | None:
    """The user as a signer of this stage on this day (default: today): in person, else as the stand-in of somebody on leave."""
    holders = stage.holders()
    if not is_staff_member(user):
        return None
    if holders.filter(pk=user.pk).exists():
        return Signer(user=user)
    leave = StandIn.objects.on(day or today()).filter(stand_in=user, absent__in=holders).order_by("pk").first()
    return Signer(user=user, on_behalf_of=leave.absent) if leave else None


def possible_signers(stage: ReviewStage, *, day: date | None = None) -> list[Signer]:
    """Everybody who may sign this stage on this day: its own people, their stand-ins, leaders from outside."""
    day = day or today()
    holders = list(stage.holders().order_by("pk"))
    signers = {user.pk: Signer(user=user) for user in holders}
    for leave in StandIn.objects.on(day).filter(absent__in=holders).select_related("stand_in", "absent").order_by("pk"):
        if is_staff_member(leave.stand_in):
            signers.setdefault(leave.stand_in_id, Signer(user=leave.stand_in, on_behalf_of=leave.absent))
    outside = stage.outside_signers.filter(active=True) if stage.external else OutsideSigner.objects.none()
    return [*signers.values(), *(Signer(outside=person) for person in outside)]


def find_signer(stage: ReviewStage, key: str, *, day: date | None = None) -> Signer:
    """The signer a form named. Refuses anybody who may not sign this stage on this day."""
    for signer in possible_signers(stage, day=day):
        if signer.key == key:
            return signer
    raise ReviewRefused(_("This person may not sign this stage on that day."))


def contributors(obj: models.Model) -> set[int]:
    """The ids of everybody who changed the text since it was last public, and of the page's owner."""
    found = {owner} if (owner := getattr(obj, "owner_id", None)) else set()
    last = Publication.objects.about(obj).order_by("-pk").first()
    revisions = Revision.objects.for_instance(obj).order_by("created_at", "pk")
    before = ""
    for revision in revisions.iterator():
        digest = data_hash(type(obj), revision.content)
        changed, before = digest != before, digest
        new = last is None or revision.created_at > last.published_at
        if changed and new and revision.user_id:
            found.add(revision.user_id)
    return found


def authors(round_: ReviewRound, obj: models.Model | None) -> set[int]:
    """The contributors the round remembers, whoever handed it in, and those the revisions name now."""
    remembered = set(round_.contributors.values_list("pk", flat=True))
    submitted = {round_.submitted_by_id} if round_.submitted_by_id else set()
    return remembered | submitted | (contributors(obj) if obj is not None else set())


def is_author(signature: Signature | Signer, author_ids: set[int]) -> bool:
    """Did the signer, or the person the signer stands in for, write the text? From outside, the name decides."""
    if signature.outside:
        names = {user.get_full_name() for user in User.objects.filter(pk__in=author_ids)}
        return _bare(signature.outside.name) in map(_bare, names)
    ids = {person.pk for person in (signature.user, signature.on_behalf_of) if person}
    return bool(ids & author_ids)


def _bare(name: str) -> str:
    return "".join(name.split())


@transaction.atomic
def name_stand_in(*, absent: User, stand_in: User, from_on: date, until_on: date, actor: User) -> StandIn:
    """Let a colleague sign for somebody during a leave. For oneself, or with the right to arrange it for others; no past days."""
    if actor != absent and not actor.has_perm("reviews.add_standin"):
        raise ReviewRefused(_("You can only name a stand-in for yourself."))
    if not is_staff_member(stand_in) or stand_in == absent:
        raise ReviewRefused(_("A stand-in is another member of staff."))
    if until_on < from_on or until_on < today():
        raise ReviewRefused(_("The last day lies before the first one, or in the past."))
    leave, created = StandIn.objects.get_or_create(
        absent=absent,
        stand_in=stand_in,
        from_on=max(from_on, today()),
        until_on=until_on,
        revoked_at=None,
        defaults={"created_by": actor},
    )
    if created:
        audit.record(
            "reviews.stand_in.named",
            actor=actor,
            target=leave,
            absent=absent.username,
            stand_in=stand_in.username,
            days=[str(leave.from_on), str(until_on)],
        )
    return leave


@transaction.atomic
def end_stand_in(leave: StandIn, *, actor: User) -> StandIn:
    """Back earlier than planned: from now on the stand-in signs no more. What was signed stays signed."""
    if actor not in (leave.absent, leave.created_by) and not actor.has_perm("reviews.change_standin"):
        raise ReviewRefused(_("You can only name a stand-in for yourself."))
    if StandIn.objects.filter(pk=leave.pk, revoked_at__isnull=True).update(revoked_at=now()):
        audit.record("reviews.stand_in.ended", actor=actor, target=leave)
    leave.refresh_from_db()
    return leave
