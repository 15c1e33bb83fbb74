from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet
from common.fields import PublicIdField
from common.storage import private_storage
from subjects.enums import ImportState


class SubjectImport(models.Model):
    """One run of one file: who, when, which file, what came of each row."""

    wagtail_reference_index_ignore = True

    public_id = PublicIdField()
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.FileField(_("file"), upload_to="imports/", storage=private_storage, blank=True)
    file_name = models.CharField(_("file name"), max_length=200)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.RUNNING)
    error = models.CharField(_("why it stopped"), max_length=300, blank=True)

    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)

    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = AreaScopedQuerySet["SubjectImport"].as_manager()

    class Meta:
        verbose_name = _("subject import")
        verbose_name_plural = _("subject imports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("created") + models.F("updated") + models.F("unchanged") + models.F("rejected")
                ),
                name="import_counts_add_up",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("rows", "created", "updated", "unchanged", "rejected")}


class RejectedRow(models.Model):
    """A row that was left out, as it stood in the file, and why."""

    wagtail_reference_index_ignore = True

    subject_import = models.ForeignKey(SubjectImport, models.CASCADE, related_name="rejected_rows")
    row_number = models.PositiveIntegerField(_("row"), help_text=_("as counted in the file, the header included"))
    column = models.CharField(_("column"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    cells = models.JSONField(_("cells"), default=list)

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        ordering = ["row_number", "id"]

    def __str__(self) -> str:
        return f"{self.row_number}: {self.reason}"
