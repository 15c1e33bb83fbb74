"""Made-up people and an office for the demo; nobody and no place that exists."""

from django.contrib.auth.models import Group
from wagtail.models import Site

from accounts.domain.areas import create_area
from accounts.domain.consent import publish_text
from accounts.enums import AreaKind, ConsentPurpose, Role
from accounts.models import Area, OfficeSettings, User

PASSWORD = "chengxin-demo-2026"  # noqa: S105 - known on purpose: load_demo refuses to run outside development
STAFF = {
    "editor": ("编辑", "周", [Role.EDITOR, Role.ORGANISER]),
    "section": ("科长", "赵", [Role.SECTION_REVIEWER]),
    "manager": ("管理员", "林", [Role.TRAINING_MANAGER, Role.EXAMINER]),
    "door": ("签到员", "何", [Role.DOOR_STAFF]),
    "leader": ("主任", "陈", [Role.LEADER, Role.LEADER_REVIEWER]),
    "sysadmin": ("系统", "吴", [Role.SYSTEM_ADMIN]),
    "secadmin": ("安全", "郑", [Role.SECURITY_ADMIN]),
    "auditor": ("审计", "孙", [Role.AUDIT_ADMIN]),
}
ENROLMENT_TEXT = (
    "为办理本次公益培训的报名、签到、测试和培训证明，我们需要您的姓名、手机号和所在单位。"
    "信息只用于本次培训，签到用的手机号在培训结束一年后删除，培训证明等材料按档案规定保存。"
    "您可以随时致电信用办查询、更正或撤回同意；撤回不影响您申请信用修复。"
)
PLEDGE_TEXT = (
    "在屏幕上签名时，我们会记录签名笔迹、签名时间和您确认身份的方式，用来证明是您本人阅读并签署。"
    "您也可以不在屏幕上签，改用纸质承诺书。"
)
MESSAGE_TEXT = (
    "姓名和电话可以不填。填写后，我们只用来就您的这一件留言与您联系，不公开，也不提供给与办理无关的人。"
    "留言办结满一年后，姓名、电话和留言内容一并删除。您可以随时致电信用办查询、更正或要求提前删除；"
    "不填或撤回同意，不影响留言的办理。"
)
SETTINGS = {
    "area_name": "示例区",
    "site_name": "诚信宣教",
    "host_line": "示例区社会信用体系建设领导小组办公室",
    "organiser_line": "示例区发展和改革局",
    "issuer_name": "示例区社会信用体系建设领导小组办公室",
    "phone": "000-0000 0000",
    "address": "示例区行政中心三楼 308 室",
    "site_code": "0000000000",
    "icp_number": "ICP备00000000号",
    "police_number": "公安备案 00000000000000",
    "anti_fraud_text": "信用修复不收取任何费用。凡收费“代办修复”的，请提高警惕并核实，可拨打区信用办电话。",
}


def load() -> tuple[Area, User]:
    """The district, its streets, its staff and its settings; returns the area and the superuser who made the rest."""
    area = create_area(code="320799", name="示例区")
    for number, name in enumerate(["海棠街道", "花园街道", "青山镇"], start=1):
        create_area(code=f"32079900{number}", name=name, kind=AreaKind.STREET, parent=area)
    admin = _staff("admin", "管理员", "超级", area, superuser=True)
    for username, (first, last, roles) in STAFF.items():
        _staff(username, first, last, area).groups.set(Group.objects.filter(name__in=roles))
    for purpose, title, body in [
        (ConsentPurpose.ENROLMENT, "个人信息告知书（培训）", ENROLMENT_TEXT),
        (ConsentPurpose.PLEDGE, "在线签名说明", PLEDGE_TEXT),
        (ConsentPurpose.MESSAGE, "个人信息告知书（留言）", MESSAGE_TEXT),
    ]:
        publish_text(purpose=purpose, title=title, body=body, actor=admin)
    return area, admin


def load_settings(area: Area) -> None:
    """Fill the office settings of the default site, unless somebody has changed them already."""
    site = Site.objects.get(is_default_site=True)
    office = OfficeSettings.for_site(site)
    if not office.area_id:
        for name, value in SETTINGS.items():
            setattr(office, name, value)
        office.area = area
        office.save()


def _staff(username: str, first: str, last: str, area: Area, *, superuser: bool = False) -> User:
    user, created = User.objects.get_or_create(
        username=username,
        defaults={
            "first_name": first,
            "last_name": last,
            "email": f"{username}@demo.invalid",
            "area": area,
            "is_superuser": superuser,
            "is_staff": superuser,
        },
    )
    if created:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return user
