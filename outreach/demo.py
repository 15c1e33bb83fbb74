"""Made-up questions from the public, in every state, and copies elsewhere that lead nowhere. Loading them again adds nothing."""

from datetime import timedelta
from typing import Any

from wagtail.models import Page

from accounts.domain.consent import current_text
from accounts.enums import ConsentPurpose
from accounts.models import Area, User
from common.clock import now, today
from outreach.domain import message_steps as steps
from outreach.domain.message_deadlines import reply_deadline
from outreach.domain.messages import key_of, log_message, receive_message
from outreach.domain.republications import record_republication
from outreach.enums import MessageCategory, MessageChannel, Platform, SpamSign
from outreach.models import PublicMessage, Republication

FINE_PAID = "去年的罚款已经交完了，公示页面上还能查到处罚信息。请问什么时候可以申请修复，要交哪些材料？"
FINE_PAID_REPLY = (
    "您好。处罚信息的最短公示期届满、处罚已履行完毕后，可以在作出处罚的单位或“信用中国”网站申请提前结束公示。"
    "请准备履行义务的证明和信用承诺书；是否符合条件以认定单位和公示页面为准。申请不收任何费用。"
)
LECTURE = "社区的信用讲座都在工作日上午，上班的人听不了。建议晚上或者周末也办一场。"
WRONG_PHONE = "“信用修复指引”里写的办公电话少了一位数字。"
FRAUD_CALL = "有人打电话说交八千元就能三天消除失信记录，问是不是真的。"
FRAUD_REPLY = "已当场答复：信用修复不收取任何费用，凡收费“代办”的请提高警惕并核实，不要转账，可以报警。"
TICKET = "来电人反映其合作社被列入异常名录，询问移出的办理窗口和时限，希望电话回复。"
ADVERT = "低价代办资质 http://a.example http://b.example http://c.example"
COPIES = [
    ("grain-shop-thirty-years", Platform.HOST, "", "https://www.example.gov.cn/xyb/art/20260001.html", ""),
    ("grain-shop-thirty-years", Platform.PRESS, "示例区融媒体中心", "", "二版，配图一张"),
]


def load(*, area: Area, admin_user: User) -> None:
    """Six messages: new, assigned, answered, from the hotline, from 12345, and one that is perhaps spam."""
    editor = User.objects.filter(username="editor").first() or admin_user
    consent_text = current_text(ConsentPurpose.MESSAGE)
    fine = _web(area, MessageCategory.CONSULTATION, FINE_PAID, days=6)
    if fine.version == 0:
        steps.answer_message(fine, actor=editor, reply=FINE_PAID_REPLY, seen=0)
    contact = {"name": "王某某", "phone": "13800000000", "consent_text": consent_text}
    lecture = _web(area, MessageCategory.SUGGESTION, LECTURE, days=4, **contact)
    if lecture.version == 0:
        steps.assign_message(lecture, actor=admin_user, assignee=editor, seen=0)
    _web(area, MessageCategory.ERROR, WRONG_PHONE, days=9, page_address="/guide/")
    _web(area, MessageCategory.OTHER, ADVERT, days=1, signs=[SpamSign.LINKS])
    shared: dict[str, Any] = {"actor": editor, "area": area, "category": MessageCategory.CONSULTATION}
    hotline: dict[str, Any] = {"channel": MessageChannel.HOTLINE, "reply": FRAUD_REPLY, "wants_reply": False}
    log_message(key=_key(FRAUD_CALL), body=FRAUD_CALL, **hotline, **shared)
    ticket: dict[str, Any] = {"ticket_number": "SL2026000123", "due_at": now() + timedelta(days=2)}
    log_message(key=_key(TICKET), body=TICKET, channel=MessageChannel.TICKET, **ticket, **shared)


def _key(body: str) -> str:
    return key_of("demo", body)


def _web(area: Area, category: str, body: str, *, days: int, **values: Any) -> PublicMessage:
    """As if it had come some days ago, with the deadline of then."""
    message = receive_message(key=_key(body), area=area, category=category, body=body, **values)
    if message.version == 0 and message.received_at > now() - timedelta(hours=1):
        received = now() - timedelta(days=days)
        due_at = reply_deadline(category, received=received).at
        PublicMessage.objects.filter(pk=message.pk).update(received_at=received, due_at=due_at)
        message.entries.update(at=received)
        message.refresh_from_db()
    return message


def load_copies(*, actor: User) -> None:
    for slug, platform, name, url, note in COPIES:
        page = Page.objects.live().filter(slug=slug).specific().first()
        if page is None or Republication.objects.filter(page=page, platform=platform).exists():
            continue
        record_republication(
            page,
            actor=actor,
            platform=platform,
            platform_name=name,
            url=url,
            note=note,
            published_on=today() - timedelta(days=1),
        )
