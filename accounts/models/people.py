from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.enums import CodePurpose, UserKind
from accounts.validators import validate_phone
from common import crypto
from common.fields import EncryptedTextField, PublicIdField

from .areas import Area, AreaScopedQuerySet


class PhoneMixin(models.Model):
    """A telephone number three times: encrypted, as a blind index to find it by, and its last four digits to show."""

    phone = EncryptedTextField(_("phone"), blank=True, validators=[validate_phone])
    phone_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    phone_last4 = models.CharField(max_length=4, blank=True, editable=False)

    class Meta:
        abstract = True

    def set_phone(self, phone: str) -> None:
        """Set all three from a normalised number; the empty string clears them."""
        self.phone = phone
        self.phone_index = crypto.blind_index("phone", phone)
        self.phone_last4 = phone[-4:]

    @property
    def masked_phone(self) -> str:
        return f"*******{self.phone_last4}" if self.phone_last4 else ""


class User(PhoneMixin, AbstractUser):
    """Somebody who signs in: staff with a password, representatives by phone and one-time code. Everybody else is a Person."""

    kind = models.CharField(_("kind"), max_length=16, choices=UserKind, default=UserKind.STAFF)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("area"))
    public_id = PublicIdField()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=models.Q(kind=UserKind.REPRESENTATIVE) & ~models.Q(phone_index=""),
                name="representative_phone_once",
            )
        ]

    def get_full_name(self) -> str:
        """Family name first, without a space, as Chinese names are written."""
        return f"{self.last_name}{self.first_name}" or self.username

    @property
    def is_staff_member(self) -> bool:
        return self.kind == UserKind.STAFF

    @cached_property
    def role_names(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True))


class Person(PhoneMixin):
    """A trainee or visitor: name, phone, unit, and no sign-in of any kind."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"))
    name = models.CharField(_("name"), max_length=60)
    created_at = models.DateTimeField()

    objects = AreaScopedQuerySet["Person"].as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "phone_index", "name"], condition=~models.Q(phone_index=""), name="person_once"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="person_has_name"),
        ]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        """王小明 → 王*明, 王二 → 王*: enough to recognise oneself, not enough to look somebody up."""
        if len(self.name) <= 2:
            return f"{self.name[:1]}*"
        return f"{self.name[0]}{'*' * (len(self.name) - 2)}{self.name[-1]}"


class PhoneCode(models.Model):
    """One one-time code that was sent to a phone."""

    purpose = models.CharField(max_length=12, choices=CodePurpose)
    phone_index = models.CharField(max_length=64, db_index=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("phone code")
        verbose_name_plural = _("phone codes")
