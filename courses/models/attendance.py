"""The facts of presence, and the one decision that follows from them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import CheckInKind, CheckInOutcome, CheckInReason, EvidenceLevel


class CheckIn(models.Model):
    """One scan is one row, refusals included. The row is its own audit line; nothing is edited or deleted, only annulled once."""

    meeting = models.ForeignKey(
        "courses.Meeting", on_delete=models.PROTECT, related_name="check_ins", verbose_name=_("Meeting")
    )
    enrolment = models.ForeignKey(
        "courses.Enrolment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="check_ins",
        verbose_name=_("Enrolment"),
    )
    kind = models.CharField(_("Kind"), max_length=8, choices=CheckInKind.choices, default=CheckInKind.ENTRY)
    outcome = models.CharField(_("Outcome"), max_length=8, choices=CheckInOutcome.choices)
    reason = models.CharField(_("Reason"), max_length=24, choices=CheckInReason.choices, blank=True)
    note = models.CharField(_("Note"), max_length=200, blank=True)
    evidence_level = models.PositiveSmallIntegerField(_("Evidence"), choices=EvidenceLevel.choices)
    is_late = models.BooleanField(_("Late"), default=False)
    # Copied from the meeting, so that the database can referee without a join.
    allows_reentry = models.BooleanField(_("Several entries allowed"), default=False)
    nonce = models.CharField(_("Scan number"), max_length=64)
    happened_at = models.DateTimeField(_("Scanned at"), help_text=_("The time that counts, by the server's clock."))
    device_time = models.DateTimeField(_("Device time"), null=True, blank=True)
    offset_ms = models.BigIntegerField(
        _("Clock offset"), null=True, blank=True, help_text=_("Device time minus server time, in milliseconds.")
    )
    recorded_at = models.DateTimeField(_("Recorded at"), help_text=_("When the server stored the row."))
    device_key = models.CharField(_("Device"), max_length=64, blank=True)
    by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("By")
    )
    raw_code = models.CharField(_("Code as scanned"), max_length=200, blank=True)
    annulled_at = models.DateTimeField(_("Annulled at"), null=True, blank=True)
    annulled_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Annulled by"),
    )
    annulled_reason = models.CharField(_("Reason for annulling"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Check-in")
        verbose_name_plural = _("Check-ins")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "nonce"], name="check_in_nonce_once"),
            models.UniqueConstraint(
                fields=["meeting", "enrolment", "kind"],
                condition=Q(outcome=CheckInOutcome.ACCEPTED, allows_reentry=False),
                name="check_in_accepted_once",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CheckInOutcome.ACCEPTED) | Q(enrolment__isnull=False),
                name="check_in_accepted_has_enrolment",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CheckInOutcome.REFUSED) | ~Q(reason=""), name="check_in_refused_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(outcome=CheckInOutcome.ANNULLED, annulled_at__isnull=False, annulled_by__isnull=False)
                & ~Q(annulled_reason="")
                | ~Q(outcome=CheckInOutcome.ANNULLED) & Q(annulled_at__isnull=True),
                name="check_in_annulled_whole",
            ),
            models.CheckConstraint(condition=Q(outcome__in=CheckInOutcome.values), name="check_in_outcome_known"),
            models.CheckConstraint(condition=Q(kind__in=CheckInKind.values), name="check_in_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_outcome_display()}"


class Completion(models.Model):
    """The one decision per enrolment. The row is the referee; its paper and record are made in the same transaction."""

    enrolment = models.OneToOneField(
        "courses.Enrolment", on_delete=models.PROTECT, related_name="completion", verbose_name=_("Enrolment")
    )
    document = models.OneToOneField(
        "issuance.IssuedDocument",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="completion",
        verbose_name=_("Certificate"),
    )
    record = models.OneToOneField(
        "subjects.CompletionRecord",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="completion",
        verbose_name=_("Completion record"),
    )
    decided_at = models.DateTimeField(_("Decided at"))

    class Meta:
        verbose_name = _("Completion")
        verbose_name_plural = _("Completions")
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}"
