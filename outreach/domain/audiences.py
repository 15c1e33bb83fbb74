from typing import Any

from django.db import transaction

from outreach.models import BasePage

# The four places the office teaches in; names are data, the office may change them.
FIRST_AUDIENCES = [
    ("campus", "校园", "主题班会、教案、诚信考试"),
    ("community", "社区", "讲座、宣传栏、上门解答"),
    ("village", "乡村", "宣传基地、大喇叭、赶集日"),
    ("park", "园区", "信用管理、修复指导"),
]
CAMPUS = "campus"


@transaction.atomic
def ensure_audiences(model: Any) -> None:
    """Make the four audiences if they aren't there; what the office has renamed stays renamed."""
    for position, (code, name, description) in enumerate(FIRST_AUDIENCES, start=1):
        model.objects.get_or_create(
            code=code, defaults={"name": name, "description": description, "position": position}
        )


def is_for_campus(page: Any) -> bool:
    """Is this page for pupils? The content checks ask, for the sake of pictures of minors."""
    audiences = page.audiences.all() if isinstance(page, BasePage) else ()
    return any(audience.code == CAMPUS for audience in audiences)
