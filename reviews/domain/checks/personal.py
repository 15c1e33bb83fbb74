"""Personal data that must not go online (个人信息保护法 art. 28; 政府信息公开条例 art. 15): numbers, and the names beside them."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from stdnum import luhn
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from accounts.models import OfficeSettings
from accounts.validators import MOBILE
from common.masking import COMPOUND_SURNAMES, mask_name, mask_phone
from reviews.domain.checks.content import Content, Passage
from reviews.domain.checks.findings import Finding
from reviews.domain.checks.sources import published_phones
from reviews.enums import Severity

GAP = r"[ \-·.]?"
ID_18 = re.compile(rf"(?<![0-9A-Za-z])[1-9](?:{GAP}\d){{16}}{GAP}[\dXx](?![0-9A-Za-z])")
ID_15 = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{14}(?![0-9A-Za-z])")
CARD = re.compile(r"(?<![0-9A-Za-z])[3-6](?:[ \-]?\d){15,18}(?![0-9A-Za-z])")
PHONE = re.compile(
    rf"(?<!\d)(?:\+?(?:00)?86[ \-]?)?"
    rf"(?:1[3-9]\d{GAP}\d{{4}}{GAP}\d{{4}}|1[3-9]\d{GAP}\d{{3}}{GAP}\d{{5}}|1[3-9]\d{{2}}{GAP}\d{{3}}{GAP}\d{{4}}"
    r"|1[ \-·.][3-9](?:[ \-·.]\d){9})(?!\d)"
)
SPELLED = re.compile("[〇零一二三四五六七八九幺]{11}")
SPELLED_DIGITS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
# Without a digit there is neither a number nor the address of a home.
NUMBER = re.compile(rf"\d|{SPELLED.pattern}")
NOT_DIGITS = re.compile(r"[^\dXx]")

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅"
    "钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎樊"
)
NAME = rf"(?:(?:{'|'.join(sorted(COMPOUND_SURNAMES))})|[{SURNAMES}])[\u4e00-\u9fff]{{1,2}}"
# Words that begin like a name.
NOT_NAMES = {
    "高新区", "金额", "余额", "方式", "方法", "方案", "马上", "白天", "文化", "江苏", "江苏省", "江西", "江西省", "黄金",
    "任务", "常见", "石油", "万元", "施工", "牛奶", "毛利", "高级", "高考", "高中", "于是", "任何", "何时", "方可", "张贴",
    "金融", "金融办", "金融局", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "周末", "夏季", "严禁", "严格",
}  # fmt: skip
ROLES = "姓名|联系人|联系|请找|老赖|负责人|法定代表人|法人|当事人|被执行人|失信人|经办人|学生|同学|家长|村民|居民|户主|店主|老板|业主"
LEADS_IN = rf"(?:^|[^\u4e00-\u9fff]|{ROLES})[ :]*"
LEADS_ON = r"(?:同志|先生|女士|同学|老师|本人|的)?"
LABEL = r"(?:(?:联系)?(?:电话|手机|号码|方式)|(?:公民)?身份证|证件|银行卡|卡号|微信)?(?:号码|号)?(?:为|是)?"
MARKS = r"[ ,、:()/]*"
NAME_BEFORE = re.compile(rf"{LEADS_IN}({NAME}){LEADS_ON}{MARKS}{LABEL}{MARKS}$")
NAME_AFTER = re.compile(rf"^{MARKS}(?:联系人|姓名)?[ :]*({NAME})(?=[^\u4e00-\u9fff]|同志|先生|女士|收|$)")
DWELLING = re.compile(
    r"(?:路|街|巷|弄|道|村|屯|小区|社区|花园|家园|公寓|苑)[^\n。,;]{0,8}?\d{1,5}(?:号楼|号院|号|栋|幢|单元|组)"
    r"[^\n。,;]{0,12}?\d{1,5}(?:单元|室|户|号)"
)
RESIDENT = re.compile(rf"{LEADS_IN}({NAME}){LEADS_ON}[ ,:(]*(?:住在|家住|现住|住|家庭住址|住址|地址)[^\n。;]{{0,30}}$")
NEAR = 40


def check_personal(content: Content) -> Iterator[Finding]:
    """Numbers of people block, except mobile numbers that the office has published itself; landlines are nobody's own."""
    allowed = _allowed_phones(content)
    for passage in filter(_has_number, content.passages):
        taken: list[tuple[int, int]] = []
        for finding, span in _numbers(passage, allowed):
            if all(span[1] <= start or end <= span[0] for start, end in taken):
                taken.append(span)
                yield finding
                yield from _names_beside(passage, span)
        yield from _residents(passage)


