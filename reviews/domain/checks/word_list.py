"""The office's word list: its first rows, and every change to it."""

from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from accounts.enums import Role
from accounts.models import User
from accounts.rules import has_role
from common.errors import DomainError
from reviews.domain.checks.normalise import letters, normalise
from reviews.enums import Severity
from reviews.models import WordRule

KEEPERS = (Role.SECTION_REVIEWER, Role.LEADER_REVIEWER)
WRITERS = (Role.EDITOR, *KEEPERS)
FIELDS = ("word", "severity", "advice", "except_in", "note", "active")
SHORTEST_WORD = 2
BLOCK, WARN = Severity.BLOCK.value, Severity.WARN.value


class FirstWord(NamedTuple):
    code: str
    word: str
    severity: str
    advice: str
    except_in: str = ""
    note: str = ""


FRAUD = "\n".join(
    f"{before}征信修复{after}" for before, after in (
        ("", "骗局"), ("", "诈骗"), ("", "陷阱"), ("", "黑产"), ("", "乱象"), ("所谓", ""), ("所谓的", ""), ("警惕", ""), ("谨防", ""), ("打击", "")
    )
)  # fmt: skip
# What the office says is data: these rows are put in once, and stay as the office changes them.
FIRST_WORDS = (
    FirstWord("blacklist", "黑名单", WARN, "改用“严重失信主体名单”“异常名录”等认定文件中的名称。", "《》", "旧称，政策文件已改称严重失信主体名单。"),
    FirstWord("red-black-list", "红黑名单", WARN, "分别写“守信激励对象”“严重失信主体名单”。", "《》", "旧称。"),
    FirstWord("red-list", "红名单", WARN, "改用“守信激励对象”“诚信典型”。", "《》", "旧称。"),
    FirstWord("red-black-board", "红黑榜", BLOCK, "不排名、不张榜：写清依据、对象和公示渠道。", "《》", "涉及个人信息与名誉权。"),
    FirstWord("laolai", "老赖", BLOCK, "改用“失信被执行人”，并以法院公布的名单为准。", "", "带贬损意味，不是法律用语。"),
    FirstWord("exposure-stand", "曝光台", BLOCK, "改用“公示”，并注明依据和期限。", "", "曝光须有法律依据。"),
    FirstWord("exposure", "曝光", WARN, "公开信息须有法律依据，一般写“公示”“公布”。", "曝光度\n曝光台\n曝光量", "曝光须有法律依据。"),
    FirstWord("credit-record-repair", "征信修复", WARN, "征信领域没有“修复”一说：征信写“异议处理”，公共信用信息写“信用修复”。", FRAUD, "常被中介冒用。"),
    FirstWord("whitewash", "洗白", BLOCK, "改用“信用修复”“停止公示”。", "征信洗白骗局\n洗白骗局\n洗白诈骗\n所谓洗白\n谎称洗白\n声称洗白", "中介用语。"),
    FirstWord("delete-record", "删除记录", WARN, "改用“停止公示”“终止公示”，不说删除。", "依法删除记录\n不删除记录\n所谓删除记录\n谎称删除记录\n声称删除记录", "修复不等于删除。"),
    FirstWord("erase-record", "消除记录", WARN, "改用“停止公示”“终止公示”。", "", "修复不等于删除。"),
    FirstWord("restricted-everywhere", "一处失信*处处受限", BLOCK, "改写为“依法依规实施失信惩戒”，惩戒措施以清单为准。", "《》", "措施须过惩相当，于法有据。"),
    FirstWord("not-an-inch", "寸步难行", WARN, "惩戒以清单为准，不夸大后果。", "", ""),
    FirstWord("paid-repair", "付费修复", BLOCK, "信用修复不收取任何费用；揭露骗局时写“以信用修复为名收费”。", "", ""),
    FirstWord("repair-fee", "修复费", BLOCK, "信用修复不收取任何费用；揭露骗局时写“以信用修复为名收费”。", "", ""),
    FirstWord("guaranteed-repair", "包修复", BLOCK, "任何人都不能保证修复结果。", "", "中介用语。"),
    FirstWord("guaranteed-pass", "包通过", BLOCK, "任何人都不能保证审查结果。", "", "中介用语。"),
    FirstWord("record-shovel", "铲单", BLOCK, "不传播黑产用语。", "", "黑产用语。"),
    FirstWord("all-fraud", "都是骗局", WARN, "改用“请提高警惕并核实”。", "", "把握不准的不下结论。"),
    FirstWord("pass-certificate", "培训合格证", WARN, "改用“培训证明”。", "", "培训证明是服务记录，不是资格证书。"),
    FirstWord("credit-score", "信用打分", WARN, "不对个人和单位打分、排名；如为上级评价，写全称和依据。", "《》", ""),
    FirstWord("punish-breaker", "惩治失信者", WARN, "改用“依法依规实施失信惩戒”。", "", ""),
)  # fmt: skip


class WordRefused(DomainError):
    code = "word_refused"


def ensure_words(model: Any) -> None:
    """Put in the first words that were never there; what the office has changed or put out of use stays as it is."""
    model.objects.bulk_create([model(**row._asdict()) for row in FIRST_WORDS], ignore_conflicts=True)


@transaction.atomic
def add_word(*, actor: User, word: str, **details: Any) -> WordRule:
    """Put a word on the list. Refuses who doesn't keep it, words of less than two characters, and a word already there."""
    _check(actor, word)
    try:
        with transaction.atomic():
            rule = WordRule.objects.create(
                word=word.strip(), **{name: details[name] for name in FIELDS if name in details}
            )
    except IntegrityError as error:
        raise WordRefused(_("This word is on the list already. Please change that row.")) from error
    audit.record("reviews.word.added", actor=actor, target=rule, word=rule.word, severity=rule.severity)
    return rule


@transaction.atomic
def change_word(rule: WordRule, *, actor: User, **details: Any) -> WordRule:
    """Store what differs and count the revision up, so that every process compiles the list anew. Words aren't deleted but put out of use."""
    stored = WordRule.objects.select_for_update().get(pk=rule.pk)
    changed = {name: details[name] for name in FIELDS if name in details and getattr(stored, name) != details[name]}
    _check(actor, changed.get("word", stored.word))
    if not changed:
        return stored
    try:
        with transaction.atomic():
            WordRule.objects.filter(pk=rule.pk).update(**changed, revision=F("revision") + 1)
    except IntegrityError as error:
        raise WordRefused(_("This word is on the list already. Please change that row.")) from error
    stored.refresh_from_db()
    audit.record("reviews.word.changed", actor=actor, target=stored, word=stored.word, fields=sorted(changed))
    return stored


def _check(actor: User, word: str) -> None:
    if not has_role(actor, *KEEPERS):
        raise WordRefused(_("Only reviewers keep the list of words. Please ask one of them."), code="not_yours")
    if max(map(len, map(letters, normalise(word).split("*")))) < SHORTEST_WORD:
        raise WordRefused(_("A word needs at least two characters beside the asterisk."), code="too_short")
