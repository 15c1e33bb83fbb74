"""What belongs on which paper, and who may do what with it."""

from accounts.enums import Role
from accounts.rules import AnyUser, has_role
from issuance.enums import DocumentKind

REQUIRED_FACTS: dict[str, frozenset[str]] = {
    DocumentKind.CERTIFICATE: frozenset({"unit", "session_title", "attended_from", "contents", "issuer", "issued_on"}),
    DocumentKind.PLEDGE: frozenset(
        {"title", "text", "text_hash", "template_version", "signed_at", "identified_by", "issuer"}
    ),
}
OPTIONAL_FACTS: dict[str, frozenset[str]] = {
    DocumentKind.CERTIFICATE: frozenset({"uscc", "role", "attended_to", "hosts", "achievements"}),
    DocumentKind.PLEDGE: frozenset({"unit", "uscc", "role", "consent_version", "strokes_hash", "user_agent_hash"}),
}
DATES = frozenset({"attended_from", "attended_to", "issued_on", "signed_at"})
NUMBERED = frozenset({DocumentKind.CERTIFICATE})


def can_look(user: AnyUser) -> bool:
    return has_role(user, Role.TRAINING_MANAGER, Role.LEADER)


def can_end(user: AnyUser) -> bool:
    """Revoke, replace or try again."""
    return has_role(user, Role.TRAINING_MANAGER)
