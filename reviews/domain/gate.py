"""The one gate in front of everything public. Whoever publishes, and however, comes through `guard` (reviews/signals.py)."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain import audit
from common.clock import now
from reviews.domain.content import content_hash, stored_version, touches_content, version_to_be
from reviews.domain.errors import PublicationRefused
from reviews.domain.signers import authors, is_author
from reviews.enums import UNDER_WAY, Basis, Decision, RoundState
from reviews.models import MissedPublication, Publication, ReviewChain, ReviewRound, Signature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wagtail.models import DraftStateMixin, Revision

    from accounts.models import User
    from reviews.models import ReviewStage

    Check = Callable[[Any], list[str]]
    Hold = Callable[[Any], str]

_checks: list[Check] = []
_holds: list[Hold] = []


def register_check(check: Check) -> None:
    """Call in AppConfig.ready(). Gets the version to be published; each sentence it returns is a reason to refuse."""
    if check not in _checks:
        _checks.append(check)


def register_hold(hold: Hold) -> None:
    """Call in AppConfig.ready(). Gets the version to be published; says why nothing may go out now, or an empty text.

    What is held goes out by itself in the first minute in which nothing holds it any more.
    """
    if hold not in _holds:
        _holds.append(hold)


@dataclass(frozen=True)
class Verdict:
    """May this text become public, on what basis, and if not, why not."""

    basis: str
    problems: tuple[str, ...] = ()
    round: ReviewRound | None = None
    reason: str = ""

    @property
    def allowed(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class Permit:
    """A save that `guard` let through and that makes something new public: written down once it is done."""

    version: Any
    digest: str
    verdict: Verdict


@dataclass
class ImportWindow:
    reason: str
    actor: User | None
    count: int = 0


_window: ContextVar[ImportWindow | None] = ContextVar("reviews_import", default=None)


@contextmanager
def imported(reason: str, *, actor: User | None = None) -> Iterator[ImportWindow]:
    """Publish what was decided elsewhere (a take-over of old content, the demo) without reviews: all of it or nothing, with
    the reason on every publication and in the audit log. There is no other way around the gate.
    """
    if not reason.strip():
        raise ValueError("an import says why it needs no reviews")
    window = ImportWindow(reason=reason, actor=actor)
    with transaction.atomic():
        token = _window.set(window)
        try:
            yield window
        finally:
            _window.reset(token)
        if window.count:
            audit.record("reviews.imported", actor=actor, reason=reason, publications=window.count)


def may_publish(obj: DraftStateMixin, revision: Revision | None = None) -> Verdict:
    """May this version (of the object, or as the revision has it) be public now? Types without a chain in force always may.

    Asks for every required stage's signature on exactly this text, a final signer who didn't write it (nor stands in for
    somebody who did), and that no registered check or hold objects.
    """
    version: Any = revision.as_object() if revision else obj
    chain = ReviewChain.objects.active_for(type(version))
    if chain is None:
        return Verdict(Basis.NO_CHAIN)
    if window := _window.get():
        return Verdict(Basis.IMPORTED, reason=window.reason)
    if _mirrors_public_page(version):
        return Verdict(Basis.ALIAS)
    return _reviewed(version, chain)


def require_reviewed(obj: DraftStateMixin, revision: Revision | None = None) -> Verdict:
    verdict = may_publish(obj, revision)
    if not verdict.allowed:
        raise PublicationRefused(obj, verdict.problems)
    return verdict


def require_checked(page: Any) -> None:
    """For types without a chain, when somebody publishes by hand: what the registered checks object to is refused.

    With a chain the gate itself asks them, at whatever road. A new page is online before Wagtail asks: it comes back down.
    """
    if ReviewChain.objects.active_for(type(page)) is not None:
        return
    if problems := checked(page):
        new = type(page)._base_manager.filter(pk=page.pk, live=True, live_revision=None).first()
        if new:
            new.live, new.has_unpublished_changes = False, True
            new.save(update_fields=["live", "has_unpublished_changes"], clean=False)
        raise PublicationRefused(page, problems)


def guard(instance: DraftStateMixin, update_fields: Iterable[str] | None = None) -> Permit | None:
    """Before every save of anything that can be live: refuses one that would make an unreviewed text public.

    What is public already and stays word for word the same passes; None means that nothing new becomes public.
    """
    if not instance.live or not touches_content(instance, update_fields):
        return None
    version = version_to_be(instance, update_fields)
    if ReviewChain.objects.active_for(type(version)) is None:
        return None
    stored = stored_version(version)
    digest = content_hash(version)
    if stored is not None and stored.live and content_hash(stored) == digest:
        return None
    return Permit(version, digest, require_reviewed(version))


@transaction.atomic
def record_publication(permit: Permit) -> Publication:
    """Write down what became public and end its round. Called after the save that `guard` let through."""
    if window := _window.get():
        window.count += 1
    version, verdict = permit.version, permit.verdict
    publication = Publication.objects.create(
        **about(version),
        content_hash=permit.digest,
        revision_id=version.live_revision_id,
        round=verdict.round,
        basis=verdict.basis,
        reason=verdict.reason[:200],
        published_at=now(),
    )
    MissedPublication.objects.about(version).filter(settled_at__isnull=True).update(settled_at=now())
    if verdict.round:
        _close(verdict.round, verdict.basis)
        audit.record(
            "reviews.published",
            target=verdict.round,
            area=verdict.round.area,
            basis=verdict.basis,
            hash=permit.digest,
        )
    return publication


def about(obj: Any) -> dict[str, Any]:
    """The columns by which our rows name a page or snippet."""
    content_type = ContentType.objects.get_for_model(obj, for_concrete_model=False)
    return {"content_type": content_type, "object_id": str(obj.pk), "title": str(obj)[:255]}


def agreed(round_: ReviewRound, digest: str) -> dict[int, Signature]:
    """Stage id → the signature that agrees to exactly this text."""
    signatures = round_.signatures.filter(decision=Decision.AGREE, content_hash=digest)
    return {
        signature.stage_id: signature
        for signature in signatures.select_related("stage", "user", "outside", "on_behalf_of")
    }


def final_stage(stages: list[ReviewStage]) -> ReviewStage:
    return [stage for stage in stages if stage.required][-1]


def missing_stages(round_: ReviewRound, digest: str) -> list[ReviewStage]:
    """The required stages that aren't on record for this text, in order."""
    signed = agreed(round_, digest)
    return [stage for stage in round_.chain.stages_in_order() if stage.required and stage.pk not in signed]


