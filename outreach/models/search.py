from typing import Any

from django.db import models
from django.db.models import Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from outreach.validators import split_words, validate_synonyms


class SynonymGroup(models.Model):
    """Words that mean the same to somebody searching; whoever asks for one finds the others too."""

    words = models.TextField(
        _("words"), max_length=400, validators=[validate_synonyms], help_text=_("One word on each line, two at least.")
    )
    note = models.CharField(_("note"), max_length=120, blank=True, help_text=_("Why, for your colleagues."))

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words", "pk"]

    def __str__(self) -> str:
        return "、".join(split_words(self.words))


class SearchTallyQuerySet(models.QuerySet["SearchTally"]):
    def by_phrase(self, *, at_least: int) -> models.QuerySet[Any, Any]:
        """One row per phrase (a dict): how often it was asked for, what the best answer had, and when last.

        What only one visitor asked for may be a person's name and isn't shown.
        """
        rows = self.values("phrase").annotate(total=Sum("times"), most_found=Max("found"), last_on=Max("day"))
        return rows.filter(total__gte=at_least).order_by("most_found", "-total", "phrase")


class SearchTally(models.Model):
    """How often a phrase was searched for on a day, and how many results it had. Nothing says who asked."""

    day = models.DateField(_("day"))
    phrase = models.CharField(_("searched for"), max_length=30)
    times = models.PositiveIntegerField(_("times"), default=0)
    found = models.PositiveIntegerField(_("results"), default=0)

    objects = SearchTallyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("search of visitors")
        verbose_name_plural = _("what visitors searched for")
        constraints = [
            models.UniqueConstraint(fields=["day", "phrase"], name="search_tally_once"),
            models.CheckConstraint(condition=~Q(phrase=""), name="search_tally_has_phrase"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.phrase}"
