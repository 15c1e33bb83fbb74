"""Who may do what with the site's content and what people ask. Which rows is the QuerySets' business."""

from accounts.enums import Role
from accounts.models import Area
from accounts.rules import AnyUser, covers_area, has_role
from outreach.models import ExemplarAlarm
from outreach.models.exemplar_alarms import WATCHERS

PUBLISHERS = (Role.EDITOR, Role.SECTION_REVIEWER, Role.LEADER_REVIEWER, Role.ORGANISER)


def can_see_messages(user: AnyUser) -> bool:
    return has_role(user, Role.EDITOR, Role.ORGANISER, Role.LEADER)


def can_handle_messages(user: AnyUser) -> bool:
    """Log, assign, answer and forward; leaders look."""
    return has_role(user, Role.EDITOR, Role.ORGANISER)


def can_handle_in(user: AnyUser, area: Area) -> bool:
    return can_handle_messages(user) and covers_area(user, area)


def oversees_site(user: AnyUser) -> bool:
    """Sees what is stale or broken on every page, not only on their own."""
    return has_role(user, Role.SECTION_REVIEWER, Role.LEADER_REVIEWER, Role.LEADER, Role.SYSTEM_ADMIN)


def can_keep_exemplar(user: AnyUser, alarm: ExemplarAlarm) -> bool:
    """Leave a praised firm online in spite of its breach record: a leader of its area."""
    return has_role(user, *WATCHERS) and covers_area(user, alarm.area)


def can_take_down_exemplar(user: AnyUser, alarm: ExemplarAlarm) -> bool:
    """The emergency brake is the owner's, too, who otherwise can't unpublish."""
    own = has_role(user, Role.EDITOR) and alarm.page.owner_id == user.pk
    return own or can_keep_exemplar(user, alarm)


def can_change_publication_date(user: AnyUser) -> bool:
    return has_role(user, Role.LEADER_REVIEWER, Role.SYSTEM_ADMIN)


def can_republish(user: AnyUser) -> bool:
    """Take a page's package and say where it was published; pages belong to the whole site and to no area."""
    return has_role(user, *PUBLISHERS)


def can_read_republications(user: AnyUser) -> bool:
    """The counts: whoever publishes, and the office's leader."""
    return has_role(user, *PUBLISHERS, Role.LEADER)
