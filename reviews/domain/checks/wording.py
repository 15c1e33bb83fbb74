"""Expressions no office should publish, whatever its own word list says."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from reviews.domain.checks.content import Content, Passage
from reviews.domain.checks.findings import Finding
from reviews.domain.checks.normalise import as_printed, sentences
from reviews.enums import Severity

PLACES = "全国|全省|全市|全区|全县|国内|国际|世界|全球|全网|行业|业内|同行|省内|市内|区内"
RANKS = "排名|位居|位列|名列|稳居|荣居|荣获|销量|质量|口碑|市场|服务|实力|综合"
ABSOLUTE = re.compile(
    "|".join(
        (
            "最(?:佳|优秀|优惠|优质|优(?!化)|强大|强(?!降|冷|对流|烈)|先进|权威|专业|受欢迎|便宜|高级|高端|顶级|有效的|好的|快捷|安全|放心|划算"
            "|具(?:影响|竞争|权威|实力)|有影响力|有实力)",
            f"(?:{PLACES}|规模)最(?!高人民|后|近|终|新|低|多跑)",
            f"(?:(?:{PLACES})?(?:{RANKS})|(?:{PLACES}))第一(?![批次部季阶轮期届场条款期书责线人时案例章节号个家所份])",
            "第一(?:品牌|名牌|选择|首选)",
            "国家级(?!(?:经济|技术|高新|新区|开发|园区|自贸|综合|保税|示范|试点|非物质|非遗|文物|文化|森林|风景|自然|湿地|地质|贫困|重点|媒体|期刊|标准|荣誉|奖|专精|科技|工业|人才|平台建设))",
            "首(?:个|家)(?!工作日|交易日|季度|年度|周|月|完整|自然)|首创(?!期)",
            "(?<!不)唯一(?!性|标识|标志|识别|代码|编码|编号|身份|码|对应|确定|的?统一社会信用代码)",
            "独一无二|史无前例|空前绝后|绝无仅有|无与伦比|登峰造极|举世无双|顶尖|世界级|宇宙级|全网首发|领导品牌|王牌|首选",
            "(?:100%|百分之百|百分百|绝对)(?:通过|有效|成功|修复|安全|满意|保证|放心|撤销|没有)|零风险|万无一失",
        )
    )
)

TRAINING = "(?:培训|学习班|考试|结业|学时)"
RESTORED = "(?:修复|停止公示|终止公示|撤销公示|撤下|移出|缩短公示|恢复信用)"
ONLY_THEN = "(?:方可|才能|才可|方能|才会|才予|才给|始可|之后才|否则不|否则无法)"
WHO = "(?:企业|单位|市场主体|经营主体|失信主体|信用主体|当事人|申请人|您|你)?"
DONE = "(?:并|且|经)?(?:考试|考核)?(?:合格|结业|通过|完成|期满|取得[^,。]{0,8}(?:证明|证书))?(?:之后|以后|后)?"
CONDITION = re.compile(
    "|".join(
        (
            f"{TRAINING}[^,。满]{{0,12}}[,]?{WHO}{DONE}{WHO}{ONLY_THEN}[^。]{{0,14}}{RESTORED}",
            f"(?:必须|须|应当|需要|需|要求|强制)(?:先|首先)?(?:参加|完成|接受|通过|经过)[^,。]{{0,10}}{TRAINING}[^。]{{0,8}}"
            f"(?:申请|办理|进行|获得|实现|予以|启动|完成)[^,。]{{0,6}}{RESTORED}",
            f"{RESTORED}[^,。]{{0,8}}(?:必须|须|应当|需要|需|要)(?:先|首先)?(?:参加|完成|接受|通过|经过)[^,。]{{0,10}}{TRAINING}",
            f"{TRAINING}(?!内容|主题|重点|课程|材料)[^,。]{{0,6}}(?:是|作为|为)(?:申请|办理)?(?:信用)?{RESTORED}的?"
            "(?:前提|必要|必经|门槛|依据|条件)(?![和与、及])",
            f"(?:凭|持)[^,。]{{0,10}}{TRAINING}[^,。]{{0,4}}(?:证明|证书|合格证)[^。]{{0,14}}{RESTORED}",
            f"(?:不|未)(?:参加|完成|接受|通过)[^,。]{{0,10}}{TRAINING}[^。]{{0,12}}(?:不能|不得|不予|无法|不可|不给)[^,。]{{0,8}}{RESTORED}",
        )
    )
)
# Saying that it isn't so, asking whether it is, or warning of those who say it.
DENIED = re.compile(
    "不是|并非|并不|不作为|不构成|不影响|无需|无须|不需要|不需|不必|不要求|不强制|谨防|警惕|切勿|别信|不要相信|不要轻信"
    "|声称|谎称|宣称|谣言|误区|误解|骗局|误以为|禁止|严禁|不得(?:将|把|以|要求)|吗[?。”]?$|[?]$"
)

SECRECY = re.compile("密|内部|內部")
SECRET = re.compile(
    r"(?:绝密|机密|秘密|內部|内部)\s*[★☆*▲]|[★☆]\s*(?:绝密|机密|秘密)|密级\s*[::]?\s*(?:绝密|机密|秘密)"
)
SECRET_WORDS = re.compile(
    "(?<!商业)(?<!国家)(?<!企业)(?:绝密|(?<![手司算飞电])机密)(?![码切钥封集度闭])"
    "|(?<!企业)(?<!公司)(?<!单位)内部(?:资料(?!性)|文件|传阅)|(?:仅供|仅限|只限|限)内部"
)
SECRET_LINE = re.compile(r"^[\s【\[(]*(?:绝密|机密|秘密)[\s】\])]*$")
LEVELS = re.compile(r"绝密.{0,4}机密.{0,4}秘密|秘密.{0,4}机密.{0,4}绝密")
MARKED_TITLES = re.compile("《[^》]*》")


def check_absolute(content: Content) -> Iterator[Finding]:
    """Absolute terms as 广告法 art. 9 has them. 最高人民法院, 第一条, 最后 and the like are no such terms."""
    for passage in content.passages:
        for word in dict.fromkeys(match.group() for match in ABSOLUTE.finditer(_without_titles(passage))):
            told, advice = _("An absolute term."), _("Give the fact and its source, or say it more plainly.")
            yield _finding("absolute_term", Severity.WARN, told, advice, word, passage)


def check_condition(content: Content) -> Iterator[Finding]:
    """Training is free and voluntary: nothing may say or imply that restoration depends on it."""
    for passage in content.passages:
        for sentence in sentences(_without_titles(passage)):
            match = CONDITION.search(sentence)
            if match and not DENIED.search(sentence):
                told = _("This says that restoration depends on training.")
                advice = _("Training is voluntary and no condition of restoration. Please say so, or leave it out.")
                yield _finding("training_as_condition", Severity.BLOCK, told, advice, match.group(), passage)


def check_secrecy(content: Content) -> Iterator[Finding]:
    """Marks of secrecy and of internal papers: what is secret isn't put online, what is online isn't secret."""
    for passage in content.passages:
        if not SECRECY.search(passage.text):
            continue
        text = MARKED_TITLES.sub("", LEVELS.sub("", passage.text))
        match = SECRET.search(text) or SECRET_LINE.search(text) or SECRET_WORDS.search(text)
        if match:
            told = _("A mark of secrecy or of an internal paper.")
            advice = _("Don't publish it. Ask whoever is in charge of secrecy in your office.")
            yield _finding("secrecy_mark", Severity.BLOCK, told, advice, match.group().strip(), passage)


def _without_titles(passage: Passage) -> str:
    return MARKED_TITLES.sub("《》", passage.squeezed)


def _finding(code: str, severity: str, message: str, advice: str, found: str, passage: Passage) -> Finding:
    return Finding(
        code, severity, message, advice, as_printed(found), passage.spot.place, passage.spot.label, passage.text
    )
