from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class QuestionKind(TextChoices):
    SINGLE = "single", _("Single choice")
    MULTIPLE = "multiple", _("Multiple choice")
    JUDGE = "judge", _("True or false")


class QuestionState(TextChoices):
    ACTIVE = "active", _("In use")
    TO_REVIEW = "to_review", _("To be reviewed")
    RETIRED = "retired", _("Retired")


class Difficulty(TextChoices):
    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


class AttemptState(TextChoices):
    PREPARED = "prepared", _("Ready to start")
    IN_PROGRESS = "in_progress", _("Being answered")
    SUBMITTED = "submitted", _("Handed in")
    GRADED = "graded", _("Marked")
    VOID = "void", _("Void")
    UNUSED = "unused", _("Not used")


OPEN_STATES = (AttemptState.PREPARED, AttemptState.IN_PROGRESS)
TAKEN_STATES = (AttemptState.IN_PROGRESS, AttemptState.SUBMITTED, AttemptState.GRADED)


class StandingState(TextChoices):
    """What a candidate can do now."""

    READY = "ready", _("May start")
    IN_PROGRESS = "in_progress", _("Being answered")
    MARKING = "marking", _("Being marked")
    PASSED = "passed", _("Passed")
    NOT_YET = "not_yet", _("Not begun")
    CLOSED = "closed", _("Over")
    NO_TRIES = "no_tries", _("No tries left")
    WAIT = "wait", _("Has to wait")


class SubmittedBy(TextChoices):
    CANDIDATE = "candidate", _("Candidate")
    SYSTEM = "system", _("System, at the deadline")


class BatchState(TextChoices):
    WAITING = "waiting", _("Waiting for a decision")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Not accepted")
