from typing import Any

from django.apps import apps as current_apps

from reviews.domain.checks.word_list import ensure_words


def make_words(apps: Any = current_apps, **kwargs: Any) -> None:
    """After every migration or flush; a state from before this app's tables has no such model."""
    try:
        model = apps.get_model("reviews", "WordRule")
    except LookupError:
        return
    ensure_words(model)
