"""A course: what is taught, with what, and what completing it takes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from accounts.models import AreaScopedQuerySet
from common.fields import PublicIdField


class CourseQuerySet(AreaScopedQuerySet["Course"]):
    def current(self) -> CourseQuerySet:
        return self.filter(retired_at=None)


class Course(ClusterableModel):
    """Contents and completion policy. The policy's words for trainees come from courses.domain.completion."""

    public_id = PublicIdField()
    area = models.ForeignKey("accounts.Area", on_delete=models.PROTECT, related_name="courses", verbose_name=_("Area"))
    title = models.CharField(_("Title"), max_length=120)
    summary = models.TextField(
        _("Summary"), blank=True, help_text=_("Two or three sentences for the public page: what one learns here.")
    )
    meetings_required = models.PositiveSmallIntegerField(
        _("Meetings needed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How many meetings of a session a trainee must attend. Leave empty for all of them."),
    )
    exam_required = models.BooleanField(_("Test needed"), default=True)
    pledge_required = models.BooleanField(_("Pledge needed"), default=True)
    paper = models.ForeignKey(
        "exams.Paper",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("Test paper"),
    )
    pledge_template = models.ForeignKey(
        "pledges.PledgeTemplate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("Pledge text"),
    )
    retired_at = models.DateTimeField(_("Retired at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("Created at"), auto_now_add=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Course")
        verbose_name_plural = _("Courses")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(exam_required=False) | Q(paper__isnull=False), name="course_exam_needs_paper"
            ),
            models.CheckConstraint(
                condition=Q(pledge_required=False) | Q(pledge_template__isnull=False),
                name="course_pledge_needs_template",
            ),
            models.CheckConstraint(
                condition=Q(meetings_required__isnull=True) | Q(meetings_required__gte=1),
                name="course_meetings_at_least_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        errors = {}
        if self.exam_required and not self.paper_id:
            errors["paper"] = ValidationError(_("Choose the test paper, or untick “Test needed”."))
        if self.pledge_required and not self.pledge_template_id:
            errors["pledge_template"] = ValidationError(_("Choose the pledge text, or untick “Pledge needed”."))
        if errors:
            raise ValidationError(errors)


class CourseUnit(Orderable):
    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="units")
    title = models.CharField(_("Title"), max_length=120)
    minutes = models.PositiveSmallIntegerField(
        _("Minutes"), default=30, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    outline = models.TextField(_("Outline"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("Unit")
        verbose_name_plural = _("Units")

    def __str__(self) -> str:
        return self.title


class CourseMaterial(Orderable):
    """Something to read: a document of the library or a page of the site, exactly one of them."""

    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(
        _("Title"), max_length=120, blank=True, help_text=_("Empty: the title of the document or page.")
    )
    document = models.ForeignKey(
        "outreach.SiteDocument",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Document"),
    )
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Page")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("Study material")
        verbose_name_plural = _("Study materials")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, page__isnull=True) | Q(document__isnull=True, page__isnull=False),
                name="material_is_document_or_page",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def source(self):  # type: ignore[no-untyped-def]
        return self.document or self.page

    @property
    def label(self) -> str:
        return self.title or str(self.source or "")

    @property
    def url(self) -> str:
        return self.source.url if self.source else ""

    def clean(self) -> None:
        if bool(self.document_id) == bool(self.page_id):
            raise ValidationError(_("Choose either a document or a page, exactly one."))
