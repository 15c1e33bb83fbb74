"""A training session (期) of a course, and its half-day meetings."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from accounts.models import AreaScopedQuerySet
from common.fields import PublicIdField
from courses.enums import PUBLIC_SESSION_STATES, SEATED_STATES, SessionState


def new_secret() -> str:
    return secrets.token_hex(32)


class TrainingSessionQuerySet(AreaScopedQuerySet["TrainingSession"]):
    def public(self) -> TrainingSessionQuerySet:
        """Sessions whose notice anyone may read."""
        return self.filter(state__in=PUBLIC_SESSION_STATES)

    def with_seats(self) -> TrainingSessionQuerySet:
        """Adds `seats_taken`: enrolments that hold a seat (the waitlist holds none)."""
        return self.annotate(
            seats_taken=Count("enrolments", filter=Q(enrolments__state__in=SEATED_STATES), distinct=True)
        )

    def with_times(self) -> TrainingSessionQuerySet:
        """Adds `first_starts_at` and `last_ends_at`, the span of the meetings; None without any."""
        meetings = Meeting.objects.filter(session=OuterRef("pk"))
        return self.annotate(
            first_starts_at=Subquery(meetings.order_by("starts_at").values("starts_at")[:1]),
            last_ends_at=Subquery(meetings.order_by("-ends_at").values("ends_at")[:1]),
        )


class TrainingSession(index.Indexed, ClusterableModel):
    public_id = PublicIdField()
    area = models.ForeignKey(
        "accounts.Area", on_delete=models.PROTECT, related_name="training_sessions", verbose_name=_("Area")
    )
    course = models.ForeignKey(
        "courses.Course", on_delete=models.PROTECT, related_name="sessions", verbose_name=_("Course")
    )
    year = models.PositiveSmallIntegerField(_("Year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    number = models.PositiveSmallIntegerField(
        _("Number of the session in that year"), validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    title = models.CharField(
        _("Title"), max_length=120, blank=True, help_text=_("Empty: made from the year, the number and the course.")
    )
    hosts = models.TextField(
        _("Hosts"), blank=True, help_text=_("One line for each: who holds the session, who supports it.")
    )
    place = models.CharField(_("Place"), max_length=200)
    how_to_get_there = models.CharField(_("How to get there"), max_length=200, blank=True)
    audience = models.TextField(_("Who it is for"), blank=True)
    what_to_bring = models.TextField(_("What to bring"), blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("Seats"), default=40, validators=[MaxValueValidator(2000)], help_text=_("0 means that there are no seats.")
    )
    registration_opens_at = models.DateTimeField(_("Registration opens"))
    registration_closes_at = models.DateTimeField(_("Registration closes"))
    contact_name = models.CharField(_("Contact"), max_length=60)
    contact_telephone = models.CharField(
        _("Contact telephone"), max_length=40, help_text=_("An office landline; it is shown to everyone.")
    )
    exam_opens_at = models.DateTimeField(_("Test opens"), null=True, blank=True)
    exam_closes_at = models.DateTimeField(_("Test closes"), null=True, blank=True)
    sitting = models.OneToOneField(
        "exams.Sitting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="training_session",
        verbose_name=_("Test sitting"),
    )
    state = models.CharField(
        _("State"), max_length=12, choices=SessionState.choices, default=SessionState.DRAFT, editable=False
    )
    state_note = models.CharField(_("Note on the state"), max_length=200, blank=True, editable=False)
    code_secret = models.CharField(max_length=64, default=new_secret, editable=False)
    created_at = models.DateTimeField(_("Created at"), auto_now_add=True)

    objects = TrainingSessionQuerySet.as_manager()

    search_fields = [
        *map(index.SearchField, ["title", "hosts", "place", "audience", "what_to_bring"]),
        index.AutocompleteField("title"),
    ]

    class Meta:
        verbose_name = _("Training session")
        verbose_name_plural = _("Training sessions")
        ordering = ["-year", "-number", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "number"],
                name="session_number_once_a_year",
                violation_error_message=_("This number is already taken in that year."),
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="session_number_positive"),
            models.CheckConstraint(
                condition=Q(registration_closes_at__gt=F("registration_opens_at")), name="session_registration_window"
            ),
            models.CheckConstraint(
                condition=Q(exam_opens_at__isnull=True, exam_closes_at__isnull=True)
                | Q(exam_closes_at__gt=F("exam_opens_at")),
                name="session_exam_window",
            ),
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_known"),
        ]

    def __str__(self) -> str:
        return self.title or self.short_name

    @property
    def short_name(self) -> str:
        return _("Session %(number)s of %(year)s") % {"year": self.year, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("courses:session-detail", args=[self.public_id])

    def clean(self) -> None:
        errors = {}
        opens, closes = self.registration_opens_at, self.registration_closes_at
        if opens and closes and closes <= opens:
            errors["registration_closes_at"] = ValidationError(_("Registration must close after it opens."))
        if bool(self.exam_opens_at) != bool(self.exam_closes_at):
            errors["exam_closes_at"] = ValidationError(_("Enter both the start and the end of the test, or neither."))
        elif self.exam_opens_at and self.exam_closes_at and self.exam_closes_at <= self.exam_opens_at:
            errors["exam_closes_at"] = ValidationError(_("The test must close after it opens."))
        if errors:
            raise ValidationError(errors)


class Meeting(models.Model):
    """One half day: the unit of attendance."""

    session = ParentalKey(TrainingSession, on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(_("Title"), max_length=60, blank=True, help_text=_("For example: morning."))
    starts_at = models.DateTimeField(_("Starts"))
    ends_at = models.DateTimeField(_("Ends"))
    check_in_before = models.PositiveSmallIntegerField(
        _("Check-in opens, minutes before the start"), default=30, validators=[MaxValueValidator(24 * 60)]
    )
    check_in_after = models.PositiveSmallIntegerField(
        _("Check-in closes, minutes after the end"), default=0, validators=[MaxValueValidator(24 * 60)]
    )
    late_after = models.PositiveSmallIntegerField(
        _("Late from, minutes after the start"), default=15, validators=[MaxValueValidator(24 * 60)]
    )
    allows_reentry = models.BooleanField(
        _("Several entries allowed"), default=False, help_text=_("Off: each trainee is checked in once.")
    )

    class Meta:
        verbose_name = _("Meeting")
        verbose_name_plural = _("Meetings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Meeting"))

    def clean(self) -> None:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The meeting must end after it starts.")})

    @property
    def check_in_opens_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.check_in_before)

    @property
    def check_in_closes_at(self) -> datetime:
        return self.ends_at + timedelta(minutes=self.check_in_after)

    @property
    def late_from(self) -> datetime:
        """A check-in at this instant or later counts as late."""
        return self.starts_at + timedelta(minutes=self.late_after)
