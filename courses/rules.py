"""Who may do what with training, and what registration looks like at an instant."""

from datetime import datetime
from typing import TypeGuard

from accounts.enums import Role
from accounts.models import User
from accounts.rules import AnyUser, has_role
from courses.enums import RegistrationStatus, SessionState
from courses.models import TrainingSession


def can_manage_training(user: AnyUser) -> TypeGuard[User]:
    """Courses, sessions, enrolments: the training manager."""
    return has_role(user, Role.TRAINING_MANAGER)


def can_view_training(user: AnyUser) -> TypeGuard[User]:
    """The session page: those who run the session, and the leader who answers for it."""
    return has_role(user, Role.TRAINING_MANAGER, Role.DOOR_STAFF, Role.LEADER)


def can_check_in(user: AnyUser) -> TypeGuard[User]:
    """The door and the projector."""
    return has_role(user, Role.TRAINING_MANAGER, Role.DOOR_STAFF)


def seats_left(session: TrainingSession, *, taken: int) -> int:
    """Never negative: a capacity reduced below the enrolled throws nobody out."""
    return max(session.capacity - taken, 0)


def registration_status(session: TrainingSession, *, taken: int, at: datetime) -> RegistrationStatus:
    """What somebody who wants to register meets at this instant. A draft is closed to the public."""
    if session.state == SessionState.CANCELLED:
        return RegistrationStatus.CANCELLED
    if session.state == SessionState.COMPLETED:
        return RegistrationStatus.COMPLETED
    if session.state != SessionState.PUBLISHED or at >= session.registration_closes_at:
        return RegistrationStatus.ENDED
    if at < session.registration_opens_at:
        return RegistrationStatus.NOT_YET
    if not seats_left(session, taken=taken):
        return RegistrationStatus.FULL
    return RegistrationStatus.OPEN
