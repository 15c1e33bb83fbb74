from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet, Person
from common.fields import EncryptedTextField, PublicIdField
from common.storage import private_storage
from issuance.models import IssuedDocument
from pledges.enums import PledgeKind, PledgeState, TemplateState
from pledges.validators import validate_merge_fields
from subjects.models import Subject


class PledgeTemplateQuerySet(AreaScopedQuerySet["PledgeTemplate"]):
    def published(self) -> "PledgeTemplateQuerySet":
        return self.filter(state=TemplateState.PUBLISHED)


class PledgeTemplate(models.Model):
    """One version of a pledge's wording. A published version never changes; a new wording is a new version."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="pledge_templates", verbose_name=_("area"))
    kind = models.CharField(_("kind"), max_length=12, choices=PledgeKind, default=PledgeKind.TRAINING)
    version = models.PositiveIntegerField(_("version"), null=True, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=60)
    body = models.TextField(_("text"), validators=[validate_merge_fields])
    body_hash = models.CharField(max_length=64, editable=False, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=TemplateState, default=TemplateState.DRAFT, editable=False
    )
    created_at = models.DateTimeField(_("created"), editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = PledgeTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge template")
        verbose_name_plural = _("pledge templates")
        ordering = ["area", "kind", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "kind", "version"], name="pledge_template_version_once"),
            models.UniqueConstraint(
                fields=["area", "kind"],
                condition=Q(state=TemplateState.PUBLISHED),
                name="pledge_template_published_once",
            ),
            models.CheckConstraint(
                condition=Q(state=TemplateState.DRAFT)
                | (Q(version__isnull=False, published_at__isnull=False) & ~Q(body_hash="")),
                name="pledge_template_published_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}" if self.version else self.title


class PledgeQuerySet(AreaScopedQuerySet["Pledge"]):
    def open(self) -> "PledgeQuerySet":
        return self.filter(state=PledgeState.OPEN)


class Pledge(models.Model):
    """One person asked to sign one text: the text as it was shown, the strokes that were drawn, and how we know who drew them."""

    public_id = PublicIdField()
    source_key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="pledges", verbose_name=_("area"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="pledges", verbose_name=_("person"))
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, related_name="pledges", verbose_name=_("unit")
    )
    signer_role = models.CharField(_("role in the unit"), max_length=40, blank=True)
    template = models.ForeignKey(PledgeTemplate, models.PROTECT, related_name="pledges", verbose_name=_("template"))
    merge = models.JSONField(default=dict, help_text="what the merge fields are filled with, but the person's name")
    text = models.TextField(_("text"))
    text_hash = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=PledgeState, default=PledgeState.OPEN)
    opened_at = models.DateTimeField(_("opened"))
    strokes = EncryptedTextField(blank=True)
    signature = models.FileField(storage=private_storage, max_length=200, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    evidence = models.JSONField(default=dict)
    idempotency_key = models.CharField(max_length=64, blank=True)
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)
    refusal_reason = models.CharField(_("reason"), max_length=200, blank=True)
    document = models.OneToOneField(IssuedDocument, models.PROTECT, null=True, blank=True, related_name="pledge")

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=PledgeState.SIGNED)
                | (Q(signed_at__isnull=False, document__isnull=False) & ~Q(signature="") & ~Q(idempotency_key="")),
                name="pledge_signed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=PledgeState.REFUSED) | (Q(refused_at__isnull=False) & ~Q(refusal_reason="")),
                name="pledge_refused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.person}"
