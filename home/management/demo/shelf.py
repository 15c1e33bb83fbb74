"""Policies, materials and places of the demo. Dates and numbers of policies as published; places and people are made up."""

from datetime import date
from typing import Any, NamedTuple

from home.management.demo.articles import Blocks, facts, p, remark, steps
from outreach.enums import PlaceKind, ResourceKind


class Shelved(NamedTuple):
    slug: str
    title: str
    audiences: tuple[str, ...]
    fields: dict[str, Any]
    body: Blocks
    cover: str = ""


# The older one first: `replaced_by` names the slug of the newer one, which is linked afterwards.
POLICIES: list[tuple[Shelved, str]] = [
    (
        Shelved(
            "ndrc-527",
            "关于进一步完善“信用中国”网站及地方信用门户网站行政处罚信息信用修复机制的通知",
            ("enterprise", "park"),
            {
                "issuing_body": "国家发展改革委办公厅",
                "document_number": "发改办财金〔2019〕527号",
                "effective_on": date(2019, 7, 1),
                "repealed_on": date(2023, 5, 1),
                "plain_summary": "2019年7月到2023年4月按它办理。把失信分为一般、严重、特定严重三种。现在按新办法办，这里留存备查。",
            },
            [p("处罚时间较早的记录，办理时按哪一份规定，请打电话问认定单位。")],
        ),
        "ndrc-order-58",
    ),
    (
        Shelved(
            "ndrc-order-58",
            "失信行为纠正后的信用信息修复管理办法（试行）",
            ("enterprise", "park"),
            {
                "issuing_body": "国家发展改革委",
                "document_number": "国家发展改革委令第58号",
                "issued_on": date(2023, 1, 13),
                "effective_on": date(2023, 5, 1),
                "repealed_on": date(2026, 4, 1),
                "plain_summary": "2023年5月到2026年3月按它办理。从这份办法起，申请材料里不再要求参加培训。",
            },
            [p("2026年4月1日起按《信用修复管理办法》办理。")],
        ),
        "ndrc-order-36",
    ),
    (
        Shelved(
            "state-council-22",
            "关于进一步完善信用修复制度的实施方案",
            ("enterprise", "park"),
            {
                "issuing_body": "国务院办公厅",
                "document_number": "国办发〔2025〕22号",
                "issued_on": date(2025, 6, 22),
                "plain_summary": "把失信分成轻微、一般、严重三类，各有最短和最长公示期；“信用中国”是统一的申请窗口；谁认定、谁修复；不收费。",
            },
            [
                ("heading", "对企业来说，变了什么"),
                steps(
                    ("轻微的，原则上不公示", "已经公示的，履行义务以后就可以申请。"),
                    ("一个窗口申请", "在“信用中国”网站提交，由认定单位办理，结果同步到各网站。"),
                    ("时限写清楚了", "受理后3个工作日内决定，申请后10个工作日内反馈；情况复杂的可以延长。"),
                ),
                remark("请提高警惕并核实", "凡是要收费“代办修复”的，先打电话向信用办核实。", "wait"),
            ],
        ),
        "",
    ),
    (
        Shelved(
            "ndrc-order-36",
            "信用修复管理办法",
            ("enterprise", "park"),
            {
                "issuing_body": "国家发展改革委",
                "document_number": "国家发展改革委令第36号",
                "issued_on": date(2025, 11, 20),
                "effective_on": date(2026, 4, 1),
                "plain_summary": "现在办理信用修复依据的办法。修复是信用主体的权利：期限满了、义务履行了、公开作出承诺了，就可以申请。",
            },
            [
                p("修复，是指停止公示、停止共享和使用，并且同步解除相应的惩戒措施。"),
                remark("培训自愿", "公益培训是帮助，不是申请的条件。不参加，一样可以申请。"),
            ],
        ),
        "",
    ),
]

