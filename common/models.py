from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.search_fields import FoldedField, TokensField


class FactQuerySet(models.QuerySet["Fact"]):
    def undrained(self) -> "FactQuerySet":
        return self.filter(drained_at__isnull=True)


class Fact(models.Model):
    """News for the apps above: written in the transaction it speaks of, handled by whoever registered for its kind."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    drained_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="fact_once")]
        indexes = [models.Index(fields=["id"], name="fact_undrained", condition=models.Q(drained_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SearchEntry(models.Model):
    """What search knows of one object. Written by common.search.backend only; `manage.py update_index` makes it anew."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    title = models.TextField()
    title_folded = FoldedField()
    body = models.TextField(help_text="as it was written, for excerpts")
    folded = FoldedField(help_text="title and body")
    tokens = TokensField()
    moment = models.DateTimeField(help_text="newer comes first among equals")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="search_entry_once")]
        indexes = [models.Index(fields=["-moment", "-id"], name="search_entry_newest")]

    def __str__(self) -> str:
        return self.title
