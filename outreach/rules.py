from accounts.enums import Role
from accounts.rules import AnyUser, has_role

PUBLISHERS = (Role.EDITOR, Role.SECTION_REVIEWER, Role.LEADER_REVIEWER, Role.ORGANISER)


def can_republish(user: AnyUser) -> bool:
    """Take a page's package and say where it was published; pages belong to the whole site and to no area."""
    return has_role(user, *PUBLISHERS)


def can_read_republications(user: AnyUser) -> bool:
    """The counts: whoever publishes, and the office's leader."""
    return has_role(user, *PUBLISHERS, Role.LEADER)
