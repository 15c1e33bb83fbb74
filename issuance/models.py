from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet
from common.fields import EncryptedTextField, PublicIdField
from common.storage import private_storage
from issuance.enums import ISSUED_STATES, DocumentKind, DocumentState
from subjects.models import Subject


class NumberSequence(models.Model):
    """The last serial number used within a scope, such as one session of one year. Its row is the lock that keeps numbers gap-free."""

    scope = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number sequence")
        verbose_name_plural = _("number sequences")

    def __str__(self) -> str:
        return f"{self.scope} {self.last}"


class SealKey(models.Model):
    """A certificate the office has sealed with. Kept for good: old papers are checked against it after the key was changed."""

    key_id = models.CharField(_("seal key id"), max_length=64, unique=True, help_text="SHA-256 of the certificate, hex")
    certificate_pem = models.TextField(_("certificate"))
    first_used_at = models.DateTimeField(_("first used"))

    class Meta:
        verbose_name = _("seal key")
        verbose_name_plural = _("seal keys")

    def __str__(self) -> str:
        return self.key_id[:16]


class IssuedDocumentQuerySet(AreaScopedQuerySet["IssuedDocument"]):
    def sealing(self) -> "IssuedDocumentQuerySet":
        return self.filter(state=DocumentState.SEALING)

    def issued(self) -> "IssuedDocumentQuerySet":
        return self.filter(state__in=ISSUED_STATES)


class IssuedDocument(models.Model):
    """A paper of the office: the facts printed on it, the file rendered from them once, and the sealed file that was handed out."""

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind)
    source_key = models.CharField(
        max_length=120, unique=True, help_text="what the paper is for; asked for twice it is still one paper"
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="issued_documents", verbose_name=_("area"))
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, related_name="issued_documents", verbose_name=_("unit")
    )
    number = models.CharField(_("number"), max_length=60, blank=True)
    number_scope = models.CharField(max_length=80, blank=True)
    number_format = models.CharField(max_length=60, blank=True)
    verify_code = models.CharField(_("verification code"), max_length=12, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=DocumentState, default=DocumentState.SEALING)
    person_name = EncryptedTextField(_("name"))
    facts = models.JSONField(_("printed facts"), help_text="every printed fact but the person's name")
    picture = models.CharField(
        max_length=200, blank=True, help_text="private file that is printed, such as a signature"
    )
    picture_sha256 = models.CharField(max_length=64, blank=True)
    original = models.FileField(storage=private_storage, max_length=200, blank=True)
    original_sha256 = models.CharField(max_length=64, blank=True)
    sealed = models.FileField(storage=private_storage, max_length=200, blank=True)
    sealed_sha256 = models.CharField(max_length=64, blank=True)
    sealed_with = models.ForeignKey(SealKey, models.PROTECT, null=True, blank=True, related_name="documents")
    problem = models.CharField(_("what holds it up"), max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("requested"))
    tried_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(_("sealed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("revoked or replaced"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_reason = models.CharField(_("reason"), max_length=200, blank=True)
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued paper")
        verbose_name_plural = _("issued papers")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["area", "-id"], name="issued_area"),
            models.Index(fields=["tried_at"], name="issued_sealing", condition=Q(state=DocumentState.SEALING)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="issued_number_once"),
            models.UniqueConstraint(fields=["sealed_sha256"], condition=~Q(sealed_sha256=""), name="issued_hash_once"),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.VALID)
                | (
                    ~Q(sealed_sha256="")
                    & ~Q(original_sha256="")
                    & Q(sealed_with__isnull=False, sealed_at__isnull=False)
                ),
                name="issued_valid_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(state=DocumentState.REPLACED) | Q(replaced_by__isnull=True),
                name="issued_replaced_by_is_replaced",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DocumentState.REVOKED, DocumentState.REPLACED])
                | (Q(ended_at__isnull=False) & ~Q(ended_reason="")),
                name="issued_end_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.printed_code

    @property
    def printed_code(self) -> str:
        """The verification code as it stands on the paper: K7QM-4XHD-2PNA."""
        return "-".join(self.verify_code[start : start + 4] for start in range(0, len(self.verify_code), 4))

    @property
    def seal_key_id(self) -> str:
        return self.sealed_with.key_id if self.sealed_with else ""
