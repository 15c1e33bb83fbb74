from typing import Self

from django.db import models
from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet
from common.fields import EncryptedTextField, PublicIdField
from subjects.enums import DeliveryState
from subjects.validators import validate_destination_url

from .records import CompletionRecord


class DestinationQuerySet(AreaScopedQuerySet["Destination"]):
    def receiving(self, area: Area) -> Self:
        """Active destinations of this area or of one above it."""
        above = self.annotate(of=Value(area.path, output_field=models.CharField()))
        return above.filter(active=True, of__startswith=F("area__path"))


class Destination(models.Model):
    """Where completion records are sent. Nothing leaves the house until one is active, and none is without its legal basis."""

    wagtail_reference_index_ignore = True

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"))
    name = models.CharField(_("name"), max_length=80)
    url = models.URLField(_("address"), max_length=300, validators=[validate_destination_url])
    key_id = models.CharField(_("key id"), max_length=40)
    secret = EncryptedTextField(_("secret"))
    legal_basis = models.TextField(_("legal basis"), help_text=_("The document and article this delivery rests on."))
    active = models.BooleanField(_("active"), default=False)

    objects = DestinationQuerySet.as_manager()

    class Meta:
        verbose_name = _("destination")
        verbose_name_plural = _("destinations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["url"], name="destination_once"),
            models.CheckConstraint(condition=~models.Q(legal_basis=""), name="destination_cites_its_basis"),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(AreaScopedQuerySet["Delivery"]):
    area_field = "record__area"

    def open(self) -> Self:
        return self.filter(state__in=(DeliveryState.PENDING, DeliveryState.SENDING))


class Delivery(models.Model):
    """The outbox: one completion record for one destination, until its receipt is in."""

    wagtail_reference_index_ignore = True

    public_id = PublicIdField()
    record = models.ForeignKey(CompletionRecord, models.PROTECT, related_name="deliveries")
    destination = models.ForeignKey(Destination, models.PROTECT, related_name="deliveries")
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(_("last failure"), max_length=300, blank=True)
    receipt = models.JSONField(_("receipt"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="delivery_due", condition=models.Q(state__in=("pending", "sending"))
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["record", "destination"], name="delivery_once"),
            models.CheckConstraint(
                condition=~models.Q(state="delivered") | models.Q(receipt__isnull=False, delivered_at__isnull=False),
                name="delivered_has_receipt",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sending") | models.Q(lease_until__isnull=False), name="sending_has_lease"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} → {self.destination}"

    @property
    def idempotency_key(self) -> str:
        return f"{self.record.public_id}:{self.record.version}"


class DeliveryAttempt(models.Model):
    """What came of one try."""

    wagtail_reference_index_ignore = True

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    number = models.PositiveIntegerField(_("try number"))
    at = models.DateTimeField(_("time"))
    succeeded = models.BooleanField(_("succeeded"))
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    error = models.CharField(_("failure"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="delivery_attempt_once")]
