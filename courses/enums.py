"""The words of every state in training. One page: read this to know what can happen."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SessionState(TextChoices):
    DRAFT = "draft", pgettext_lazy("session", "Draft")
    PUBLISHED = "published", pgettext_lazy("session", "Published")
    CLOSED = "closed", pgettext_lazy("session", "Registration closed")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")
    COMPLETED = "completed", pgettext_lazy("session", "Completed")


# Sessions the public may read about; a cancelled one must say so to those who saw it before.
PUBLIC_SESSION_STATES = (
    SessionState.PUBLISHED,
    SessionState.CLOSED,
    SessionState.CANCELLED,
    SessionState.COMPLETED,
)


class TraineeRole(TextChoices):
    """Who the person is in the firm (domain: 法定代表人、主要负责人、实际控制人 and those they send)."""

    LEGAL_REPRESENTATIVE = "legal_representative", _("Legal representative")
    PRINCIPAL = "principal", _("Principal person in charge")
    CONTROLLER = "controller", _("Actual controller")
    CREDIT_LIAISON = "credit_liaison", _("Credit liaison officer")
    AGENT = "agent", _("Authorised agent")


class EnrolmentState(TextChoices):
    PENDING = "pending", pgettext_lazy("enrolment", "Waiting for approval")
    CONFIRMED = "confirmed", pgettext_lazy("enrolment", "Confirmed")
    WAITLISTED = "waitlisted", pgettext_lazy("enrolment", "On the waitlist")
    WITHDRAWN = "withdrawn", pgettext_lazy("enrolment", "Withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("enrolment", "Cancelled")


SEATED_STATES = (EnrolmentState.PENDING, EnrolmentState.CONFIRMED)
ACTIVE_STATES = (*SEATED_STATES, EnrolmentState.WAITLISTED)


class EnrolmentSource(TextChoices):
    STAFF = "staff", pgettext_lazy("source", "Entered by the office")
    SHEET = "sheet", pgettext_lazy("source", "From a sheet")
    REPRESENTATIVE = "representative", pgettext_lazy("source", "By the enterprise")
    WALK_IN = "walk_in", pgettext_lazy("source", "At the door")


class CheckInKind(TextChoices):
    ENTRY = "entry", pgettext_lazy("check-in", "Entry")
    EXIT = "exit", pgettext_lazy("check-in", "Exit")


class CheckInOutcome(TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("check-in", "Accepted")
    REFUSED = "refused", pgettext_lazy("check-in", "Refused")
    FLAGGED = "flagged", pgettext_lazy("check-in", "For review")
    ANNULLED = "annulled", pgettext_lazy("check-in", "Annulled")


class CheckInReason(TextChoices):
    """Why a scan was not simply accepted."""

    DUPLICATE = "duplicate", pgettext_lazy("check-in", "Already checked in")
    TOO_EARLY = "too_early", pgettext_lazy("check-in", "Too early")
    TOO_LATE = "too_late", pgettext_lazy("check-in", "Too late")
    OTHER_SESSION = "other_session", pgettext_lazy("check-in", "Code of another session")
    UNKNOWN_CODE = "unknown_code", pgettext_lazy("check-in", "Unknown code")
    EXPIRED_CODE = "expired_code", pgettext_lazy("check-in", "Expired code")
    STAFF_BADGE = "staff_badge", pgettext_lazy("check-in", "Staff badge")
    TEST_CODE = "test_code", pgettext_lazy("check-in", "Test code")
    NOT_APPROVED = "not_approved", pgettext_lazy("check-in", "Not yet approved")
    WAITLISTED = "waitlisted", pgettext_lazy("check-in", "On the waitlist")
    WITHDRAWN = "withdrawn", pgettext_lazy("check-in", "Withdrawn or cancelled")
    SESSION_CANCELLED = "session_cancelled", pgettext_lazy("check-in", "Session cancelled")
    EXIT_WITHOUT_ENTRY = "exit_without_entry", pgettext_lazy("check-in", "Exit without entry")
    NONCE_REUSED = "nonce_reused", pgettext_lazy("check-in", "Scan number already used")
    CLOCK = "clock", pgettext_lazy("check-in", "Device clock is off")
    LATE_UPLOAD = "late_upload", pgettext_lazy("check-in", "Uploaded late")
    OVERLAP = "overlap", pgettext_lazy("check-in", "In two sessions at once")


class EvidenceLevel(IntegerChoices):
    """How strong the evidence of presence is; a higher number is stronger."""

    PAPER = 10, pgettext_lazy("evidence", "Paper sign-in sheet")
    STAFF_MANUAL = 20, pgettext_lazy("evidence", "Ticked by staff")
    TYPED_CODE = 30, pgettext_lazy("evidence", "Code typed")
    SELF_SCAN = 40, pgettext_lazy("evidence", "Scanned by the trainee")
    STAFF_SCAN = 50, pgettext_lazy("evidence", "Scanned by staff")
    STAFF_ID_SEEN = 60, pgettext_lazy("evidence", "Scanned by staff, identity seen")


class RegistrationStatus(TextChoices):
    """What registration looks like from outside right now; computed, never stored."""

    NOT_YET = "not_yet", pgettext_lazy("registration", "Not open yet")
    OPEN = "open", pgettext_lazy("registration", "Open")
    FULL = "full", pgettext_lazy("registration", "Full")
    ENDED = "ended", pgettext_lazy("registration", "Registration has ended")
    CANCELLED = "cancelled", pgettext_lazy("registration", "Cancelled")
    COMPLETED = "completed", pgettext_lazy("registration", "Completed")


class NextKind(TextChoices):
    """What a trainee can be asked to do next."""

    CHECK_IN = "check_in", pgettext_lazy("step", "Check-in")
    EXAM = "exam", pgettext_lazy("step", "Test")
    PLEDGE = "pledge", pgettext_lazy("step", "Pledge")
    PAPER = "paper", pgettext_lazy("step", "Certificate")
    WAIT = "wait", pgettext_lazy("step", "Wait")
