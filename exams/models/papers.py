from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from accounts.models import Area, AreaScopedQuerySet
from exams.enums import Difficulty, QuestionKind

from .questions import QuestionBank


class Paper(ClusterableModel):
    """How a test is put together: rules that draw questions, and what passes."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"))
    title = models.CharField(_("title"), max_length=80)
    pass_percent = models.PositiveSmallIntegerField(_("pass mark in per cent"), default=60)
    shuffle_questions = models.BooleanField(_("shuffle questions"), default=True)
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)

    objects = AreaScopedQuerySet["Paper"].as_manager()

    class Meta:
        verbose_name = _("test paper")
        verbose_name_plural = _("test papers")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=models.Q(pass_percent__lte=100), name="paper_pass_percent_to_100")
        ]

    def __str__(self) -> str:
        return self.title


class PaperRule(models.Model):
    """Draw so many questions of this kind from this bank, each worth so many marks."""

    paper = ParentalKey(Paper, on_delete=models.CASCADE, related_name="rules")
    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="+", verbose_name=_("question bank"))
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind, blank=True)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    difficulty = models.CharField(_("difficulty"), max_length=6, choices=Difficulty, blank=True)
    count = models.PositiveSmallIntegerField(_("number of questions"), validators=[MinValueValidator(1)])
    marks = models.PositiveSmallIntegerField(_("marks each"), default=5)

    class Meta:
        verbose_name = _("drawing rule")
        verbose_name_plural = _("drawing rules")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=models.Q(count__gte=1), name="paper_rule_draws_something")]
