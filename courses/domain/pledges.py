"""The link to the pledge: made when the trainee first wants to sign, filled with what is known."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courses.domain.completion import hosts_names, source_key
from courses.domain.errors import EnrolmentRefused
from courses.domain.words import local_day
from courses.enums import EnrolmentState
from courses.models import Enrolment, TrainingSession
from issuance.domain.offices import issuer_for
from pledges.domain.pledges import open_pledge
from pledges.models import Pledge


@transaction.atomic
def start_pledge(enrolment: Enrolment) -> Pledge:
    """The trainee's pledge, opened on the first call with the course's text and what is known of person, firm and session.

    Refuses a seat that isn't confirmed, and a course without a pledge.
    """
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    locked = Enrolment.objects.select_related(
        "pledge", "person", "subject", "session__area", "session__course__pledge_template"
    ).get(pk=enrolment.pk)
    if locked.pledge:
        return locked.pledge
    template = locked.session.course.pledge_template
    if template is None or locked.state != EnrolmentState.CONFIRMED:
        raise EnrolmentRefused(_("There is no pledge to sign for this enrolment. Please ask the staff."))
    locked.pledge = open_pledge(
        person=locked.person,
        subject=locked.subject,
        area=locked.session.area,
        template=template,
        merge=merge_fields(locked.session),
        signer_role=str(locked.get_role_display()),
        source_key=source_key(locked),
    )
    locked.save(update_fields=["pledge"])
    return locked.pledge


def merge_fields(session: TrainingSession) -> dict[str, str]:
    """What only the session knows of the fields a pledge text may name (pledges.validators); the words are content."""
    first = session.meetings.order_by("starts_at").first()
    return {
        "培训名称": str(session),
        "培训日期": local_day(first.starts_at) if first else "",
        "主办单位": hosts_names(session) or issuer_for(session.area),
    }
