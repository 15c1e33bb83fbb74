import itertools

from accounts.models import Area
from pledges import demo
from pledges.domain.pledges import open_pledge, sign_pledge
from pledges.models import Pledge
from tests.factories.accounts import AreaFactory, PersonFactory, UserFactory

MERGE = {"培训名称": "2026 年第 3 期企业信用修复公益培训", "培训日期": "2026 年 8 月 5 日", "主办单位": "示例区信用办"}


def stroke(*points):
    """A stroke through these points, with the steps between them a finger would leave."""
    path = []
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        path += [(x0 + (x1 - x0) * step / 10, y0 + (y1 - y0) * step / 10) for step in range(10)]
    return [[x, y, 8 * index] for index, (x, y) in enumerate([*path, points[-1]])]


def ink(*strokes, width=328, height=220):
    return {"width": width, "height": height, "strokes": list(strokes)}


# 王二: seven strokes, all of them straight
NAME_INK = ink(
    stroke((40, 50), (130, 50)),
    stroke((50, 100), (120, 100)),
    stroke((85, 50), (85, 150)),
    stroke((30, 150), (140, 150)),
    stroke((190, 70), (260, 70)),
    stroke((170, 150), (290, 150)),
)

DING_YI_INK = ink(stroke((40, 60), (130, 60)), stroke((85, 60), (85, 160), (70, 150)), stroke((170, 110), (290, 108)))
SWIPE_INK = ink(stroke((20, 110), (300, 112)))


def template(area: Area | None = None):
    return demo.load(area=area or AreaFactory(), admin_user=UserFactory())


def open_one(*, name="王二", area: Area | None = None, **changes) -> Pledge:
    """A pledge that waits for its signature."""
    wording = changes.pop("template", None) or template(area)
    person = changes.pop("person", None) or PersonFactory(area=wording.area, name=name)
    values = {"subject": None, "merge": MERGE, "signer_role": "经办人", **changes}
    return open_pledge(person=person, area=wording.area, template=wording, **values)


def sign(pledge: Pledge, strokes=NAME_INK, *, key: str = "key-1", **changes) -> Pledge:
    evidence = {"identified_by": "seat_slip", "user_agent_hash": "0" * 64}
    values = {"text_hash": pledge.text_hash, "idempotency_key": key, "evidence": evidence, **changes}
    return sign_pledge(pledge, strokes=strokes, **values)
