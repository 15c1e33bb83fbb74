"""Subjects nobody imported: found by their code, or entered and queued until staff approve them."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import Area, User
from common.clock import now
from common.errors import DomainError
from subjects.domain.deliveries import wake_deliveries
from subjects.enums import OPEN_REPRESENTATIVE_STATES, IdentifierKind, RepresentativeState, SubjectState
from subjects.models import Subject
from subjects.rules import can_approve_in
from subjects.validators import OLD_NUMBER_SHAPE, compact_code, normalise_uscc


class SubjectRefused(DomainError):
    code = "subject_refused"


class NameNeeded(SubjectRefused):
    """The code isn't on file: whoever enters it has to say whose it is."""

    code = "name_needed"


class AlreadyDecided(DomainError):
    code = "already_decided"


def find_subject(code: str) -> Subject | None:
    """The subject with this credit code or old registration number. Raises ValidationError for a code that is none."""
    text = compact_code(code)
    if OLD_NUMBER_SHAPE.fullmatch(text):
        return Subject.objects.select_related("area").filter(old_number=text).first()
    return Subject.objects.select_related("area").filter(uscc=normalise_uscc(text)).first()


@transaction.atomic
def find_or_queue_subject(*, area: Area, uscc: str, name: str, actor: User) -> Subject:
    """The subject on file, else a new one: on file at once if the actor may approve it, else waiting for approval.

    Raises ValidationError for a wrong code, NameNeeded for an unknown code without a name.
    """
    found = find_subject(uscc)
    if found:
        if found.state == SubjectState.REJECTED:
            raise SubjectRefused(_("The office didn't accept this firm. Please telephone the office."))
        return found
    name = " ".join(name.split())
    if not name:
        raise NameNeeded(_("This code isn't on file yet. Please enter the name of the firm as well."))
    approved = can_approve_in(actor, area)
    subject = _new_subject(area=area, uscc=normalise_uscc(uscc), name=name, approved=approved)
    try:
        with transaction.atomic():
            subject.save(force_insert=True)
    except IntegrityError:  # entered twice at the same moment
        return Subject.objects.get(uscc=subject.uscc)
    audit.record("subjects.subject.entered", actor=actor, target=subject, state=subject.state)
    return subject


def _new_subject(*, area: Area, uscc: str, name: str, approved: bool) -> Subject:
    return Subject(
        area=area,
        uscc=uscc,
        name=name,
        identifier_kind=IdentifierKind.USCC,
        state=SubjectState.ACTIVE if approved else SubjectState.PENDING,
        created_at=now(),
        updated_at=now(),
    )


@transaction.atomic
def approve_subject(subject: Subject, *, actor: User) -> Subject:
    """Take a waiting subject into the files; records that waited for it can be delivered."""
    if _decide(subject, SubjectState.ACTIVE, actor=actor):
        wake_deliveries(subject.completion_records.all())
    return subject


@transaction.atomic
def reject_subject(subject: Subject, *, actor: User, reason: str) -> Subject:
    """Turn a waiting subject down, with the reason; nobody represents it any longer."""
    if not reason.strip():
        raise SubjectRefused(_("Please say why."))
    if _decide(subject, SubjectState.REJECTED, actor=actor, reason=reason):
        subject.representatives.filter(state__in=OPEN_REPRESENTATIVE_STATES).update(
            state=RepresentativeState.ENDED, decided_at=now(), decided_by=actor
        )
    return subject


def _decide(subject: Subject, state: SubjectState, *, actor: User, reason: str = "") -> bool:
    """Deciding the same twice is one decision; deciding otherwise afterwards is refused."""
    decided = Subject.objects.filter(pk=subject.pk, state=SubjectState.PENDING).update(state=state, updated_at=now())
    subject.refresh_from_db()
    if not decided and subject.state != state:
        raise AlreadyDecided(_("Somebody has already decided: %(state)s.") % {"state": subject.get_state_display()})
    if decided:
        audit.record(f"subjects.subject.{state}", actor=actor, target=subject, reason=reason)
    return bool(decided)
