"""A seat in a session: one person, sent by one firm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import AreaScopedQuerySet
from common.fields import PublicIdField
from common.public_ids import random_code, random_id
from courses.enums import ACTIVE_STATES, SEATED_STATES, EnrolmentSource, EnrolmentState, TraineeRole
from subjects.models import Subject

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def new_seat_code() -> str:
    return random_code(8)


def new_link_token() -> str:
    return random_id(32)


class EnrolmentQuerySet(AreaScopedQuerySet["Enrolment"]):
    area_field = "session__area"

    def active(self) -> Self:
        """Still wants to come: seated or on the waitlist."""
        return self.filter(state__in=ACTIVE_STATES)

    def seated(self) -> Self:
        """Holds a seat."""
        return self.filter(state__in=SEATED_STATES)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """Staff: enrolments of their areas. Representatives: those of the firms whose file they may see, and their own."""
        if user.is_anonymous or user.is_staff_member:
            return super().for_user(user)
        return self.filter(Q(enrolled_by=user) | Q(subject__in=Subject.objects.for_user(user)))


class Enrolment(models.Model):
    public_id = PublicIdField()
    session = models.ForeignKey(
        "courses.TrainingSession", on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("Session")
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("Trainee")
    )
    subject = models.ForeignKey(
        "subjects.Subject", on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("Firm")
    )
    role = models.CharField(_("Role in the firm"), max_length=24, choices=TraineeRole.choices)
    job_title = models.CharField(_("Job title"), max_length=60, blank=True)
    state = models.CharField(
        _("State"), max_length=12, choices=EnrolmentState.choices, default=EnrolmentState.CONFIRMED
    )
    source = models.CharField(_("Source"), max_length=16, choices=EnrolmentSource.choices)
    seat_number = models.PositiveSmallIntegerField(_("Seat number"), null=True, blank=True)
    seat_code = models.CharField(_("Seat-slip code"), max_length=12, unique=True, default=new_seat_code)
    link_token = models.CharField(max_length=40, unique=True, default=new_link_token, editable=False)
    enrolled_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("By")
    )
    enrolled_at = models.DateTimeField(_("Enrolled at"))
    exception_reason = models.CharField(_("Reason for enrolling outside the window"), max_length=200, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Ended by")
    )
    ended_at = models.DateTimeField(_("Ended at"), null=True, blank=True)
    end_reason = models.CharField(_("Reason"), max_length=200, blank=True)
    candidate = models.OneToOneField(
        "exams.Candidate", on_delete=models.PROTECT, null=True, blank=True, related_name="enrolment"
    )
    pledge = models.OneToOneField(
        "pledges.Pledge", on_delete=models.PROTECT, null=True, blank=True, related_name="enrolment"
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Enrolment")
        verbose_name_plural = _("Enrolments")
        ordering = ["session", "seat_number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "subject"],
                condition=Q(state__in=ACTIVE_STATES),
                name="enrolment_once_while_active",
            ),
            # The referee of capacity: two requests that found the same free seat cannot both have it.
            models.UniqueConstraint(
                fields=["session", "seat_number"],
                condition=Q(state__in=SEATED_STATES),
                name="enrolment_seat_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SEATED_STATES, seat_number__gte=1)
                | (~Q(state__in=SEATED_STATES) & Q(seat_number__isnull=True)),
                name="enrolment_seated_has_seat",
            ),
            models.CheckConstraint(condition=Q(state__in=EnrolmentState.values), name="enrolment_state_known"),
            models.CheckConstraint(condition=Q(role__in=TraineeRole.values), name="enrolment_role_known"),
        ]

    def __str__(self) -> str:
        return self.seat_code

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    @property
    def is_seated(self) -> bool:
        return self.state in SEATED_STATES
