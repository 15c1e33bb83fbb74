from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet, PhoneMixin
from common.fields import EncryptedTextField, PublicIdField

from .subjects import Subject

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class CompletionRecordQuerySet(AreaScopedQuerySet["CompletionRecord"]):
    def for_user(self, user: "User | AnonymousUser") -> Self:
        """Staff: their area. Representatives: the records of subjects that approved them."""
        if user.is_anonymous or user.is_staff_member:
            return super().for_user(user)
        return self.filter(subject__in=Subject.objects.for_user(user))

    def current(self) -> Self:
        """Without those a correction has replaced."""
        return self.filter(superseded_by__isnull=True)


class CompletionRecord(models.Model):
    """A training completed, in the subject's file: append-only, each row sealed by the hash of the row before.

    An internal service record of the office; carries no score. Personal data enter only as salted digests.
    """

    wagtail_reference_index_ignore = True

    seq = models.PositiveBigIntegerField(_("sequence number"), unique=True)
    public_id = PublicIdField()
    source_key = models.CharField(max_length=120)
    version = models.PositiveIntegerField(_("version"), default=1)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("corrects")
    )
    reason = models.CharField(_("reason of the correction"), max_length=200, blank=True)

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="completion_records")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"))
    identifier = models.CharField(_("credit code"), max_length=18, help_text=_("as it was when the record was made"))
    session_number = models.CharField(_("session number"), max_length=60)
    course_title = models.CharField(_("course"), max_length=200)
    completed_on = models.DateField(_("completed on"))
    document_number = models.CharField(_("number of the paper"), max_length=60, blank=True)
    person_digest = models.CharField(max_length=64)
    phone_digest = models.CharField(max_length=64)

    recorded_at = models.DateTimeField(_("recorded"))
    prev_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = CompletionRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion record")
        verbose_name_plural = _("completion records")
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["source_key", "version"], name="completion_record_once"),
            models.CheckConstraint(
                condition=models.Q(version=1, supersedes__isnull=True, reason="")
                | models.Q(version__gt=1, supersedes__isnull=False) & ~models.Q(reason=""),
                name="correction_names_what_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.session_number}"


class CompletionRecordPerson(PhoneMixin):
    """Whose completion it was. Erasing this row's text (个人信息保护法 art. 47) leaves the chain provable."""

    wagtail_reference_index_ignore = True

    record = models.OneToOneField(CompletionRecord, models.PROTECT, related_name="person", primary_key=True)
    name = EncryptedTextField(_("name"), blank=True)
    salt = models.CharField(max_length=64, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("person of a completion record")
        verbose_name_plural = _("people of completion records")


class ChainHead(models.Model):
    """The end of the chain: the one row that is locked to append, and that shows when the tail was cut off."""

    wagtail_reference_index_ignore = True

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("end of the chain")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_chain")]