RESOURCES = [
    Shelved(
        "handbook-2026",
        "百姓征信手册（大字版）",
        ("community", "village", "elderly"),
        {
            "resource_kind": ResourceKind.HANDBOOK,
            "summary": "信用报告怎么查、担保要想清楚什么、遇到“征信修复”广告怎么办。字大，可以打印。",
        },
        [
            ("heading", "自己的信用报告，一年可以免费查两次"),
            p("带身份证到人民银行网点，或者在银行手机软件里查。不需要经过任何中介。"),
            ("heading", "给别人担保，就是替别人还钱的承诺"),
            p("签字以前问三句：借多少？什么时候还？还不上我拿什么还？"),
            ("heading", "有人说能“修复征信”"),
            p("请提高警惕并核实。逾期还清以后，记录按规定保存，到期自动删除，花钱删不掉。"),
        ],
        "papers",
    ),
    Shelved(
        "class-meeting-promise",
        "主题班会教案：我和约定的故事",
        ("campus",),
        {
            "resource_kind": ResourceKind.LESSON_PLAN,
            "summary": "一节课，不打分，不收集学生个人信息。附黑板设计和三个讨论题。",
            "minutes": 40,
        },
        [
            steps(
                ("开场（5分钟）", "黑板上只写一个问题：借来的笔，你还了吗？"),
                ("两人一组（15分钟）", "各说一个守住的约定，一个没守住的约定，写在卡片上，不写名字。"),
                ("全班讨论（15分钟）", "没守住约定的时候，怎么说、怎么补，别人才愿意再信一次？"),
                ("收尾（5分钟）", "每人给下一周的自己写一个能做到的约定，自己收好。"),
            ),
            remark("给老师", "不评比，不拍学生正脸，不要求家长签字。"),
        ],
        "classroom",
    ),
    Shelved(
        "loudspeaker-market-day",
        "大喇叭稿：赶集日说信用",
        ("village", "elderly"),
        {
            "resource_kind": ResourceKind.LOUDSPEAKER,
            "summary": "一分半钟，短句，适合用本地话念。",
            "minutes": 2,
        },
        [
            p(
                "乡亲们，早上好！今天赶集，说三句信用的话。",
                "第一句：借钱要写条，写清楚借多少、哪天还。",
                "第二句：给人担保，先想想自己还不还得起。",
                "第三句：有人打电话说交钱就能“修信用”，挂掉，先问村委会。",
                "信用不花钱买，守住就是福。谢谢大家！",
            )
        ],
        "village",
    ),
    Shelved(
        "poster-free-of-charge",
        "海报：信用修复不收费",
        ("park", "enterprise"),
        {
            "resource_kind": ResourceKind.POSTER,
            "summary": "贴在园区大厅和窗口旁边。写明到哪里办、带什么、打哪个电话。",
        },
        [
            facts(
                ("到哪里办", "“信用中国”网站；不方便上网，到政务服务大厅窗口"),
                ("带什么", "履行义务的证明、信用承诺书"),
                ("多少钱", "不收费"),
            ),
            remark("请提高警惕并核实", "凡收费“代办修复”的，先打信用办电话。", "wait"),
        ],
        "park",
    ),
]

PLACES = [
    Shelved(
        "second-middle-school",
        "区第二中学",
        ("campus",),
        {
            "place_kind": PlaceKind.CAMPUS,
            "summary": "每学期两次诚信主题班会，图书馆有信用读书角。",
            "address": "示例区花园街道学府路 12 号",
            "contact": "校团委",
        },
        [p("班会用的是“我和约定的故事”教案，不评比、不打分。活动进校园按教育部门的规定报备。")],
        "classroom",
    ),
    Shelved(
        "garden-community",
        "花园社区",
        ("community", "elderly"),
        {
            "place_kind": PlaceKind.COMMUNITY,
            "summary": "图书角、宣传栏和每月一次的楼下咨询。",
            "address": "示例区花园街道花园路 5 号党群服务中心",
            "contact": "社区服务站",
            "phone": "000-0000 0001",
            "opening_hours": "周一至周六 8:30—17:30",
        },
        [p("想请人来讲一次，告诉社区服务站就行。行动不便的老人，可以约上门。")],
        "library",
    ),
    Shelved(
        "qinghe-village",
        "青禾村",
        ("village",),
        {
            "place_kind": PlaceKind.VILLAGE,
            "summary": "大喇叭、村务公开栏和赶集日咨询台。",
            "address": "示例区青山镇青禾村村委会",
            "contact": "村委会",
            "phone": "000-0000 0002",
        },
        [p("每逢农历三、八赶集，咨询台摆在集市东头。看不懂的合同、收到的短信，都可以拿来问。")],
        "village",
    ),
    Shelved(
        "harbour-park",
        "临港产业园",
        ("park", "enterprise"),
        {
            "place_kind": PlaceKind.PARK,
            "summary": "企业信用服务角：公示怎么看、什么时候可以申请、找谁开证明。",
            "address": "示例区临港大道 1 号企业服务中心一楼",
            "contact": "企业服务中心",
            "phone": "000-0000 0003",
            "opening_hours": "工作日 9:00—17:00",
        },
        [p("每月第二个星期三下午，信用办的同志在服务角值班，企业带着公示截图来问就行。")],
        "park",
    ),
    Shelved(
        "qingshan-base",
        "青山镇农村信用宣传基地",
        ("village", "community"),
        {
            "place_kind": PlaceKind.BASE,
            "summary": "展板、图书和一间可以坐四十人的讲堂。",
            "address": "示例区青山镇文化站",
            "contact": "镇文化站",
            "opening_hours": "赶集日全天，其余日子请先打电话",
        },
        [p("展板上讲的都是本镇的真事，刊登以前都征得了本人同意。")],
        "market",
    ),
]
PLACE_OF_ACTIVITY = {
    "区第二中学高一年级": "second-middle-school",
    "青山镇集市": "qinghe-village",
    "临港产业园报告厅": "harbour-park",
    "花园早市东门": "garden-community",
}
