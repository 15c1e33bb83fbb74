"""What of the reviews stands on the dashboard."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.dashboard import Entry, Section
from reviews.domain.lists import RoundRow, desk_of, missed_of
from reviews.rules import can_see_reviews


def waiting_entries(user: User) -> list[Entry]:
    """Texts whose next signature is this person's, and what was published as urgent and has to be made up."""
    if not can_see_reviews(user):
        return []
    desk = desk_of(user)
    return [
        *(_entry(row, tag=_("to be made up"), urgent=True) for row in desk.to_make_up),
        *(_entry(row, tag=row.turn_names) for row in desk.waiting),
    ]


def missed_entries(user: User) -> list[Entry]:
    """Scheduled texts that didn't go out at their time, and why."""
    href = reverse("reviews-mine") if can_see_reviews(user) else ""
    return [
        Entry(title=row.title, href=href, tag=_("didn't go out"), note=row.reason, at=row.due_at, urgent=True)
        for row in missed_of(user)
    ]


def _entry(row: RoundRow, *, tag: str, urgent: bool = False) -> Entry:
    author = row.round.submitted_by.get_full_name() if row.round.submitted_by else ""
    href = reverse("review-round", args=[row.round.public_id])
    return Entry(title=row.round.title, href=href, tag=tag, note=author, urgent=urgent)


SECTIONS = [
    Section("missed", gettext_lazy("Didn't go out at their time"), 15, missed_entries, in_message=True),
    Section("reviews", gettext_lazy("Waiting for my review"), 20, waiting_entries, in_message=True),
]
