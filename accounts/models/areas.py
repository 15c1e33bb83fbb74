from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import AreaKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .people import User

M = TypeVar("M", bound=models.Model, covariant=True)


class Area(models.Model):
    """An administrative area. Whoever belongs to it sees it and everything below it."""

    code = models.CharField(_("code"), max_length=12, unique=True, help_text=_("GB/T 2260 digits"))
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=AreaKind, default=AreaKind.DISTRICT)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    path = models.CharField(
        max_length=120, unique=True, editable=False, help_text="codes from the top, each ended by a slash"
    )

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class AreaScopedQuerySet(models.QuerySet[M]):
    """Rows with an `area`: staff see those of their own area and below, everybody else none."""

    area_field = "area"

    def for_user(self, user: "User | AnonymousUser") -> Self:
        if not user.is_active or user.is_anonymous or not user.is_staff_member:
            return self.none()
        if user.is_superuser:
            return self.all()
        if user.area is None:
            return self.none()
        return self.filter(**{f"{self.area_field}__path__startswith": user.area.path})
