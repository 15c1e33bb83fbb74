from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import AreaScopedQuerySet
from common.fields import PublicIdField
from subjects.enums import OPEN_REPRESENTATIVE_STATES, ProofKind, RepresentativeRole, RepresentativeState

from .subjects import Subject

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class RepresentativeQuerySet(AreaScopedQuerySet["Representative"]):
    area_field = "subject__area"

    def for_user(self, user: "User | AnonymousUser") -> Self:
        """Staff: representatives of the subjects in their area. Representatives: their own rows."""
        if user.is_anonymous or user.is_staff_member:
            return super().for_user(user)
        return self.filter(user=user) if user.is_active else self.none()

    def open(self) -> Self:
        return self.filter(state__in=OPEN_REPRESENTATIVE_STATES)

    def waiting(self) -> Self:
        """Those staff still have to decide on."""
        return self.filter(state__in=(RepresentativeState.UNVERIFIED, RepresentativeState.PENDING))


class Representative(models.Model):
    """Who may act for a subject, and how that was proved. Until approved they may enrol people and see nothing of the file."""

    wagtail_reference_index_ignore = True

    public_id = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="representations")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="representatives")
    role = models.CharField(_("role"), max_length=12, choices=RepresentativeRole, default=RepresentativeRole.LIAISON)
    state = models.CharField(
        _("state"), max_length=10, choices=RepresentativeState, default=RepresentativeState.UNVERIFIED
    )
    proof = models.CharField(_("proof"), max_length=14, choices=ProofKind, default=ProofKind.NONE)
    proof_note = models.CharField(_("note on the proof"), max_length=200, blank=True)
    expires_on = models.DateField(_("authorised until"), null=True, blank=True)
    created_at = models.DateTimeField(_("claimed"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject"],
                condition=models.Q(state__in=OPEN_REPRESENTATIVE_STATES),
                name="representative_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | ~models.Q(proof="none") & models.Q(decided_by__isnull=False),
                name="approved_representative_has_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_role_display()}"

    @property
    def is_approved(self) -> bool:
        return self.state == RepresentativeState.APPROVED
