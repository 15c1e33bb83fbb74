from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageState(TextChoices):
    PENDING = "pending", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    BLOCKED = "blocked", _("No gateway")


class Channel(TextChoices):
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")
