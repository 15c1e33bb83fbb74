"""三审三校 in the demo: a chain for articles, one text that went through it, one on its way, one just handed in."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from accounts.enums import Role
from accounts.models import User
from common.public_ids import random_id
from outreach.models import ArticlePage, SectionPage
from reviews.domain import chains, rounds
from reviews.domain.signers import Signer
from reviews.domain.signing import sign
from reviews.enums import Channel
from reviews.models import OutsideSigner, ReviewChain, ReviewStage

STAGES = [("科室负责人审核", Role.SECTION_REVIEWER), ("分管领导审定", Role.LEADER_REVIEWER)]
# title, summary, how many stages have signed
TEXTS = [
    ("信用修复咨询日走进科技园区", "三十多家企业现场问清了记录在哪看、什么时候可以申请。", 2),
    ("早市信用咨询台下周开摆", "周三早上六点半，海棠街道早市，谁来都能问。", 1),
    ("青山镇诚信故事征集启事", "写身边守信的人和事，刊登前都会征得本人同意。", 0),
]


def load(*, admin_user: User) -> None:
    """Put the chain in force and hand the texts in as the demo's editor; running it again adds nothing."""
    chain = _chain(admin_user)
    people = {name: User.objects.get(username=name) for name in ("editor", "section", "leader")}
    for title, summary, signed in TEXTS:
        if not ArticlePage.objects.filter(title=title).exists():
            _hand_in(chain, people, title, summary, signed)


def _chain(actor: User) -> ReviewChain:
    content_type = ContentType.objects.get_for_model(ArticlePage)
    chain, created = ReviewChain.objects.get_or_create(content_type=content_type, defaults={"name": "文章三审三校"})
    if not created:
        return chain
    for order, (name, role) in enumerate(STAGES, start=1):
        group = Group.objects.get(name=role)
        stage = ReviewStage.objects.create(chain=chain, order=order, name=name, group=group, external=True)
    OutsideSigner.objects.create(stage=stage, name="钱某某", duty="区政府分管领导")
    return chains.put_in_force(chain, actor=actor)


def _hand_in(chain: ReviewChain, people: dict[str, User], title: str, summary: str, signed: int) -> None:
    section: Page = SectionPage.objects.get(slug="news")
    body = [("paragraph", f"<p>{summary}</p><p>咨询不收费，也不用带材料。凡收费“代办修复”的，请提高警惕并核实。</p>")]
    page = ArticlePage(title=title, slug=random_id(8), summary=summary, place="示例区", body=body, live=False)
    page.owner = people["editor"]
    section.add_child(instance=page)
    page.save_revision(user=people["editor"])
    round_ = rounds.submit(page, actor=people["editor"])
    for stage, signer in zip(chain.stages_in_order()[:signed], ("section", "leader"), strict=False):
        sign(
            round_,
            stage=stage,
            signer=Signer(user=people[signer]),
            channel=Channel.ADMIN,
            expected_hash=round_.content_hash,
            proof_reader=people["editor"].get_full_name(),
            no_secrets=True,
            recorded_by=people[signer],
        )
