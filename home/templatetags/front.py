from typing import Any

from django import template

from home.domain.front import compose_front

register = template.Library()


@register.simple_tag
def front_parts() -> dict[str, Any]:
    """Everything the front page shows besides its own fields."""
    return compose_front()
