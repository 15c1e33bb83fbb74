import factory

from accounts.domain.consent import publish_text
from accounts.enums import ConsentPurpose
from accounts.models import ConsentText
from common.public_ids import random_id
from outreach.domain.messages import receive_message
from outreach.enums import MessageCategory, SpamSign
from outreach.models import PublicMessage
from tests.factories.accounts import AreaFactory


def consent_text(body: str = "姓名和电话只用于联系您。") -> ConsentText:
    return publish_text(purpose=ConsentPurpose.MESSAGE, title="个人信息告知书", body=body)


class PublicMessageFactory(factory.django.DjangoModelFactory):
    """Received through the site. `with_contact=True` leaves name and phone, `suspected=True` is held back."""

    class Meta:
        model = PublicMessage

    class Params:
        suspected = factory.Trait(signs=[SpamSign.LINKS])
        with_contact = factory.Trait(
            name="王小明", phone="13812345678", consent_text=factory.LazyFunction(consent_text)
        )

    key = factory.LazyFunction(lambda: random_id(32))
    area = factory.SubFactory(AreaFactory)
    category = MessageCategory.CONSULTATION
    body = factory.Sequence(lambda n: f"罚款交完了，什么时候可以申请修复？第{n}问")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return receive_message(**kwargs)
