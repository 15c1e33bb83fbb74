from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaKind(TextChoices):
    DISTRICT = "district", _("District or county")
    STREET = "street", _("Street or township")
    COMMUNITY = "community", _("Community or village")


class UserKind(TextChoices):
    STAFF = "staff", _("Staff")
    REPRESENTATIVE = "representative", _("Enterprise representative")


class Role(TextChoices):
    """The names of the groups; what each may do stands in accounts.domain.roles."""

    EDITOR = "editor", _("Publicity editor")
    SECTION_REVIEWER = "section_reviewer", _("Section head (review)")
    LEADER_REVIEWER = "leader_reviewer", _("Deputy director (final review)")
    ORGANISER = "organiser", _("Campaign organiser")
    TRAINING_MANAGER = "training_manager", _("Training manager")
    DOOR_STAFF = "door_staff", _("Door staff")
    EXAMINER = "examiner", _("Examiner")
    LEADER = "leader", _("Office leader")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


class CodePurpose(TextChoices):
    SIGN_IN = "sign_in", _("Enterprise sign-in")
    TRAINEE = "trainee", _("Trainee identification")


class ConsentPurpose(TextChoices):
    ENROLMENT = "enrolment", _("Enrolment in a training session")
    PLEDGE = "pledge", _("Signing a pledge on screen")
    MESSAGE = "message", _("Questions from the public")


class ConsentChannel(TextChoices):
    WEB = "web", _("Web page")
    PHONE = "phone", _("Telephone")
    PAPER = "paper", _("Paper")


class SiteSwitch(TextChoices):
    """Switches over the whole public site; each is a pair of fields of SiteState."""

    GREY = "grey", _("Grey mode")
    FREEZE = "freeze", _("Freeze")
