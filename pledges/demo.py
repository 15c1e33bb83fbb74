"""Demo content: the training pledge and what signers are told about their data. Running it again changes nothing."""

from accounts.domain.consent import publish_text
from accounts.enums import ConsentPurpose
from accounts.models import Area, ConsentText, User
from pledges.domain.templates import publish_template, save_draft
from pledges.enums import PledgeKind
from pledges.models import PledgeTemplate

TITLE = "企业信用修复培训诚信承诺书"
BODY = """本人{{姓名}}（单位：{{单位名称}}，统一社会信用代码：{{统一社会信用代码}}，身份：{{身份}}），于{{培训日期}}参加{{主办单位}}举办的{{培训名称}}。现以本人名义，自愿声明如下：
一、本人到场参加了培训，所填写的姓名、单位和身份真实。
二、本人已了解社会信用体系建设的基本要求，以及信用修复的条件、途径和办理部门；知道申请修复前应当先履行法定义务、纠正失信行为，并如实提交材料。
三、本人知道政府部门办理信用修复不收取费用。遇到声称可以“花钱修复”“内部代办”的，提高警惕并核实，不轻信，不转账。
四、回到单位后，本人愿意把学到的内容告诉同事，提醒单位依法诚信经营，说到做到。
五、本承诺书是培训环节的诚信声明，由本人自愿签署，不代表单位作出承诺，不约定违约责任。
六、本承诺书不替代信用中国网站要求的信用承诺书；单位如为失信被执行人，其名单的撤销和屏蔽由执行法院依法办理，不受本承诺书影响。
七、参加培训自愿、免费，不是申请信用修复的前提条件。"""
CONSENT_TITLE = "屏幕签署个人信息告知书"
CONSENT_BODY = """为记录您在屏幕上签署的承诺书，我办将保存：您的姓名、单位和身份，您书写的笔迹和形成的签名图，签署时间，身份核验方式，以及浏览器标识的摘要。不保存身份证号码、人脸和位置。
以上信息只用于证明这份承诺书由您签署，不向其他单位提供，不对外公开；核验页面只显示隐去部分字的姓名。保存期限与承诺书的档案保管期限相同，默认五年。
您可以不同意，改在纸质承诺书上签字，效果相同。签署后要求查阅、复制、更正个人信息，或者撤回同意的，请联系我办；撤回不影响撤回前已作出的处理。"""


def load(*, area: Area, admin_user: User) -> PledgeTemplate:
    """The published training pledge of an area; makes it, and the consent text, where they are missing."""
    if not ConsentText.objects.filter(purpose=ConsentPurpose.PLEDGE).exists():
        publish_text(purpose=ConsentPurpose.PLEDGE, title=CONSENT_TITLE, body=CONSENT_BODY, actor=admin_user)
    published = PledgeTemplate.objects.published().filter(area=area, kind=PledgeKind.TRAINING).first()
    if published:
        return published
    draft = save_draft(area=area, title=TITLE, body=BODY, actor=admin_user)
    return publish_template(draft, actor=admin_user)
