from typing import Any

from .chains import ReviewChain


class ReviewedMixin:
    """Put before Page in a page type's bases: the workflow then follows the type's review chain, wherever the page hangs."""

    @property
    def has_workflow(self: Any) -> bool:
        return ReviewChain.objects.active_for(type(self)) is not None or super().has_workflow  # type: ignore[misc]

    def get_workflow(self: Any) -> Any:
        chain = ReviewChain.objects.active_for(type(self))
        return chain.workflow if chain else super().get_workflow()  # type: ignore[misc]
