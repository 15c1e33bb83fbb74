from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PhoneMixin
from common.fields import EncryptedTextField
from notices.enums import MessageState


class Message(PhoneMixin):
    """One text message to one phone. The key makes it one message however often it is asked for."""

    key = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=40)
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
        return f"{self.template} {self.masked_phone}"
