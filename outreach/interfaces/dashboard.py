"""What of outreach stands on the dashboard."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page, Revision

from accounts.models import User
from common.clock import now
from common.dashboard import Entry, Section
from outreach.domain.freshness import StaleItem, Staleness, stale_items
from outreach.models import DeadLink, ExemplarAlarm, PublicMessage
from outreach.rules import can_see_messages, oversees_site

LONGEST = 200  # nobody works through more in a day


def alarm_entries(user: User) -> list[Entry]:
    alarms = ExemplarAlarm.objects.for_user(user).open().select_related("page", "record__subject")[:LONGEST]
    return [
        Entry(
            title=alarm.page.title,
            href=reverse("exemplar-alarm", args=[alarm.pk]),
            tag=_("breach record"),
            note=f"{alarm.record.subject} · {alarm.record} · {alarm.record.authority}",
            urgent=True,
        )
        for alarm in alarms
    ]


def message_entries(user: User) -> list[Entry]:
    """What the public waits for, the earliest deadline first; only for who deals with messages."""
    if not can_see_messages(user):
        return []
    moment = now()
    rows = PublicMessage.objects.for_user(user).waiting().order_by("due_at", "pk")[:LONGEST]
    return [
        Entry(
            title=Truncator(row.body).chars(40),
            href=reverse("public-message", args=[row.pk]),
            tag=_("overdue") if row.due_at < moment else row.get_state_display(),
            note=row.printed_number,
            at=row.due_at,
            urgent=row.due_at < moment,
        )
        for row in rows
    ]


def stale_entries(user: User) -> list[Entry]:
    return [
        Entry(
            title=item.page.title,
            href=_place_to_act(item),
            tag=_tag(item),
            urgent=item.kind in (Staleness.EMPTY, Staleness.STALE),
        )
        for item in stale_items(user)[:LONGEST]
    ]


def _place_to_act(item: StaleItem) -> str:
    """A column needs something new below it; a page needs to be checked itself."""
    if item.kind == Staleness.REVIEW:
        return reverse("wagtailadmin_pages:edit", args=[item.page.pk])
    return reverse("wagtailadmin_explore", args=[item.page.pk])


def _tag(item: StaleItem) -> str:
    if item.kind == Staleness.EMPTY:
        return _("nothing in it")
    if item.kind == Staleness.SOON:
        return ngettext("%(days)d day left", "%(days)d days left", item.days) % {"days": item.days}
    if item.days == 0:
        return _("due today")
    return ngettext("%(days)d day overdue", "%(days)d days overdue", -item.days) % {"days": -item.days}


def dead_link_entries(user: User) -> list[Entry]:
    rows = DeadLink.objects.open()
    rows = rows if oversees_site(user) else rows.filter(page__owner=user)
    return [
        Entry(
            title=row.page.title,
            href=reverse("wagtailadmin_pages:edit", args=[row.page_id]),
            tag=row.get_problem_display(),
            note=str(row),
        )
        for row in rows.order_by("-found_at", "pk")[:LONGEST]
    ]


def scheduled_entries(user: User) -> list[Entry]:
    """Revisions with a time to go live: one's own pages, or all for who oversees the site."""
    waiting = Revision.page_revisions.exclude(approved_go_live_at=None).order_by("approved_go_live_at")
    times = {int(pk): at for pk, at in waiting.values_list("object_id", "approved_go_live_at")[:LONGEST]}
    pages = Page.objects.filter(pk__in=times)
    pages = pages if oversees_site(user) else pages.filter(owner=user)
    rows = sorted(pages.values_list("pk", "draft_title"), key=lambda row: times[row[0]])
    return [Entry(title=title, href=reverse("wagtailadmin_pages:edit", args=[pk]), at=times[pk]) for pk, title in rows]


def draft_entries(user: User) -> list[Entry]:
    """The user's own pages with changes that aren't online, the latest first."""
    drafts = Page.objects.filter(owner=user, has_unpublished_changes=True, locked=False)
    rows = drafts.order_by("-latest_revision_created_at", "-pk").values_list(
        "pk", "draft_title", "live", "latest_revision_created_at"
    )
    return [
        Entry(
            title=title,
            href=reverse("wagtailadmin_pages:edit", args=[pk]),
            tag=_("changed after publication") if live else "",
            at=at,
        )
        for pk, title, live, at in rows[:LONGEST]
    ]


SECTIONS = [
    Section("exemplar_alarms", gettext_lazy("Exemplars with a breach record"), 10, alarm_entries, in_message=True),
    Section("messages", gettext_lazy("Questions from the public to answer"), 30, message_entries, in_message=True),
    Section("stale", gettext_lazy("Stale or empty"), 40, stale_entries, in_message=True),
    Section("dead_links", gettext_lazy("Dead links"), 50, dead_link_entries, in_message=True),
    Section("scheduled", gettext_lazy("Will go online by themselves"), 70, scheduled_entries, is_work=False),
    Section("drafts", gettext_lazy("My drafts"), 80, draft_entries, is_work=False),
]
