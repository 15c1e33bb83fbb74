"""A key that was wrong: look first what a correction would do, then correct it and mark again what was marked by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain import audit
from accounts.models import User
from common.domain.facts import record_fact
from common.locking import take_lock
from exams.domain.answers import answers_of
from exams.domain.ending import latest_grade, regrade_attempt
from exams.domain.grading import KEYS, Key, keys_of, mark
from exams.domain.questions import QuestionContent, QuestionRefused, revise_question
from exams.enums import AttemptState
from exams.models import Attempt, Grade, Question, QuestionVersion

Outcome = tuple[Decimal, bool]


@dataclass(frozen=True)
class Correction:
    """What a corrected key does to marked attempts. Nothing is revoked by itself: `now_failing` is for staff to look at."""

    marked: int
    changed: int
    now_passing: int
    now_failing: int


def preview_correction(question: Question, *, content: QuestionContent) -> Correction:
    """A dry run: how many marked attempts hold the question, and whose result would change. Writes nothing."""
    versions = _correctable(question, content)
    key = Key(frozenset(content.key))
    outcomes = []
    for attempt, before in _marked_with(versions):
        keys = keys_of(attempt.slots)
        keys |= {pk: key for pk in versions if pk in keys and not keys[pk].waived}
        marking = mark(attempt.slots, answers_of(attempt), keys)
        after = (marking.score, marking.passes(attempt.pass_percent))
        outcomes.append(((before.score, before.passed), after))
    return _summary(outcomes)


def correct_key(question: Question, *, content: QuestionContent, reason: str, actor: User) -> Correction:
    """A new version with another key; marked attempts get another revision, those under way are marked by it later.

    Refuses other options than those people chose from, and a correction without a reason. The key is written first, by
    itself, so that nobody who hands in waits while hundreds are marked again; should this process die in between, the
    fact sees to the rest.
    """
    corrected = _write_key(question, content=content, reason=reason, actor=actor)
    return mark_again(corrected, reason=reason, actor=actor)


@transaction.atomic(durable=True)
def _write_key(question: Question, *, content: QuestionContent, reason: str, actor: User) -> QuestionVersion:
    if not reason.strip():
        raise QuestionRefused(_("Please say why the key is corrected."))
    # Markings under way may have read the old key: wait until they are in, so that marking again finds them.
    take_lock(KEYS)
    question = Question.objects.select_for_update().get(pk=question.pk)
    versions = _correctable(question, content)
    corrected = revise_question(question, content=content, actor=actor).versions.latest("number")
    stale = QuestionVersion.objects.filter(pk__in=versions, corrected_by=None).exclude(pk=corrected.pk)
    stale.update(corrected_by=corrected)
    audit.record("exams.key.corrected", actor=actor, target=question, area=question.bank.area, reason=reason)
    left_to_do = {"version": corrected.pk, "reason": reason, "actor": actor.pk}
    record_fact("question.key_corrected", str(corrected.pk), left_to_do)
    return corrected


def mark_again(corrected: QuestionVersion, *, reason: str, actor: User) -> Correction:
    """Marked attempts with a version that this one corrects get another revision where it changes their marks. Twice is once."""
    outcomes = []
    for attempt, before in _marked_with(_alike(corrected)):
        after = regrade_attempt(attempt, reason=reason, actor=actor) or before
        outcomes.append(((before.score, before.passed), (after.score, after.passed)))
    return _summary(outcomes)


def _correctable(question: Question, content: QuestionContent) -> set[int]:
    """The versions a correction reaches: those with the very options the new key speaks of."""
    current = question.current
    if current is None or current.options != content.options or current.kind != content.kind:
        raise QuestionRefused(
            _("A correction keeps the kind and the options as they were. Please make a new question instead.")
        )
    return _alike(current)


def _alike(version: QuestionVersion) -> set[int]:
    """The versions of the same question with the same kind and options, this one too."""
    versions = version.question.versions.filter(kind=version.kind).values_list("pk", "options")
    return {pk for pk, options in versions if options == version.options}


def _marked_with(versions: set[int]) -> Iterator[tuple[Attempt, Grade]]:
    """Marked attempts that hold one of the versions, each with the grade that counts."""
    for attempt in Attempt.objects.filter(state=AttemptState.GRADED).select_related("sitting__area").order_by("pk"):
        grade = latest_grade(attempt) if any(slot["version"] in versions for slot in attempt.slots) else None
        if grade:
            yield attempt, grade


def _summary(outcomes: list[tuple[Outcome, Outcome]]) -> Correction:
    return Correction(
        marked=len(outcomes),
        changed=sum(before != after for before, after in outcomes),
        now_passing=sum(after[1] and not before[1] for before, after in outcomes),
        now_failing=sum(before[1] and not after[1] for before, after in outcomes),
    )
