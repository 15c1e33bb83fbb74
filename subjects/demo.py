"""Made-up firms and the stand-in for the credit platform; nobody and nothing that exists."""

import os
from datetime import date, timedelta
from decimal import Decimal

from stdnum.cn import uscc

from accounts.models import Area, User
from common.clock import now, today
from subjects.domain.breaches import close_breach, record_breach
from subjects.domain.destinations import save_destination
from subjects.enums import BreachClass, BreachKind, BreachState, IdentifierKind, SubjectState
from subjects.models import BreachRecord, Destination, Subject

FIRMS = [
    ("示例区示范饲料有限公司", "王某某", "2008-03-18", "示例区青山镇工业路 18 号", "饲料生产、销售"),
    ("示例区海棠建筑安装有限公司", "李某某", "2012-07-02", "示例区海棠街道建设路 6 号", "房屋建筑工程施工"),
    ("示例区晨光食品商行", "赵某某", "2019-11-26", "示例区花园街道集市巷 3 号", "预包装食品零售"),
    ("示例区远帆物流有限公司", "孙某某", "2015-05-09", "示例区海棠街道港前路 88 号", "道路普通货物运输"),
    ("示例区青禾农业专业合作社", "周某某", "2017-04-12", "示例区青山镇青禾村", "粮食种植、农产品销售"),
]
OLD_FIRM = ("示例区老街五金厂", "郑某某", "1996-08-30", "示例区花园街道老街 21 号", "五金制品加工")
OLD_NUMBER = "320799000000018"
RECEIVER_SECRET = "demo-secret"  # noqa: S105 - known on purpose: it opens the stand-in in tools/ and nothing else


def demo_uscc(number: int, *, area_code: str = "320799") -> str:
    """A credit code nobody has, with valid check character."""
    body = f"91{area_code}0000{number:04d}X"
    return body + uscc.calc_check_digit(body)


def load(*, area: Area, admin_user: User) -> list[Subject]:
    """Six firms, and with DEMO_RECEIVER set the destination that tools/receiver.py listens for. Again is the same."""
    subjects = [_firm(area, {"uscc": demo_uscc(n)}, firm) for n, firm in enumerate(FIRMS, start=1)]
    subjects.append(_firm(area, {"old_number": OLD_NUMBER}, OLD_FIRM))
    if os.environ.get("DEMO_RECEIVER", "1") == "1":
        _destination(area, admin_user)
    return subjects


def _firm(area: Area, code: dict[str, str], firm: tuple[str, ...]) -> Subject:
    name, person, registered_on, address, scope = firm
    return Subject.objects.get_or_create(
        **code,
        defaults={
            "area": area,
            "name": name,
            "identifier_kind": IdentifierKind.USCC if "uscc" in code else IdentifierKind.OLD_NUMBER,
            "state": SubjectState.ACTIVE,
            "legal_representative": person,
            "registered_on": registered_on,
            "address": address,
            "business_scope": scope,
            "created_at": now(),
            "updated_at": now(),
            "imported_at": now(),
        },
    )[0]


def _destination(area: Area, admin_user: User) -> None:
    url = f"http://127.0.0.1:{os.environ.get('RECEIVER_PORT', '8800')}/records"
    if Destination.objects.filter(url=url).exists():
        return
    destination = Destination(
        area=area,
        name="信用平台（演示接收端）",
        url=url,
        key_id="demo",
        legal_basis="演示用途：由 tools/receiver.py 在本机接收，不对外发送。正式使用时请填写文件名称和条款。",
        active=True,
    )
    save_destination(destination, actor=admin_user, secret=RECEIVER_SECRET)


def load_breaches(subjects: list[Subject], *, actor: User) -> list[BreachRecord]:
    """Two decisions nobody took: one still published, one restored. Made once, since their days are counted from then."""
    if BreachRecord.objects.exists():
        return list(BreachRecord.objects.all())
    day = today()
    records = [
        record_breach(
            subjects[4],  # praised in one of the demo's stories
            actor=actor,
            kind=BreachKind.PENALTY,
            decision_number=f"示农罚〔{day.year}〕1号",
            authority="示例区农业农村局",
            decided_on=day - timedelta(days=40),
            published_on=day - timedelta(days=33),
            violation="农产品包装未标明产地",
            penalty_kinds="罚款",
            content="罚款人民币五千元。",
            fine=Decimal("0.5"),
            published_class=BreachClass.GENERAL,
            source="演示数据",
        ),
        record_breach(
            subjects[3],
            actor=actor,
            kind=BreachKind.ABNORMAL,
            decision_number="",
            authority="示例区市场监督管理局",
            decided_on=date(day.year - 1, 7, 1),
            content="未按期公示年度报告。",
            source="演示数据",
        ),
    ]
    close_breach(records[1], actor=actor, state=BreachState.RESTORED, ended_on=date(day.year - 1, 9, 20))
    return records
