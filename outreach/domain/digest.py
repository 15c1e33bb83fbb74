"""The morning's message: to each member of staff what waits for them, once a day, and nothing when nothing waits."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import UserKind
from accounts.models import User
from common.clock import now, today
from common.dashboard import Entry, Section, filled_sections
from notices.domain.messages import notify_staff
from outreach.models import DailyNotice

SEND_FROM, SEND_UNTIL = 8, 20  # o'clock; after a day without power nobody is woken at night
ENTRIES_SHOWN = 10


def send_daily_notices() -> int:
    """Tell everybody who hasn't been told today; returns how many messages went out. Late is fine, twice doesn't happen."""
    if not SEND_FROM <= timezone.localtime(now()).hour < SEND_UNTIL:
        return 0
    staff = User.objects.filter(is_active=True, kind=UserKind.STAFF).exclude(daily_notices__day=today())
    return sum(_send(user) for user in staff.select_related("area"))


def _send(user: User) -> bool:
    due = [(section, entries) for section, entries in filled_sections(user) if section.in_message]
    counts = {section.key: len(entries) for section, entries in due}
    try:
        with transaction.atomic():
            DailyNotice.objects.create(user=user, day=today(), counts=counts, made_at=now())
            return bool(due) and _notify(user, due)
    except IntegrityError:  # another worker was quicker
        return False


def _notify(user: User, due: list[tuple[Section, list[Entry]]]) -> bool:
    number = _("%(what)s: %(count)d")
    parts = [number % {"what": section.title, "count": len(entries)} for section, entries in due]
    body = _("Waiting for you today: %(list)s. Please look at your dashboard.") % {"list": _(", ").join(parts)}
    lines = [_line(entry) for _section, entries in due for entry in entries[:ENTRIES_SHOWN]]
    message = notify_staff(
        user,
        key=f"daily:{today():%Y-%m-%d}:{user.pk}",
        template="daily",
        subject=_("Waiting for you today"),
        body=body,
        details="\n".join([*lines, "", f"{settings.PUBLIC_URL}/admin/"]),
    )
    return message is not None


def _line(entry: Entry) -> str:
    return "· " + " ".join(part for part in (entry.tag, entry.title, entry.note) if part)
