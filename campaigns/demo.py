"""Campaigns for the demo, in the year of the calendar; every unit and place is made up. Running it again adds nothing."""

from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.utils import timezone

from accounts.models import Area, User
from campaigns.domain.activities import plan_activity
from campaigns.domain.campaigns import create_campaign, move_campaign
from campaigns.enums import ActivityKind, CampaignState
from campaigns.models import Campaign
from common.clock import today
from outreach.models import Audience, SiteImage

CONTACT = "区信用办 000-0000 0000"


class Happening(NamedTuple):
    day: tuple[int, int]
    hours: tuple[int, int]
    kind: ActivityKind
    title: str
    place: str
    audience: str
    description: str


class Plan(NamedTuple):
    first: tuple[int, int]
    last: tuple[int, int]
    details: dict[str, str]
    cover: str
    happenings: list[Happening]


RIGHTS_DAY = Plan(
    (3, 10),
    (3, 20),
    {
        "title": "国际消费者权益日诚信宣传",
        "mark": "3·15",
        "lead_units": "区市场监管局、区消协",
        "assisting_units": "区信用办",
        "summary": "人民广场等 5 个现场 · 征信知识问答",
        "body": "<p>买得放心，卖得安心。3月10日起，咨询台摆到广场、早市、村集和园区，现场受理咨询，发放百姓征信手册，都不收费。</p>"
        "<p>带上有疑问的合同、票据或者公示截图，工作人员当面帮您看。</p>",
    },
    "square",
    [
        Happening(
            (3, 11),
            (7, 10),
            ActivityKind.DESK,
            "百姓征信手册走进早市",
            "花园早市东门",
            "community",
            "担保、逾期、信用报告怎么查，现场解答。",
        ),
        Happening(
            (3, 12),
            (14, 16),
            ActivityKind.CLASS_MEETING,
            "我和约定的故事：诚信主题班会",
            "区第二中学高一年级",
            "campus",
            "",
        ),
        Happening(
            (3, 13),
            (8, 11),
            ActivityKind.DESK,
            "赶集日维权咨询台",
            "青山镇集市",
            "village",
            "农资、家电、预付卡，遇到问题怎么留证据。",
        ),
        Happening(
            (3, 15),
            (9, 16),
            ActivityKind.DESK,
            "3·15 广场集中咨询",
            "人民广场",
            "community",
            "十二个部门和银行网点现场接受咨询，设征信知识问答。",
        ),
        Happening(
            (3, 18),
            (14, 16),
            ActivityKind.LECTURE,
            "企业如何兑现承诺：合同与公示",
            "临港产业园报告厅",
            "park",
            "给企业信用联络员的一堂课，免费，自愿参加。",
        ),
    ],
)
CREDIT_DAY = Plan(
    (6, 8),
    (6, 20),
    {
        "title": "信用记录关爱日宣传",
        "mark": "6·14",
        "lead_units": "人民银行区支行、区发展改革局",
        "assisting_units": "区信用办、各银行网点",
        "summary": "网点、校园、社区 · 认识自己的信用报告",
        "body": "<p>每年6月14日是信用记录关爱日。看懂自己的信用报告，比什么“修复广告”都管用。</p>",
    },
    "papers",
    [
        Happening(
            (6, 10),
            (15, 17),
            ActivityKind.LECTURE,
            "毕业前的一堂信用课",
            "区职业学院礼堂",
            "campus",
            "助学贷款怎么还不误事。",
        ),
        Happening((6, 14), (9, 11), ActivityKind.DESK, "看懂信用报告现场咨询", "海棠街道文化广场", "community", ""),
        Happening((6, 17), (19, 21), ActivityKind.SHOW, "夏夜诚信故事会", "青山镇文化大院", "village", ""),
    ],
)
TRADE_MONTH = Plan(
    (9, 1),
    (9, 30),
    {
        "title": "“诚信兴商宣传月”活动",
        "mark": "9月",
        "lead_units": "区商务局",
        "assisting_units": "区市场监管局、区信用办",
        "summary": "商圈、园区、老街 · 诚信经营故事征集",
        "body": "<p>九月，请商户讲自己的守信故事，也请顾客写下一次难忘的诚信经历。</p>",
    },
    "steelyard",
    [
        Happening((9, 6), (9, 11), ActivityKind.DISPLAY, "老街诚信展板巡展", "海棠老街", "community", ""),
        Happening((9, 17), (14, 16), ActivityKind.FORUM, "企业诚信经营座谈会", "临港产业园服务中心", "park", ""),
        Happening((9, 23), (9, 11), ActivityKind.CONTEST, "诚信知识竞赛决赛", "区图书馆报告厅", "campus", ""),
    ],
)
CONSTITUTION_DAY = Plan(
    (11, 16),
    (12, 10),
    {
        "title": "国家宪法日诚信宣传",
        "mark": "12·4",
        "lead_units": "区司法局、区委宣传部",
        "assisting_units": "区信用办",
        "summary": "学校、社区、乡村、园区 6 个现场 · 政策咨询",
        "body": "<p>守法是最基本的信用。宪法日前后，普法志愿者和信用讲解员一起走进学校、社区、乡村和园区。</p>"
        "<p>所有活动免费，不用报名，带着问题来就行。</p>",
    },
    "square",
    [
        Happening(
            (11, 18),
            (7, 9),
            ActivityKind.DESK,
            "普法与信用咨询台走进早市",
            "花园早市东门",
            "community",
            "合同、担保、逾期，一次问清。",
        ),
        Happening((11, 23), (8, 11), ActivityKind.DISPLAY, "大字版信用问答上墙", "青山镇十四个村公开栏", "village", ""),
        Happening(
            (11, 27),
            (14, 16),
            ActivityKind.LECTURE,
            "处罚信息公示与修复：企业问答会",
            "临港产业园报告厅",
            "park",
            "带上公示截图，现场列清单。免费，自愿参加。",
        ),
        Happening(
            (12, 2), (15, 16), ActivityKind.CLASS_MEETING, "规则与约定：宪法日主题班会", "区第二中学", "campus", ""
        ),
        Happening(
            (12, 4),
            (9, 16),
            ActivityKind.DESK,
            "宪法日广场集中宣传",
            "人民广场",
            "community",
            "法律咨询、信用政策咨询、手册发放。",
        ),
        Happening((12, 8), (19, 21), ActivityKind.SHOW, "诚信故事专场演出", "海棠街道文化活动中心", "community", ""),
    ],
)
# The official theme of 2026 as the consumers' association announced it; other years wait for their notice.
RIGHTS_DAY_THEMES = {2026: "提升消费品质"}


