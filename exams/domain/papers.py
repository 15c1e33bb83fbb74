"""Papers: rules that draw questions. A paper is only good when its banks can fill it."""

import hashlib
import json
import random
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain import audit
from accounts.models import User
from common.errors import DomainError
from exams.domain.drawing import Shortage, draw, lay_out
from exams.enums import Difficulty, QuestionKind
from exams.models import Paper, PaperRule, Question, QuestionVersion

chance = random.SystemRandom()


class BankTooSmall(DomainError):
    """The banks don't hold enough questions in use for the rules of the paper."""


def check_bank_suffices(paper: Paper) -> None:
    """Raise BankTooSmall, naming what is missing, unless a whole paper can be drawn now."""
    rules = list(paper.rules.select_related("bank"))
    _draw(rules)


def draw_slots(paper: Paper) -> list[dict[str, Any]]:
    """A paper for one attempt. Only questions in use are drawn."""
    drawn = _draw(list(paper.rules.select_related("bank")))
    return lay_out(
        drawn, shuffle_questions=paper.shuffle_questions, shuffle_options=paper.shuffle_options, chance=chance
    )


def stamp(paper: Paper) -> str:
    """Changes when the rules of the paper do: a prepared attempt with another stamp is drawn again."""
    rules = list(paper.rules.values_list("bank", "kind", "topic", "difficulty", "count", "marks"))
    parts = [rules, paper.shuffle_questions, paper.shuffle_options]
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def questions_on(paper: Paper) -> tuple[int, int]:
    """How many questions and how many marks a paper has."""
    rules = list(paper.rules.all())
    return sum(rule.count for rule in rules), sum(rule.count * rule.marks for rule in rules)


def record_paper_saved(paper: Paper, *, actor: User | None, created: bool) -> None:
    """Audit what the admin's form has just written."""
    audit.record("exams.paper.created" if created else "exams.paper.changed", actor=actor, target=paper)


@transaction.atomic
def delete_paper(paper: Paper, *, actor: User | None = None) -> None:
    """Delete a paper nobody uses. One that a sitting or a course names is refused by the database (ProtectedError)."""
    audit.record("exams.paper.deleted", actor=actor, target=paper, title=paper.title)
    paper.delete()


def _draw(rules: list[PaperRule]) -> list[tuple[PaperRule, QuestionVersion]]:
    if not sum(rule.count * rule.marks for rule in rules):
        raise BankTooSmall(gettext_lazy("The paper has no rules with marks yet. Please add what it should draw."))
    drawn, shortages = draw(rules, _pool(rules), chance=chance)
    if shortages:
        told = "；".join(_in_words(shortage) for shortage in shortages)
        raise BankTooSmall(_("There are not enough questions in use: %(told)s") % {"told": told})
    return drawn


def _pool(rules: list[PaperRule]) -> list[QuestionVersion]:
    questions = Question.objects.drawable().filter(bank__in={rule.bank_id for rule in rules}).order_by("pk")
    versions = QuestionVersion.objects.filter(current_of__in=questions).select_related("question")
    # Wording and key stay in the table: drawing needs only the labels and the number of options.
    return list(versions.only("kind", "topic", "difficulty", "options", "question__bank"))


def _in_words(shortage: Shortage) -> str:
    rule = shortage.rule
    labels = [
        QuestionKind(rule.kind).label if rule.kind else "",
        Difficulty(rule.difficulty).label if rule.difficulty else "",
        rule.topic,
    ]
    what = "、".join(str(label) for label in labels if label) or _("any question")
    values = {"bank": rule.bank.name, "what": what, "wanted": shortage.wanted}
    return _("“%(bank)s”, %(what)s: %(wanted)d wanted, %(missing)d missing") % {
        **values,
        "missing": shortage.wanted - shortage.found,
    }
