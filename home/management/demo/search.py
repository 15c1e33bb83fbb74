"""What the office has set for the search of its site: words that mean the same, and a page to stand on top."""

from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page

from accounts.models import User
from outreach.domain.synonyms import save_synonyms
from outreach.models import SynonymGroup

SYNONYMS = [
    ("征信修复\n信用修复\n征信洗白\n有偿修复", "群众常把信用修复叫作征信修复，骗子也用这个词。"),
    ("黑名单\n严重失信主体名单\n失信名单", "正式名称是严重失信主体名单。"),
    ("老赖\n失信被执行人", "正式名称是失信被执行人。"),
    ("3·15\n315\n消费者权益日", ""),
    ("6·14\n614\n信用记录关爱日", ""),
    ("合格证\n培训证明\n结业证", "本区出具的是培训证明。"),
]
PROMOTED_FOR = ("信用修复", "怎么修复")


def load(*, guide: Page, admin_user: User) -> None:
    """Running it again adds nothing."""
    for words, note in SYNONYMS:
        if not SynonymGroup.objects.filter(words=words).exists():
            save_synonyms(words=words, note=note, actor=admin_user)
    for phrase in PROMOTED_FOR:
        description = "属于哪一类、最早什么时候可以申请、到哪里办、带什么，先看这一页。"
        SearchPromotion.objects.get_or_create(
            query=Query.get(phrase), page=guide, defaults={"description": description}
        )