def load(*, area: Area, actor: User, covers: dict[str, SiteImage]) -> None:
    """This year's campaigns, and next year's 3·15, so that something always lies ahead."""
    year = today().year
    audiences = {audience.code: audience for audience in Audience.objects.all()}
    theme = RIGHTS_DAY_THEMES.get(year, "")
    _campaign(RIGHTS_DAY, year, area, actor, audiences, cover=covers[RIGHTS_DAY.cover], theme=theme)
    _campaign(RIGHTS_DAY, year + 1, area, actor, audiences, cover=covers[RIGHTS_DAY.cover])
    for plan in (CREDIT_DAY, TRADE_MONTH, CONSTITUTION_DAY):
        _campaign(plan, year, area, actor, audiences, cover=covers[plan.cover])


def _campaign(plan: Plan, year: int, area: Area, actor: User, audiences: dict[str, Audience], **more: Any) -> None:
    first, last = date(year, *plan.first), date(year, *plan.last)
    if Campaign.objects.filter(area=area, title=plan.details["title"], starts_on=first).exists():
        return
    campaign = create_campaign(actor=actor, area=area, starts_on=first, ends_on=last, **plan.details, **more)
    for happening in plan.happenings:
        begins, ends = (_at(date(year, *happening.day), hour) for hour in happening.hours)
        plan_activity(
            campaign,
            actor=actor,
            title=happening.title,
            place=happening.place,
            starts_at=begins,
            ends_at=ends,
            kind=happening.kind,
            audience=audiences.get(happening.audience),
            description=happening.description,
            staff_contact=CONTACT,
        )
    move_campaign(campaign, CampaignState.PUBLISHED, actor=actor)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
