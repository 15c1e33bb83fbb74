from django.db.models import Q

from accounts.enums import Role
from accounts.rules import AnyUser, has_role, is_staff_member
from reviews.models import ReviewStage, StandIn

DESK = (Role.EDITOR, Role.SECTION_REVIEWER, Role.LEADER_REVIEWER)


def can_see_reviews(user: AnyUser) -> bool:
    """Those with the right to, and whoever signs something today, also as a stand-in."""
    if not is_staff_member(user):
        return False
    if user.is_superuser or user.has_perm("reviews.view_reviewround"):
        return True
    people = [user.pk, *StandIn.objects.absent_for(user)]
    return ReviewStage.objects.filter(Q(users__in=people) | Q(group__user__in=people), active=True).exists()


def can_handle_reviews(user: AnyUser) -> bool:
    """Issue links, print sheets, bring in scans: the three people of the office."""
    return has_role(user, *DESK)
