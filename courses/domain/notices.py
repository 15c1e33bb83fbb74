"""What a trainee is told after enrolment. A phone is optional: the printed seat slip says the same."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.domain.words import local_period
from courses.models import Enrolment, TrainingSession
from notices.domain.messages import send_message


def personal_link(enrolment: Enrolment) -> str:
    """The address that identifies this trainee for this session and nothing else."""
    return f"{settings.PUBLIC_URL}{reverse('courses:personal-link', args=[enrolment.link_token])}"


def send_enrolment_notice(enrolment: Enrolment) -> None:
    """Queue one message with the seat-slip code and the personal link; nothing without a phone."""
    person = enrolment.person
    if not person.phone:
        return
    session = enrolment.session
    meeting = session.meetings.order_by("starts_at").first()
    body = _(
        "You are enrolled: %(session)s, %(time)s, %(place)s. Seat-slip code %(code)s. "
        "Your page for check-in and test: %(link)s Free and voluntary. Questions: %(telephone)s."
    ) % {
        "session": session,
        "time": local_period(meeting.starts_at, meeting.ends_at) if meeting else "",
        "place": session.place,
        "code": enrolment.seat_code,
        "link": personal_link(enrolment),
        "telephone": session.contact_telephone,
    }
    send_message(key=f"enrolment:{enrolment.public_id}", phone=person.phone, template="enrolment", body=body)


def send_cancellation(session: TrainingSession) -> None:
    """Tell everybody who still wanted to come that the session is cancelled, and why. Those without a phone are called."""
    for enrolment in session.enrolments.active().select_related("person"):
        if enrolment.person.phone:
            body = _("Cancelled: %(session)s. %(reason)s. Other sessions and questions: %(telephone)s.") % {
                "session": session,
                "reason": session.state_note,
                "telephone": session.contact_telephone,
            }
            key = f"cancelled:{enrolment.public_id}"
            send_message(key=key, phone=enrolment.person.phone, template="cancellation", body=body)
