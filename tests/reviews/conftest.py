from dataclasses import dataclass

import pytest

from accounts.enums import Role
from accounts.models import Area, User
from outreach.models import ArticlePage
from reviews.models import ReviewChain, ReviewRound
from tests.factories.accounts import UserFactory
from tests.factories.reviews import hand_in, make_chain, make_draft


@dataclass
class Office:
    """Three people, two stages, and one draft of the editor's."""

    author: User
    head: User
    deputy: User
    chain: ReviewChain
    page: ArticlePage

    def hand_in(self) -> ReviewRound:
        return hand_in(self.page, self.author)

    def fresh(self) -> ArticlePage:
        return ArticlePage.objects.get(pk=self.page.pk)


@pytest.fixture
def office(area: Area, users: dict[str, User]) -> Office:
    author = UserFactory(username="writer", area=area, last_name="周", first_name="小兰", roles=[Role.EDITOR])
    head = UserFactory(username="head", area=area, last_name="赵", first_name="科长", roles=[Role.SECTION_REVIEWER])
    deputy = UserFactory(username="deputy", area=area, last_name="陈", first_name="主任", roles=[Role.LEADER_REVIEWER])
    return Office(author, head, deputy, make_chain(head, deputy), make_draft(author))
