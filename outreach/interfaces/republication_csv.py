from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from outreach.models import Republication


def republication_rows(copies: Iterable[Republication]) -> list[list[Any]]:
    """The names of the columns, then one row per copy, with our title and the one there."""
    head = [
        _("platform"),
        _("its name"),
        _("published there on"),
        _("title there"),
        _("address there"),
        _("our page"),
        _("state"),
        _("taken down on"),
        _("remark"),
    ]
    rows = (
        [
            copy.get_platform_display(),
            copy.platform_name,
            copy.published_on.isoformat(),
            copy.title,
            copy.url,
            copy.page.title if copy.page else "",
            copy.state.label,
            copy.withdrawn_on.isoformat() if copy.withdrawn_on else "",
            copy.note,
        ]
        for copy in copies
    )
    return [head, *rows]
