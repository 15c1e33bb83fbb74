from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet
from common.fields import PublicIdField
from subjects.enums import BreachClass, BreachKind, BreachState

from .subjects import Subject

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class BreachRecordQuerySet(AreaScopedQuerySet["BreachRecord"]):
    area_field = "subject__area"

    def for_user(self, user: "User | AnonymousUser") -> Self:
        """Staff: records of the subjects in their area. Representatives: of subjects that approved them."""
        if user.is_anonymous or user.is_staff_member:
            return super().for_user(user)
        return self.filter(subject__in=Subject.objects.for_user(user))

    def open(self, day: date) -> Self:
        """Neither closed nor past the last day of publication; a decision counts before it is published, too."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), state=BreachState.OPEN)


class BreachRecord(models.Model):
    """Breach information (失信信息) about a subject, as an authority decided and published it (36号令 art. 4).

    Class and dates are the authority's own; none is worked out here. It is shown in the subject file and nowhere in public.
    """

    wagtail_reference_index_ignore = True

    public_id = PublicIdField()
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="breach_records", verbose_name=_("subject"))
    kind = models.CharField(_("kind"), max_length=12, choices=BreachKind, default=BreachKind.PENALTY)
    decision_number = models.CharField(_("decision number"), max_length=120, blank=True)
    authority = models.CharField(_("deciding authority"), max_length=120)
    decided_on = models.DateField(_("decided on"))

    violation = models.CharField(_("type of violation"), max_length=200, blank=True)
    penalty_kinds = models.CharField(_("kinds of penalty"), max_length=200, blank=True)
    content = models.TextField(_("content of the decision"), blank=True)
    fine = models.DecimalField(_("fine (ten thousands)"), max_digits=20, decimal_places=6, null=True, blank=True)

    published_class = models.CharField(
        _("class as published"), max_length=10, choices=BreachClass, default=BreachClass.UNSTATED
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    ends_on = models.DateField(_("publication ends on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=BreachState, default=BreachState.OPEN)
    ended_on = models.DateField(_("closed on"), null=True, blank=True)

    source = models.CharField(_("where the data come from"), max_length=120, blank=True)
    data_date = models.DateField(_("date of the data"))
    extra = models.JSONField(_("further columns"), default=dict, blank=True)
    created_at = models.DateTimeField(_("entered"))
    updated_at = models.DateTimeField(_("last updated"))

    objects = BreachRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("breach record")
        verbose_name_plural = _("breach records")
        ordering = ["-decided_on", "-pk"]
        indexes = [models.Index(fields=["subject"], name="breach_open", condition=Q(state="open"))]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "authority", "decision_number"],
                condition=~Q(decision_number=""),
                name="breach_once_by_number",
            ),
            models.UniqueConstraint(
                fields=["subject", "authority", "kind", "decided_on"],
                condition=Q(decision_number=""),
                name="breach_once_by_day",
            ),
            models.CheckConstraint(condition=~Q(authority=""), name="breach_has_authority"),
            models.CheckConstraint(
                condition=Q(state="open", ended_on=None) | ~Q(state="open") & Q(ended_on__isnull=False),
                name="breach_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(published_on=None) | Q(ends_on__gte=F("published_on")),
                name="breach_ends_after_publication",
            ),
            models.CheckConstraint(condition=Q(state__in=BreachState.values), name="breach_state_known"),
        ]

    def __str__(self) -> str:
        return self.decision_number or f"{self.authority} {self.decided_on:%Y-%m-%d}"

    @property
    def area(self) -> Area:
        return self.subject.area

    @property
    def is_open(self) -> bool:
        return self.state == BreachState.OPEN
