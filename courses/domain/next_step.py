"""What a trainee does next: one thing, in words. Read only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.domain.progress import Progress
from courses.domain.words import local_time, short_time
from courses.enums import EnrolmentState, NextKind
from courses.models import Enrolment, Meeting
from exams.domain.sittings import tries_left
from issuance.enums import DocumentState


@dataclass(frozen=True)
class NextStep:
    """`kind` says where the button leads, `label` what it says; without a label there is nothing to press."""

    kind: NextKind
    text: str
    label: str = ""


@dataclass(frozen=True)
class Situation:
    enrolment: Enrolment
    progress: Progress
    meetings: Sequence[Meeting]
    at: datetime


def next_step(situation: Situation) -> NextStep:
    """The first of: the paper, checking in, the test, the pledge, waiting; in that order as far as it is open now."""
    for propose in (_paper, _seat, _check_in, _exam, _pledge):
        step = propose(situation)
        if step:
            return step
    return _wait(situation)


def steps(situation: Situation, step: NextStep) -> list[tuple[str, str]]:
    """The stepper's labels with done, now or todo; only what the course demands."""
    progress = situation.progress
    all_steps = [
        (NextKind.CHECK_IN, pgettext("step", "Check-in"), progress.attendance_done),
        (NextKind.EXAM, pgettext("step", "Test"), progress.exam_done if progress.exam_required else None),
        (NextKind.PLEDGE, pgettext("step", "Pledge"), progress.pledge_done if progress.pledge_required else None),
        (NextKind.PAPER, pgettext("step", "Certificate"), step.kind == NextKind.PAPER and bool(step.label)),
    ]
    return [
        (label, "done" if done else "now" if kind == step.kind else "todo")
        for kind, label, done in all_steps
        if done is not None
    ]


def _paper(situation: Situation) -> NextStep | None:
    completion = situation.progress.completion
    if completion is None:
        return None
    document = completion.document
    state = document.state if document else DocumentState.SEALING
    if state == DocumentState.VALID:
        text = _("You have completed the training. Your training certificate is ready.")
        return NextStep(NextKind.PAPER, text, _("Download the training certificate"))
    if state == DocumentState.SEALING:
        return NextStep(
            NextKind.PAPER, _("You have completed the training. The certificate is being made; look again in a minute.")
        )
    return NextStep(
        NextKind.PAPER,
        _("Your certificate is not valid at present. Please ask the staff, telephone %(telephone)s.")
        % _contact(situation),
    )


def _seat(situation: Situation) -> NextStep | None:
    messages = {
        EnrolmentState.PENDING: _("Your enrolment is waiting for approval. Questions: %(telephone)s."),
        EnrolmentState.WAITLISTED: _(
            "You are on the waitlist. We call you when a seat is free. Questions: %(telephone)s."
        ),
    }
    text = messages.get(EnrolmentState(situation.enrolment.state))
    return NextStep(NextKind.WAIT, text % _contact(situation)) if text else None


def _check_in(situation: Situation) -> NextStep | None:
    if situation.progress.attendance_done:
        return None
    absent = [m for m in situation.meetings if m.pk not in situation.progress.attended]
    if any(m.check_in_opens_at <= situation.at < m.check_in_closes_at for m in absent):
        text = _("Scan the code on the big screen, or type the six characters below it.")
        return NextStep(NextKind.CHECK_IN, text, _("Type the code on the screen"))
    coming = [m for m in absent if m.check_in_opens_at > situation.at]
    if coming and not situation.progress.attended:
        words = {"time": local_time(coming[0].check_in_opens_at), "place": situation.enrolment.session.place}
        return NextStep(NextKind.CHECK_IN, _("Check-in opens on %(time)s, at %(place)s.") % words)
    return None


def _exam(situation: Situation) -> NextStep | None:
    progress, sitting = situation.progress, situation.enrolment.session.sitting
    is_open = sitting is not None and sitting.opens_at <= situation.at < sitting.closes_at
    if not progress.exam_required or progress.exam_done or not is_open or situation.enrolment.candidate is None:
        return None
    if progress.exam is None:
        text = _("Take the test. You can leave it and come back; your answers are kept.")
        return NextStep(NextKind.EXAM, text, _("To the test"))
    left = tries_left(situation.enrolment.candidate)
    if not left:
        return None
    text = ngettext(
        "The test is not passed yet. You have %(count)d more try.",
        "The test is not passed yet. You have %(count)d more tries.",
        left,
    )
    return NextStep(NextKind.EXAM, text % {"count": left}, _("To the test"))


def _pledge(situation: Situation) -> NextStep | None:
    if not situation.progress.pledge_required or situation.progress.pledge_done:
        return None
    return NextStep(NextKind.PLEDGE, _("Read the training pledge and sign it on the screen."), _("To the pledge"))


def _wait(situation: Situation) -> NextStep:
    progress, sitting = situation.progress, situation.enrolment.session.sitting
    if progress.is_complete:
        return NextStep(NextKind.PAPER, _("Everything is done. The certificate is being made; look again in a minute."))
    if progress.exam_required and not progress.exam_done and sitting and sitting.opens_at > situation.at:
        return NextStep(NextKind.EXAM, _("The test opens on %(time)s.") % {"time": local_time(sitting.opens_at)})
    coming = [m for m in situation.meetings if m.pk not in progress.attended and m.check_in_opens_at > situation.at]
    if coming and not progress.attendance_done:
        return NextStep(
            NextKind.CHECK_IN,
            _("The next check-in opens on %(time)s.") % {"time": short_time(coming[0].check_in_opens_at)},
        )
    text = _("There is nothing to do just now. For what is missing, please ask the staff, telephone %(telephone)s.")
    return NextStep(NextKind.WAIT, text % _contact(situation))


def _contact(situation: Situation) -> dict[str, str]:
    return {"telephone": situation.enrolment.session.contact_telephone}
