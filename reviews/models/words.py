from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.enums import Severity


class WordRuleQuerySet(models.QuerySet["WordRule"]):
    def active(self) -> "WordRuleQuerySet":
        return self.filter(active=True)

    def version(self) -> tuple[int, ...]:
        """Another answer after every change of the list: what a process has compiled under this version is still right.

        A time stamp wouldn't do: the transaction that began first may commit last.
        """
        found = self.aggregate(models.Count("pk"), models.Max("pk"), models.Sum("revision"))
        return tuple(value or 0 for value in found.values())


class WordRule(models.Model):
    """A word or expression the office doesn't want to read on its site, and what to write instead."""

    code = models.CharField(
        max_length=40, null=True, unique=True, editable=False, help_text="the row of the first list it came from"
    )
    word = models.CharField(
        _("word"),
        max_length=60,
        unique=True,
        help_text=_("An asterisk stands for up to twelve characters of the same sentence."),
    )
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.WARN)
    advice = models.CharField(
        _("advice"), max_length=200, blank=True, help_text=_("What to write instead, or what to make sure of.")
    )
    except_in = models.TextField(
        _("fine in these expressions"),
        blank=True,
        help_text=_("One in each line. A line with 《》 allows it in every title between these marks."),
    )
    note = models.CharField(_("why it is on the list"), max_length=200, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    revision = models.PositiveIntegerField(default=1, editable=False, help_text="counts up with every change")

    objects = WordRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("word to avoid")
        verbose_name_plural = _("words to avoid")
        ordering = ["-active", "severity", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(word=""), name="word_rule_has_word"),
            models.CheckConstraint(condition=models.Q(severity__in=Severity.values), name="word_rule_severity_known"),
        ]

    def __str__(self) -> str:
        return self.word


class CheckConfirmation(models.Model):
    """Somebody has looked at one warning of the content checks and stands by the text. Another text is another fingerprint."""

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    code = models.CharField(max_length=40)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("confirmed warning")
        verbose_name_plural = _("confirmed warnings")
        constraints = [models.UniqueConstraint(fields=["page", "fingerprint"], name="check_confirmed_once")]
