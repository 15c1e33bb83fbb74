"""Notices inside Wagtail's forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.admin.panels import Panel

if TYPE_CHECKING:
    from collections.abc import Callable


class NoticePanel(Panel):
    """Something to know about the object being edited: `told` gives the lines, none of them hides the panel.

    Each line is (level, text); levels are Wagtail's: "info", "warning", "critical".
    """

    def __init__(self, told: Callable[[Any], list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.told = told

    def clone_kwargs(self) -> dict[str, Any]:
        return super().clone_kwargs() | {"told": self.told}

    class BoundPanel(Panel.BoundPanel):
        template_name = "exams/admin/_notices.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.lines = self.panel.told(self.instance) if self.instance.pk else []

        def is_shown(self) -> bool:
            return bool(self.lines)
