"""Exemplars stay clean: praised firms are compared with open breach records by credit code, and somebody decides."""

from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from accounts.domain import audit
from accounts.models import User
from common.clock import now, today
from common.errors import DomainError
from notices.domain.messages import notify_staff
from outreach.enums import AlarmState
from outreach.models import ExemplarAlarm, ExemplarPage
from outreach.models.exemplar_alarms import WATCHERS
from outreach.rules import can_keep_exemplar, can_take_down_exemplar
from subjects.models import BreachRecord
from subjects.validators import compact_code

CODES_AT_ONCE = 400  # SQLite takes a limited number of parameters
TELL_FROM, TELL_UNTIL = 7, 21  # o'clock: found at night, told by 08:00


class AlarmRefused(DomainError):
    code = "alarm_refused"


@transaction.atomic
def watch_exemplars() -> list[ExemplarAlarm]:
    """Compare every live exemplar story with the open breach records; returns the alarms raised now.

    Codes are compared without width, case and spacing; a firm's old registration number counts as well. An alarm that
    was settled rises again when its story is back online; one that was kept with a reason doesn't. Running it again
    changes nothing.
    """
    pairs = {(page, record.pk): record for page, record in _matches()}
    _settle_those_without(set(pairs))
    raised = []
    for (page, _record), record in pairs.items():
        alarm, created = ExemplarAlarm.objects.get_or_create(page_id=page, record=record, defaults={"found_at": now()})
        if created or _raise_again(alarm):
            audit.record("outreach.exemplar_alarm.raised", target=alarm, area=record.area, record=record.public_id)
            raised.append(alarm)
    return raised


@transaction.atomic
def take_down_exemplar(alarm: ExemplarAlarm, *, actor: User) -> ExemplarAlarm:
    """Take the story offline and settle every open alarm about it. Refuses who neither owns it nor leads the area."""
    if not can_take_down_exemplar(actor, alarm):
        raise AlarmRefused(_("Only the story's owner or a leader can take it down."), code="not_yours")
    page = ExemplarPage.objects.select_for_update().get(pk=alarm.page_id)
    settle_alarms_of(page, actor=actor)
    if page.live:
        # The right was checked above: an owner who may not publish may still pull the brake.
        UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)
        audit.record(
            "outreach.exemplar.taken_down", actor=actor, target=alarm, area=alarm.area, page=page.pk, title=page.title
        )
    alarm.refresh_from_db()
    return alarm


@transaction.atomic
def keep_exemplar(alarm: ExemplarAlarm, *, actor: User, reason: str) -> ExemplarAlarm:
    """Leave the story online in spite of this record, for a reason that stays on file. Leaders of the area only."""
    if not can_keep_exemplar(actor, alarm):
        raise AlarmRefused(_("Only a leader can decide to keep the story."), code="not_yours")
    if not reason.strip():
        raise AlarmRefused(_("Please say why."))
    kept = ExemplarAlarm.objects.open().filter(pk=alarm.pk)
    done = kept.update(state=AlarmState.KEPT, reason=reason.strip(), decided_at=now(), decided_by=actor)
    alarm.refresh_from_db()
    if done:
        audit.record("outreach.exemplar_alarm.kept", actor=actor, target=alarm, area=alarm.area, reason=alarm.reason)
    elif alarm.state != AlarmState.KEPT:
        raise AlarmRefused(_("Somebody has already decided: %(state)s.") % {"state": alarm.get_state_display()})
    return alarm


def settle_alarms_of(page: ExemplarPage, *, actor: User | None = None) -> int:
    """The story is offline: its open alarms are settled, whoever took it down."""
    rows = ExemplarAlarm.objects.open().filter(page_id=page.pk)
    return rows.update(state=AlarmState.HANDLED, decided_at=now(), decided_by=actor)


@transaction.atomic
def tell_watchers() -> int:
    """Send each new alarm to the story's owner and the leaders of the firm's area, in the daytime; returns how many.

    Once per alarm and person. Who has neither telephone nor e-mail finds it on the dashboard.
    """
    if not TELL_FROM <= timezone.localtime(now()).hour < TELL_UNTIL:
        return 0
    untold = ExemplarAlarm.objects.open().filter(told_at=None)
    told = 0
    for alarm in untold.select_related("page__owner", "record__subject__area"):
        if ExemplarAlarm.objects.filter(pk=alarm.pk, told_at=None).update(told_at=now()):
            told += 1
            for user in watchers_of(alarm):
                _tell(user, alarm)
    return told


def watchers_of(alarm: ExemplarAlarm) -> list[User]:
    """The owner, if still there, and the leaders whose area covers the firm's."""
    leaders = User.objects.filter(is_active=True, groups__name__in=WATCHERS).select_related("area").distinct()
    people = {user.pk: user for user in leaders if can_keep_exemplar(user, alarm)}
    owner = alarm.page.owner
    if owner and owner.is_active and owner.is_staff_member:
        people[owner.pk] = owner
    return list(people.values())


def _tell(user: User, alarm: ExemplarAlarm) -> None:
    words = {"title": alarm.page.title, "authority": alarm.record.authority}
    notify_staff(
        user,
        key=f"exemplar-alarm:{alarm.pk}:{alarm.found_at:%Y%m%d%H%M%S}:{user.pk}",
        template="exemplar_alarm",
        subject=_("An exemplar has a new breach record"),
        body=_(
            "The firm in the exemplar story “%(title)s” has a breach record (%(authority)s). Please decide today, on your dashboard."
        )
        % words,
    )


def _matches() -> Iterator[tuple[int, BreachRecord]]:
    pages = defaultdict(list)
    for pk, code in ExemplarPage.objects.live().exclude(credit_code="").values_list("pk", "credit_code"):
        pages[compact_code(code)].append(pk)
    codes = list(pages)
    for start in range(0, len(codes), CODES_AT_ONCE):
        some = codes[start : start + CODES_AT_ONCE]
        records = BreachRecord.objects.open(today()).select_related("subject__area")
        for record in records.filter(Q(subject__uscc__in=some) | Q(subject__old_number__in=some)):
            for code in {record.subject.uscc or "", record.subject.old_number or ""} & pages.keys():
                yield from ((page, record) for page in pages[code])


def _settle_those_without(pairs: set[tuple[int, int]]) -> None:
    """The record ended, or the story is offline or names another firm now."""
    gone = [alarm.pk for alarm in ExemplarAlarm.objects.open() if (alarm.page_id, alarm.record_id) not in pairs]
    ExemplarAlarm.objects.open().filter(pk__in=gone).update(state=AlarmState.HANDLED, decided_at=now())


def _raise_again(alarm: ExemplarAlarm) -> bool:
    settled = ExemplarAlarm.objects.filter(pk=alarm.pk, state=AlarmState.HANDLED)
    return bool(settled.update(state=AlarmState.OPEN, found_at=now(), told_at=None, decided_at=None, decided_by=None))
