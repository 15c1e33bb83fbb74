from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet
from exams.enums import Difficulty, QuestionKind, QuestionState


class QuestionBank(models.Model):
    """A collection of questions one office keeps."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"))
    name = models.CharField(_("name"), max_length=80)

    objects = AreaScopedQuerySet["QuestionBank"].as_manager()

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="question_bank_once")]

    def __str__(self) -> str:
        return self.name


class QuestionQuerySet(AreaScopedQuerySet["Question"]):
    area_field = "bank__area"

    def drawable(self) -> "QuestionQuerySet":
        """What a paper may contain: in use, neither waiting for review nor retired."""
        return self.filter(state=QuestionState.ACTIVE)


class Question(models.Model):
    """One question over time; what is asked stands in its versions."""

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="questions", verbose_name=_("question bank"))
    external_id = models.CharField(_("external number"), max_length=40, blank=True)
    identity = models.CharField(max_length=64, editable=False, help_text="external number, or hash of stem and options")
    state = models.CharField(_("state"), max_length=10, choices=QuestionState, default=QuestionState.ACTIVE)
    current = models.OneToOneField(
        "exams.QuestionVersion", models.PROTECT, null=True, editable=False, related_name="current_of"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["bank", "external_id", "id"]
        constraints = [models.UniqueConstraint(fields=["bank", "identity"], name="question_once")]

    def __str__(self) -> str:
        return self.current.stem if self.current else self.external_id


class QuestionVersion(models.Model):
    """One wording with its key. Never changes: papers that were drawn keep it."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind)
    stem = models.TextField(_("question"))
    options = models.JSONField(_("options"), help_text="texts in order: A, B, C …")
    key = models.JSONField(_("key"), help_text="indexes of the right options")
    explanation = models.TextField(_("explanation"), blank=True)
    citation = models.CharField(_("legal basis"), max_length=200, blank=True)
    difficulty = models.CharField(_("difficulty"), max_length=6, choices=Difficulty, default=Difficulty.MEDIUM)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    content_hash = models.CharField(max_length=64)
    corrected_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="corrects",
        help_text="the version whose key replaces this one's",
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_once")]
