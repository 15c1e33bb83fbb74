"""Background work of the exams."""

from exams.domain.sweeping import sweep


def sweep_attempts() -> int:
    return sweep()
