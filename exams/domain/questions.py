"""Questions: each wording with its key is a version; a change makes the next one, drawn papers keep theirs."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.errors import DomainError
from exams.enums import Difficulty, QuestionKind, QuestionState
from exams.models import Attempt, Question, QuestionBank, QuestionVersion
from exams.validators import key_problem

JUDGE_OPTIONS = ["对", "错"]


class QuestionRefused(DomainError):
    """The wording and the key don't make a question one can answer."""


@dataclass(frozen=True)
class QuestionContent:
    """What a version says; `key` holds indexes of `options`."""

    kind: str
    stem: str
    options: list[str]
    key: list[int]
    explanation: str = ""
    citation: str = ""
    difficulty: str = Difficulty.MEDIUM
    topic: str = ""

    @property
    def digest(self) -> str:
        return _digest([self.kind, self.stem, self.options, sorted(self.key), self.explanation, *self._labels])

    @property
    def _labels(self) -> list[str]:
        return [self.citation, str(self.difficulty), self.topic]


@dataclass(frozen=True)
class IncomingQuestion:
    """One question of a file. `state` is None where the file says nothing about it."""

    content: QuestionContent
    external_id: str = ""
    state: str | None = None

    @property
    def identity(self) -> str:
        return identity_of(self.external_id, self.content)


@dataclass
class ImportSummary:
    """What an import did, or would do."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.created + self.changed + self.unchanged


def identity_of(external_id: str, content: QuestionContent) -> str:
    """The external number decides which question is meant; without one, stem and options do."""
    return _digest(["number", external_id] if external_id else ["text", content.stem, content.options])


def classify(bank: QuestionBank | None, incoming: IncomingQuestion, known: dict[str, Question]) -> str:
    """created, changed or unchanged: what importing this question means for the bank."""
    question = known.get(incoming.identity) if bank else None
    if question is None:
        return "created"
    same_state = incoming.state in (None, question.state)
    same_text = question.current is not None and question.current.content_hash == incoming.content.digest
    return "unchanged" if same_state and same_text else "changed"


def known_questions(bank: QuestionBank | None) -> dict[str, Question]:
    """The bank's questions by identity, with their current versions."""
    if bank is None:
        return {}
    return {question.identity: question for question in bank.questions.select_related("current")}


@transaction.atomic
def import_questions(
    bank: QuestionBank, questions: Iterable[IncomingQuestion], *, actor: User | None = None
) -> ImportSummary:
    """Take in a checked list: new questions, new versions of changed ones; the same list again changes nothing."""
    bank = QuestionBank.objects.select_for_update().get(pk=bank.pk)
    known = known_questions(bank)
    summary = ImportSummary()
    for incoming in questions:
        verdict = classify(bank, incoming, known)
        setattr(summary, verdict, getattr(summary, verdict) + 1)
        summary.by_kind[incoming.content.kind] = summary.by_kind.get(incoming.content.kind, 0) + 1
        if verdict != "unchanged":
            known[incoming.identity] = _store(bank, incoming, known.get(incoming.identity))
    if summary.created or summary.changed:
        counts: dict[str, Any] = {
            "created": summary.created,
            "changed": summary.changed,
            "unchanged": summary.unchanged,
        }
        audit.record("exams.questions.imported", actor=actor, target=bank, area=bank.area, **counts)
    return summary


@transaction.atomic
def create_question(
    bank: QuestionBank, *, content: QuestionContent, external_id: str = "", actor: User | None = None
) -> Question:
    """A question typed in by hand. Refuses one the bank has already."""
    QuestionBank.objects.select_for_update().get(pk=bank.pk)
    _check(content)
    incoming = IncomingQuestion(content, external_id)
    if bank.questions.filter(identity=incoming.identity).exists():
        raise QuestionRefused(_("This question is in the bank already. Please edit the one that is there."))
    question = _store(bank, incoming, None)
    audit.record("exams.question.created", actor=actor, target=question, area=bank.area)
    return question


@transaction.atomic
def revise_question(question: Question, *, content: QuestionContent, actor: User | None = None) -> Question:
    """A new version when something differs; attempts that hold the old version keep it."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    _check(content)
    if question.current is None or question.current.content_hash != content.digest:
        version = _add_version(question, content)
        audit.record(
            "exams.question.revised", actor=actor, target=question, area=question.bank.area, version=version.number
        )
    return question


@transaction.atomic
def set_state(question: Question, *, state: str, actor: User | None = None) -> Question:
    """Put a question into use, back to review, or out of use."""
    changed = Question.objects.filter(pk=question.pk).exclude(state=state).update(state=state)
    if changed:
        audit.record("exams.question.state", actor=actor, target=question, area=question.bank.area, state=str(state))
    question.state = state
    return question


def open_attempts_with(question: Question) -> int:
    """How many people have a version of this question on an open paper right now."""
    versions = set(question.versions.values_list("pk", flat=True))
    papers = Attempt.objects.open().values_list("slots", flat=True)
    return sum(any(slot["version"] in versions for slot in slots) for slots in papers)


def _store(bank: QuestionBank, incoming: IncomingQuestion, question: Question | None) -> Question:
    if question is None:
        question = Question.objects.create(
            bank=bank,
            external_id=incoming.external_id,
            identity=incoming.identity,
            state=incoming.state or QuestionState.ACTIVE,
        )
    elif incoming.state and question.state != incoming.state:
        question.state = incoming.state
        question.save(update_fields=["state"])
    if question.current is None or question.current.content_hash != incoming.content.digest:
        _add_version(question, incoming.content)
    return question


def _add_version(question: Question, content: QuestionContent) -> QuestionVersion:
    last = question.versions.aggregate(last=models.Max("number"))["last"] or 0
    version = QuestionVersion.objects.create(
        question=question,
        number=last + 1,
        kind=content.kind,
        stem=content.stem,
        options=content.options,
        key=sorted(content.key),
        explanation=content.explanation,
        citation=content.citation,
        difficulty=content.difficulty,
        topic=content.topic,
        content_hash=content.digest,
        created_at=now(),
    )
    question.current = version
    question.save(update_fields=["current"])
    return version


def _check(content: QuestionContent) -> None:
    if problem := key_problem(QuestionKind(content.kind), content.options, content.key):
        raise QuestionRefused(problem)


def _digest(parts: list) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
