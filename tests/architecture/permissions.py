"""Who gets what at every address of ours. A URL without a row fails the walk in test_permissions.py.

A row names the URL, what it needs in its path, and the status of a GET per role:
`anonymous`, `representative`, `superuser`, then the staff roles of accounts.enums.Role by value; `staff` is what all
staff roles get that the row doesn't name. `elsewhere` is what the named staff get when their area is another one.
A name ending in `:*` stands for all screens of one Wagtail viewset and is tried at its index.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.enums import Role
from accounts.models import Area

STAFF = tuple(role.value for role in Role)


@dataclass(frozen=True)
class Row:
    name: str
    kwargs: Callable[[Area], dict[str, Any]] = lambda area: {}
    statuses: dict[str, int] = field(default_factory=dict)
    elsewhere: int | None = None


def row(
    name: str,
    *,
    kwargs: Callable[[Area], dict[str, Any]] = lambda area: {},
    everyone: int = 404,
    staff: int | None = None,
    elsewhere: int | None = None,
    **statuses: int,
) -> Row:
    table = dict.fromkeys(("anonymous", "representative", "superuser"), everyone)
    table |= dict.fromkeys(STAFF, everyone if staff is None else staff)
    return Row(name, kwargs, table | statuses, elsewhere)


def admin_row(name: str, *roles: str, superuser: int = 200, **options: Any) -> Row:
    """A screen under /admin/: Wagtail sends everybody else to its door (302)."""
    return row(name, everyone=302, superuser=superuser, **dict.fromkeys(roles, 200), **options)


ROWS = [
    row("healthz", everyone=200),
    # accounts, notices
    row("accounts:phone-sign-in", everyone=200),
    row("accounts:code-sign-in", everyone=302),
    row("accounts:sign-out", everyone=405),
    row("notices:dev-inbox", everyone=200),
    admin_row("areas:*", Role.SECURITY_ADMIN),
    admin_row("consent-texts:*", Role.SYSTEM_ADMIN),
    admin_row("audit-log:*", Role.AUDIT_ADMIN),
    # home
    row("display-mode", everyone=302),
    row("home:styleguide", everyone=200),
]

# Wagtail's own addresses, by prefix, with what a visitor gets there.
WAGTAIL = {"admin/": 302, "documents/": 404, "": 404}
