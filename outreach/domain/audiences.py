from typing import Any

from django.db import transaction

from outreach.models import BasePage

# The four places the office teaches in, shown on the home page, then two groups of people; names are data, the office may change them.
FIRST_AUDIENCES = [
    ("campus", "校园", "主题班会、教案、诚信考试", True),
    ("community", "社区", "讲座、宣传栏、上门解答", True),
    ("village", "乡村", "宣传基地、大喇叭、赶集日", True),
    ("park", "园区", "信用管理、修复指导", True),
    ("enterprise", "企业", "信用档案、修复办理、合规经营", False),
    ("elderly", "老年人", "防骗提醒、大字资料、上门讲", False),
]
CAMPUS = "campus"


@transaction.atomic
def ensure_audiences(model: Any) -> None:
    """Make the first audiences if they aren't there; what the office has renamed stays renamed."""
    for position, (code, name, description, on_front) in enumerate(FIRST_AUDIENCES, start=1):
        defaults = {"name": name, "description": description, "position": position, "on_front": on_front}
        model.objects.get_or_create(code=code, defaults=defaults)


def is_for_campus(page: Any) -> bool:
    """Is this page for pupils? The content checks ask, for the sake of pictures of minors."""
    audiences = page.audiences.all() if isinstance(page, BasePage) else ()
    return any(audience.code == CAMPUS for audience in audiences)
