from typing import Any

from wagtail.admin.ui.components import Component

from reviews.domain.lists import Desk


class ReviewPanel(Component):
    """On the dashboard: what waits for oneself, and what couldn't go out at its time."""

    order = 50
    template_name = "reviews/admin/panel.html"

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"desk": self.desk}