def _has_number(passage: Passage) -> bool:
    return bool(NUMBER.search(passage.text))


def _allowed_phones(content: Content) -> set[str]:
    """Asked for only where a number of this kind stands on the page."""
    if not any(PHONE.search(passage.text) or SPELLED.search(passage.text) for passage in content.passages):
        return set()
    told = [*OfficeSettings.objects.values_list("phone", flat=True), *published_phones()]
    return {_digits(match.group()) for text in told for match in PHONE.finditer(text)}


def _numbers(passage: Passage, allowed: set[str]) -> Iterator[tuple[Finding, tuple[int, int]]]:
    for check in (_identity_numbers, _old_identity_numbers, _cards):
        yield from check(passage)
    for match in PHONE.finditer(passage.text):
        number = _digits(match.group())
        if number not in allowed:
            yield _phone(passage, number), match.span()
    for match in SPELLED.finditer(passage.text):
        number = match.group().translate(SPELLED_DIGITS)
        if MOBILE.fullmatch(number) and number not in allowed:
            yield _phone(passage, number), match.span()


def _identity_numbers(passage: Passage) -> Iterator[tuple[Finding, tuple[int, int]]]:
    for match in ID_18.finditer(passage.text):
        number = NOT_DIGITS.sub("", match.group()).upper()
        if not _is_day(number[6:14]):
            continue
        if mod_11_2.is_valid(number):
            message, severity = _("A citizen's identity number."), Severity.BLOCK
        else:
            message, severity = _("This looks like an identity number with a digit wrong."), Severity.WARN
        yield _finding("id_number", severity, message, passage, number[:3] + "*" * 13 + number[-2:]), match.span()


def _old_identity_numbers(passage: Passage) -> Iterator[tuple[Finding, tuple[int, int]]]:
    for match in ID_15.finditer(passage.text):
        number = match.group()
        if _is_day("19" + number[6:12]):
            told = _("This looks like an identity number of the old kind.")
            masked = number[:3] + "*" * 10 + number[-2:]
            yield _finding("id_number", Severity.WARN, told, passage, masked), match.span()


def _cards(passage: Passage) -> Iterator[tuple[Finding, tuple[int, int]]]:
    for match in CARD.finditer(passage.text):
        number = NOT_DIGITS.sub("", match.group())
        if luhn.is_valid(number) and not uscc.is_valid(number):
            masked = "*" * (len(number) - 4) + number[-4:]
            yield _finding("bank_card", Severity.BLOCK, _("A bank card number."), passage, masked), match.span()


def _phone(passage: Passage, number: str) -> Finding:
    told = _("A private mobile number.")
    return _finding("mobile_number", Severity.BLOCK, told, passage, mask_phone(number))


def _names_beside(passage: Passage, span: tuple[int, int]) -> Iterator[Finding]:
    before, after = passage.text[max(0, span[0] - NEAR) : span[0]], passage.text[span[1] : span[1] + 12]
    match = NAME_BEFORE.search(before) or NAME_AFTER.search(after)
    if match and match.group(1) not in NOT_NAMES:
        told = _("A person's name beside the number.")
        yield _finding("name_beside_number", Severity.BLOCK, told, passage, mask_name(match.group(1)))


def _residents(passage: Passage) -> Iterator[Finding]:
    for match in DWELLING.finditer(passage.text):
        before = RESIDENT.search(passage.text[max(0, match.start() - NEAR) : match.start()])
        if before and before.group(1) not in NOT_NAMES:
            told = _("A person's name beside the address of a home.")
            yield _finding("name_beside_address", Severity.WARN, told, passage, mask_name(before.group(1)))


def _finding(code: str, severity: str, message: str, passage: Passage, found: str) -> Finding:
    advice = _("Leave it out, or give the office's own telephone number. Personal data goes online only with consent.")
    spot = passage.spot
    return Finding(code, severity, message, advice, found, spot.place, spot.label, passage.text)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-11:]


def _is_day(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2100
