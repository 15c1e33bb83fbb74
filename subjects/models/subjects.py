from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet
from common.clock import today
from common.fields import PublicIdField
from subjects.enums import OPEN_REPRESENTATIVE_STATES, IdentifierKind, RepresentativeState, SubjectState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class SubjectQuerySet(AreaScopedQuerySet["Subject"]):
    def for_user(self, user: "User | AnonymousUser") -> Self:
        """Staff: their area and below. Representatives: active subjects that approved them. Everybody else: nothing."""
        if user.is_anonymous or user.is_staff_member:
            return super().for_user(user)
        if not user.is_active:
            return self.none()
        unexpired = models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=today())
        approved = user.representations.filter(unexpired, state=RepresentativeState.APPROVED).values("subject_id")
        return self.filter(state=SubjectState.ACTIVE, pk__in=approved)

    def claimed_by(self, user: "User") -> Self:
        """Subjects this representative may enrol people for, verified or not."""
        claimed = user.representations.filter(state__in=OPEN_REPRESENTATIVE_STATES).values("subject_id")
        return self.filter(pk__in=claimed).exclude(state=SubjectState.REJECTED)

    def pending(self) -> Self:
        return self.filter(state=SubjectState.PENDING)


class Subject(models.Model):
    """An enterprise or other organisation the office keeps a file on. One credit code, one subject."""

    wagtail_reference_index_ignore = True

    public_id = PublicIdField()
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"))
    name = models.CharField(_("name of the subject"), max_length=200)
    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True, null=True, blank=True)
    old_number = models.CharField(_("old registration number"), max_length=15, unique=True, null=True, blank=True)
    identifier_kind = models.CharField(_("kind of code"), max_length=10, choices=IdentifierKind)
    state = models.CharField(_("state"), max_length=10, choices=SubjectState, default=SubjectState.ACTIVE)

    legal_representative = models.CharField(_("legal representative"), max_length=100, blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    enterprise_type = models.CharField(_("type of enterprise"), max_length=100, blank=True)
    registered_capital = models.CharField(
        _("registered capital"), max_length=100, blank=True, help_text=_("as written")
    )
    capital_amount = models.DecimalField(
        _("registered capital (ten thousands)"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    business_scope = models.TextField(_("business scope"), blank=True)
    province = models.CharField(_("province"), max_length=50, blank=True)
    region = models.CharField(_("region"), max_length=50, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    extra = models.JSONField(_("further columns"), default=dict, blank=True)

    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("last updated"))
    imported_at = models.DateTimeField(_("first imported"), null=True, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["area", "name"], name="subject_area_name"),
            models.Index(fields=["area", "created_at"], name="subject_pending", condition=models.Q(state="pending")),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="subject_has_name"),
            models.CheckConstraint(
                condition=models.Q(identifier_kind="uscc", uscc__isnull=False)
                | models.Q(identifier_kind="old_number", uscc__isnull=True, old_number__isnull=False),
                name="subject_has_its_identifier",
            ),
            models.CheckConstraint(condition=models.Q(state__in=SubjectState.values), name="subject_state_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def identifier(self) -> str:
        """The code the subject is known by: credit code, else the old registration number."""
        return self.uscc or self.old_number or ""

    @property
    def masked_identifier(self) -> str:
        code = self.identifier
        return f"{code[:4]}{'•' * (len(code) - 6)}{code[-2:]}"

    @property
    def is_old_numbered(self) -> bool:
        return self.identifier_kind == IdentifierKind.OLD_NUMBER
