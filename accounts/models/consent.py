from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import ConsentChannel, ConsentPurpose

from .people import Person


class ConsentText(models.Model):
    """One version of what people are told and agree to (个人信息保护法 art. 14, 17). A new wording is a new version."""

    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose)
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(_("text"))
    body_hash = models.CharField(max_length=64, editable=False)
    published_at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version_once")]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class ConsentRecord(models.Model):
    """Somebody agreed to one version of a text; withdrawing leaves the record and adds the time."""

    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="records")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="consents")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="consents")
    channel = models.CharField(max_length=8, choices=ConsentChannel)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ models.Q(user__isnull=False),
                name="consent_of_person_or_user",
            ),
            models.UniqueConstraint(
                fields=["text", "person"], condition=models.Q(withdrawn_at__isnull=True), name="person_consent_once"
            ),
            models.UniqueConstraint(
                fields=["text", "user"], condition=models.Q(withdrawn_at__isnull=True), name="user_consent_once"
            ),
        ]
