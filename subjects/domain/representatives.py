"""Who may act for a subject: claimed by whoever knows its code, approved by staff who saw proof."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.errors import DomainError
from subjects.domain.approvals import AlreadyDecided, find_or_queue_subject
from subjects.domain.areas import home_area
from subjects.enums import OPEN_REPRESENTATIVE_STATES, ProofKind, RepresentativeState, SubjectState
from subjects.models import Representative, Subject
from subjects.validators import compact_code

MAX_CLAIMS = 60  # a bookkeeper with thirty firms is real, a robot with thousands is not


class ClaimRefused(DomainError):
    code = "claim_refused"


@transaction.atomic
def claim_subject(user: User, *, uscc: str, name: str = "", role: str) -> Representative:
    """Say "I act for this firm": from then on the user can enrol its people, and sees nothing of its file until approved.

    A code on file needs no name; an unknown one is entered and waits for approval. Claiming twice is one claim.
    Raises ValidationError for a wrong code, NameNeeded, or ClaimRefused.
    """
    if user.representations.open().count() >= MAX_CLAIMS:
        raise ClaimRefused(
            _("You already act for %(count)d firms. Please telephone the office.") % {"count": MAX_CLAIMS}
        )
    subject = find_or_queue_subject(area=home_area(compact_code(uscc)), uscc=uscc, name=name, actor=user)
    claim = _open_claim(user, subject)
    if claim:
        return claim
    try:
        with transaction.atomic():
            claim = Representative.objects.create(user=user, subject=subject, role=role, created_at=now())
    except IntegrityError:  # the form was sent twice
        return Representative.objects.open().get(user=user, subject=subject)
    audit.record("subjects.representative.claimed", actor=user, target=claim, area=subject.area, role=role)
    return claim


@transaction.atomic
def approve_representative(
    claim: Representative, *, actor: User, proof: str, note: str = "", expires_on: date | None = None
) -> Representative:
    """Staff saw proof that this user acts for the firm: the firm's file opens to them (until the day it expires)."""
    if proof == ProofKind.NONE:
        raise ClaimRefused(_("Please say which proof you saw."))
    if claim.subject.state != SubjectState.ACTIVE:
        raise ClaimRefused(_("Please approve the firm first."))
    waiting = Representative.objects.waiting().filter(pk=claim.pk)
    decided = waiting.update(
        state=RepresentativeState.APPROVED,
        proof=proof,
        proof_note=note,
        expires_on=expires_on,
        decided_at=now(),
        decided_by=actor,
    )
    return _decided(claim, RepresentativeState.APPROVED, bool(decided), actor=actor, proof=proof)


@transaction.atomic
def end_representative(claim: Representative, *, actor: User, reason: str) -> Representative:
    """This user no longer acts for the firm, or never did; what they entered stays."""
    if not reason.strip():
        raise ClaimRefused(_("Please say why."))
    open_claim = Representative.objects.open().filter(pk=claim.pk)
    decided = open_claim.update(state=RepresentativeState.ENDED, decided_at=now(), decided_by=actor)
    return _decided(claim, RepresentativeState.ENDED, bool(decided), actor=actor, reason=reason)


def _open_claim(user: User, subject: Subject) -> Representative | None:
    return Representative.objects.filter(user=user, subject=subject, state__in=OPEN_REPRESENTATIVE_STATES).first()


def _decided(
    claim: Representative, state: RepresentativeState, decided: bool, *, actor: User, **detail: str
) -> Representative:
    claim.refresh_from_db()
    if not decided and claim.state != state:
        raise AlreadyDecided(_("Somebody has already decided: %(state)s.") % {"state": claim.get_state_display()})
    if decided:
        action = f"subjects.representative.{state}"
        audit.record(action, actor=actor, target=claim, area=claim.subject.area, **detail)
    return claim
