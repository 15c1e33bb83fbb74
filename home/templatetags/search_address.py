from typing import Any

from django import template

from home.interfaces.search import SearchAddress

register = template.Library()


@register.simple_tag
def search_href(address: SearchAddress, **changed: Any) -> str:
    """The address of the same search with `kind`, `audience` or `q` changed."""
    return address.href(**changed)
