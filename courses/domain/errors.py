"""Refusals of this app, each with words that say what to do next."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import DomainError


class EnrolmentRefused(DomainError):
    code = "enrolment_refused"


class RegistrationClosed(EnrolmentRefused):
    code = "registration_closed"


class FullError(EnrolmentRefused):
    """More trainees than seats. Nobody was enrolled by the call that raised it."""

    code = "full"

    def __init__(self, *, seats_left: int, asked: int, telephone: str) -> None:
        self.seats_left = seats_left
        self.asked = asked
        super().__init__(full_message(seats_left=seats_left, asked=asked, telephone=telephone))


class SessionRefused(DomainError):
    code = "session_refused"


def full_message(*, seats_left: int, asked: int, telephone: str) -> str:
    if not seats_left:
        return _("All seats of this session are taken. Please choose another session, or call %(telephone)s.") % {
            "telephone": telephone
        }
    return ngettext(
        "%(left)s seat is free, but you entered %(asked)s trainees. Please choose who comes and submit again.",
        "%(left)s seats are free, but you entered %(asked)s trainees. Please choose who comes and submit again.",
        seats_left,
    ) % {"left": seats_left, "asked": asked}
