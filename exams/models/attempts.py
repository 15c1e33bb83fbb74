from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import AreaScopedQuerySet
from common.fields import PublicIdField
from exams.enums import OPEN_STATES, AttemptState, BatchState, SubmittedBy

from .sittings import Candidate, Sitting


class AttemptQuerySet(AreaScopedQuerySet["Attempt"]):
    area_field = "sitting__area"

    def open(self) -> "AttemptQuerySet":
        return self.filter(state__in=OPEN_STATES)


class Attempt(models.Model):
    """One taking of a sitting by one candidate, with the paper as it was drawn."""

    public_id = PublicIdField()
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="attempts")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=12, choices=AttemptState, default=AttemptState.PREPARED)
    slots = models.JSONField(help_text="per slot: version id, marks, order of the options, their opaque tokens")
    pass_percent = models.PositiveSmallIntegerField(default=0, help_text="the paper's pass mark when it began")
    started_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    accept_until = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.CharField(max_length=10, choices=SubmittedBy, blank=True)
    paper_stamp = models.CharField(max_length=64, blank=True, help_text="the rules the slots were drawn by")
    lease_epoch = models.PositiveIntegerField(default=0, help_text="how many tabs and devices have opened it")
    idempotency_key = models.CharField(max_length=64, blank=True)
    receipt = models.CharField(max_length=16, blank=True)
    answers_hash = models.CharField(max_length=64, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "candidate", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["sitting", "candidate"], condition=Q(state__in=OPEN_STATES), name="attempt_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["accept_until"], name="attempt_to_end", condition=Q(state=AttemptState.IN_PROGRESS))
        ]


class TimeGrant(models.Model):
    """Minutes somebody in the office added to an attempt, and why."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="time_grants")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    reason = models.CharField(_("reason"), max_length=200)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    reopened = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=Q(reopened=True), name="time_grant_reopens_once")
        ]


class Response(models.Model):
    """The newest answer to one slot: option tokens, as the phone last sent them."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="responses")
    slot = models.PositiveSmallIntegerField()
    value = models.JSONField()
    lease_epoch = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    late = models.BooleanField(default=False, help_text="arrived between the deadline and the end of the grace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "slot"], name="response_once")]


class Grade(models.Model):
    """One marking of an attempt; the newest revision counts."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="grades")
    revision = models.PositiveSmallIntegerField()
    score = models.DecimalField(max_digits=6, decimal_places=1)
    max_score = models.DecimalField(max_digits=6, decimal_places=1)
    passed = models.BooleanField()
    detail = models.JSONField(help_text="per slot: marks given, right or not")
    score_before = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    reason = models.CharField(max_length=200, blank=True)
    graded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    graded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "revision"], name="grade_revision_once")]


class LateBatch(models.Model):
    """Answers that arrived after the door was closed: kept, never counted by themselves."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="late_batches")
    digest = models.CharField(max_length=64)
    items = models.JSONField()
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "digest"], name="late_batch_once")]
