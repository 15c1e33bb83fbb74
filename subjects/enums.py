from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SubjectState(TextChoices):
    ACTIVE = "active", _("On file")
    PENDING = "pending", _("Waiting for approval")
    REJECTED = "rejected", _("Not accepted")


class IdentifierKind(TextChoices):
    USCC = "uscc", _("Unified social credit code")
    OLD_NUMBER = "old_number", _("Old registration number (15 digits)")


class ImportState(TextChoices):
    QUEUED = "queued", pgettext_lazy("import", "Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Stopped")


class RepresentativeRole(TextChoices):
    LEGAL_REPRESENTATIVE = "legal_rep", _("Legal representative")
    PRINCIPAL = "principal", _("Person in charge")
    CONTROLLER = "controller", _("Actual controller")
    LIAISON = "liaison", _("Credit liaison officer")
    AGENT = "agent", _("Authorised agent")


class RepresentativeState(TextChoices):
    UNVERIFIED = "unverified", _("Not verified")
    PENDING = "pending", _("Proof handed in")
    APPROVED = "approved", _("Approved")
    ENDED = "ended", _("Ended")


OPEN_REPRESENTATIVE_STATES = (
    RepresentativeState.UNVERIFIED,
    RepresentativeState.PENDING,
    RepresentativeState.APPROVED,
)


class ProofKind(TextChoices):
    NONE = "none", _("None yet")
    AUTHORISATION = "authorisation", _("Authorisation seen by staff")
    LICENCE = "licence", _("Business licence seen by staff")
    PHONE = "phone", _("Called back on the firm's landline")


class DeliveryState(TextChoices):
    PENDING = "pending", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    DELIVERED = "delivered", _("Receipt received")
    DEAD = "dead", _("Given up")


OPEN_DELIVERY_STATES = (DeliveryState.PENDING, DeliveryState.SENDING)


class BreachKind(TextChoices):
    """What 36号令 art. 4 calls breach information."""

    PENALTY = "penalty", _("Administrative penalty")
    SERIOUS_LIST = "serious_list", _("List of subjects with serious breaches")
    ABNORMAL = "abnormal", _("List of abnormal operations")
    OTHER = "other", _("Other breach information in the catalogue")


class BreachClass(TextChoices):
    """The class as the deciding authority published it; never worked out."""

    UNSTATED = "unstated", _("Not stated")
    MINOR = "minor", _("Minor breach")
    GENERAL = "general", _("General breach")
    SERIOUS = "serious", _("Serious breach")
    SPECIAL = "special", _("Specific serious breach (rules of 2019)")


class BreachState(TextChoices):
    OPEN = "open", pgettext_lazy("breach", "In publication")
    ENDED = "ended", pgettext_lazy("breach", "Publication ended")
    RESTORED = "restored", pgettext_lazy("breach", "Restored")
    WITHDRAWN = "withdrawn", pgettext_lazy("breach", "Withdrawn by the authority")


CLOSED_BREACH_STATES = (BreachState.ENDED, BreachState.RESTORED, BreachState.WITHDRAWN)
