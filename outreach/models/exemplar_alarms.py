from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Area, AreaScopedQuerySet
from outreach.enums import AlarmState
from subjects.models import BreachRecord

from .pages import ExemplarPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

WATCHERS = (Role.LEADER, Role.LEADER_REVIEWER)


class ExemplarAlarmQuerySet(AreaScopedQuerySet["ExemplarAlarm"]):
    area_field = "record__subject__area"

    def for_user(self, user: "User | AnonymousUser") -> Self:
        """Owners: alarms of their own stories. Leaders: those about firms of their area. Nobody else."""
        if user.is_anonymous or not user.is_active or not user.is_staff_member:
            return self.none()
        own = Q(page__owner=user)
        if user.is_superuser or not user.role_names.isdisjoint(WATCHERS):
            return self.filter(own | Q(pk__in=super().for_user(user).values("pk")))
        return self.filter(own)

    def open(self) -> Self:
        return self.filter(state=AlarmState.OPEN)


class ExemplarAlarm(models.Model):
    """A praised firm has an open breach record. One row per story and record: settled by taking the story down (or by the
    record's end), or kept with a leader's reason."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(ExemplarPage, models.CASCADE, related_name="alarms", verbose_name=_("exemplar story"))
    record = models.ForeignKey(BreachRecord, models.PROTECT, related_name="+", verbose_name=_("breach record"))
    state = models.CharField(_("state"), max_length=8, choices=AlarmState, default=AlarmState.OPEN)
    found_at = models.DateTimeField(_("found"))
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = ExemplarAlarmQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemplar alarm")
        verbose_name_plural = _("exemplar alarms")
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "record"], name="exemplar_alarm_once"),
            models.CheckConstraint(
                condition=~Q(state="kept") | ~Q(reason="") & Q(decided_by__isnull=False),
                name="kept_exemplar_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | ~Q(state="open") & Q(decided_at__isnull=False),
                name="exemplar_alarm_decided_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.record}"

    @property
    def area(self) -> Area:
        return self.record.subject.area
