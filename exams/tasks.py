"""Background work of the exams."""

from typing import Any

from accounts.models import User
from exams.domain.corrections import mark_again
from exams.domain.sweeping import sweep
from exams.models import QuestionVersion


def sweep_attempts() -> int:
    return sweep()


def on_key_corrected(payload: dict[str, Any]) -> None:
    """What is left of a correction whose process died after the key was written; usually nothing."""
    corrected = QuestionVersion.objects.select_related("question").get(pk=payload["version"])
    mark_again(corrected, reason=payload["reason"], actor=User.objects.get(pk=payload["actor"]))
