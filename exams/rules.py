"""Who may do what with tests. Which rows is the QuerySets' business."""

from typing import TypeGuard

from accounts.enums import Role
from accounts.models import User
from accounts.rules import AnyUser, has_role


def can_manage_exams(user: AnyUser) -> TypeGuard[User]:
    """Write questions and papers, and see keys: the examiner. Others in the office may have candidates of their own."""
    return has_role(user, Role.EXAMINER)


def can_view_exams(user: AnyUser) -> TypeGuard[User]:
    """Papers and results, without keys."""
    return has_role(user, Role.EXAMINER, Role.TRAINING_MANAGER, Role.LEADER)
