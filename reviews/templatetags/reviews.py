from typing import Any

from django import template

from reviews.domain.byline import byline

register = template.Library()


@register.inclusion_tag("reviews/byline.html", takes_context=True)
def review_byline(context: Any, page: Any) -> dict[str, Any]:
    """一审, 二审, 三审 and 校对 at the foot of what is public; nothing in a preview, whose text nobody may have signed yet."""
    request = context.get("request")
    return {"entries": [] if getattr(request, "is_preview", False) else byline(page)}