def objections(version: Any) -> list[str]:
    """What the registered checks and holds have against this version now."""
    return checked(version) + holds(version)


def checked(version: Any) -> list[str]:
    return [problem for check in _checks for problem in check(version)]


def holds(version: Any) -> list[str]:
    return [reason for hold in _holds if (reason := hold(version))]


def _reviewed(version: Any, chain: ReviewChain) -> Verdict:
    round_ = ReviewRound.objects.about(version).under_way().filter(chain=chain).first() if version.pk else None
    if round_ is None:
        return Verdict(Basis.REVIEWED, (_("It hasn't been handed in for review."),))
    digest = content_hash(version)
    if digest != round_.content_hash:
        return Verdict(Basis.REVIEWED, (_("A different version of it is under review."),), round_)
    missing = missing_stages(round_, digest)
    last = agreed(round_, digest).get(final_stage(chain.stages_in_order()).pk)
    urgent = bool(round_.urgent_reason and last and last.urgent)
    problems = (
        [] if urgent else [_("“%(stage)s” hasn't signed this text.") % {"stage": stage.name} for stage in missing]
    )
    if last and is_author(last, authors(round_, version)):
        problems.append(_("Who wrote a text can't be its final reviewer."))
    basis = Basis.URGENT if urgent and missing else Basis.REVIEWED
    return Verdict(basis, (*problems, *objections(version)), round_, round_.urgent_reason if urgent else "")


def _mirrors_public_page(version: Any) -> bool:
    """An alias shows what its original shows; it may, as long as that is public word for word (the address may differ)."""
    original_id = getattr(version, "alias_of_id", None)
    original = type(version)._base_manager.filter(pk=original_id, live=True).first() if original_id else None
    if original is None:
        return False
    original.slug = version.slug
    return content_hash(original) == content_hash(version)


def _close(round_: ReviewRound, basis: str) -> None:
    state = RoundState.TO_MAKE_UP if basis == Basis.URGENT else RoundState.PUBLISHED
    rows = ReviewRound.objects.filter(pk=round_.pk, state__in=UNDER_WAY)
    rows.update(state=state, closed_at=now(), waiting_for="")
    recall_links(round_)


def recall_links(round_: ReviewRound) -> int:
    """Every telephone link of this round that is still alive dies."""
    return round_.links.filter(used_at__isnull=True, recalled_at__isnull=True).update(recalled_at=now())
