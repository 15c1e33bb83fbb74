from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .areas import Area, AreaScopedQuerySet


class AuditEntry(models.Model):
    """Who did what to which object, when. Written by every state change; the database refuses to change or delete a row."""

    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    actor_label = models.CharField(
        _("done by"), max_length=80, help_text="a trainee, a task or a command where there is no user"
    )
    action = models.CharField(_("action"), max_length=60)
    target_type = models.CharField(_("kind of object"), max_length=60, blank=True)
    target_id = models.CharField(_("object"), max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area"))
    detail = models.JSONField(_("details"), default=dict, help_text="never personal data")

    wagtail_reference_index_ignore = True

    objects = AreaScopedQuerySet["AuditEntry"].as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-id"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.action}"


class AuditBatch(models.Model):
    """A link of the audit chain: a digest over some entries and over the link before. Names its entries, since ids may commit out of order."""

    entry_ids = models.JSONField()
    closed_at = models.DateTimeField()
    prev_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit batch")
        verbose_name_plural = _("audit batches")
