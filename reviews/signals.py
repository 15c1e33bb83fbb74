"""Where the gate stands: in front of every save of anything that can be live, and behind every new draft; the first words to avoid."""

from typing import Any

from django.apps import apps as current_apps
from wagtail.models import DraftStateMixin

from reviews.domain import gate, rounds, workflow
from reviews.domain.checks.word_list import ensure_words
from reviews.models import ReviewRound

PERMIT = "_reviews_permit"


def guard_save(instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, DraftStateMixin):
        setattr(instance, PERMIT, gate.guard(instance, update_fields))


def follow_save(instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    if not isinstance(instance, DraftStateMixin):
        return
    permit = instance.__dict__.pop(PERMIT, None)
    if permit is not None:
        gate.record_publication(permit)
    if update_fields and "latest_revision" in update_fields:  # how Wagtail ends the saving of a draft
        rounds.note_edit(instance)


def follow_delete(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, DraftStateMixin):
        for round_ in ReviewRound.objects.about(instance).under_way():
            rounds.withdraw(round_, actor=None)


def follow_workflow_submitted(instance: Any, user: Any = None, **kwargs: Any) -> None:
    workflow.submitted(instance, user)


def follow_workflow_cancelled(instance: Any, user: Any = None, **kwargs: Any) -> None:
    workflow.cancelled(instance, user)


def make_words(apps: Any = current_apps, **kwargs: Any) -> None:
    """After every migration or flush; a state from before this app's tables has no such model."""
    try:
        model = apps.get_model("reviews", "WordRule")
    except LookupError:
        return
    ensure_words(model)
