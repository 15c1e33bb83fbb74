from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet
from common.fields import PublicIdField

from .papers import Paper


class Sitting(models.Model):
    """When and by which rules a paper is taken."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"))
    title = models.CharField(_("title"), max_length=120)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="sittings", verbose_name=_("test paper"))
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30, validators=[MinValueValidator(1)])
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts"), default=3, validators=[MinValueValidator(1)])
    wait_minutes = models.PositiveSmallIntegerField(_("minutes between attempts"), default=0)
    grace_seconds = models.PositiveSmallIntegerField(_("grace after the deadline (seconds)"), default=60)

    marking_delay_minutes = models.PositiveSmallIntegerField(
        _("minutes before papers the system handed in are marked"), default=10, help_text=_("Time to grant more time.")
    )

    objects = AreaScopedQuerySet["Sitting"].as_manager()

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="sitting_window"),
            models.CheckConstraint(condition=models.Q(minutes__gte=1, attempts_allowed__gte=1), name="sitting_allows"),
        ]

    def __str__(self) -> str:
        return self.title


class CandidateQuerySet(AreaScopedQuerySet["Candidate"]):
    area_field = "sitting__area"


class Candidate(models.Model):
    """Somebody who may take a sitting. The key says who that is to the app that made the candidate."""

    public_id = PublicIdField()
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="candidates")
    key = models.CharField(max_length=80)
    display_name = models.CharField(_("name"), max_length=60)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [models.UniqueConstraint(fields=["sitting", "key"], name="candidate_once")]

    def __str__(self) -> str:
        return self.public_id
