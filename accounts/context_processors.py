from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.domain import site_state as states


def site_state(request: HttpRequest) -> dict[str, Any]:
    """`site_state` in templates: asked for once, and only by a template that uses it."""
    return {"site_state": SimpleLazyObject(states.site_state)}
