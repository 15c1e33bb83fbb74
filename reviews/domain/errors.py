from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from common.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence


class PublicationRefused(DomainError):
    """This text may not become public; the message names every reason."""

    code = "not_reviewed"

    def __init__(self, obj: Any, problems: "Sequence[str]") -> None:
        self.object = obj
        self.problems = list(problems)
        super().__init__(
            _("“%(title)s” can't be published yet. %(reasons)s") % {"title": obj, "reasons": " ".join(problems)}
        )


class ReviewRefused(DomainError):
    """This step of a review isn't possible now, or not for this person."""

    code = "review_refused"


class LinkDead(DomainError):
    """The telephone link doesn't exist, was used, has expired, was recalled, or the text has changed since."""

    code = "link_dead"


class ScanRefused(DomainError):
    code = "scan_refused"
