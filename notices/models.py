from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PhoneMixin
from common.fields import EncryptedTextField
from notices.enums import Channel, MessageState


class Message(PhoneMixin):
    """One text message to one phone, or one e-mail to staff. The key makes it one message however often it is asked for."""

    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.SMS)
    template = models.CharField(max_length=40)
    email = EncryptedTextField(blank=True)
    subject = models.CharField(max_length=80, blank=True)
    body = EncryptedTextField()
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], name="message_pending", condition=models.Q(state=MessageState.PENDING))]

    def __str__(self) -> str:
        return f"{self.template} {self.masked_recipient}"

    @property
    def masked_recipient(self) -> str:
        """*******4321, or w***@example.gov.cn."""
        name, _at, host = self.email.partition("@")
        return f"{name[:1]}***@{host}" if host else self.masked_phone
