"""Two clicks, two colleagues, two databases' worth of locks: what really happens at once."""

import threading

import pytest
from django.db import connection

from accounts.enums import Role
from outreach.domain.message_questions import draft_question
from outreach.domain.message_steps import MessageMoved, answer_message
from outreach.domain.messages import receive_message
from outreach.models import PublicMessage, QuestionPage
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.messages import PublicMessageFactory
from tests.factories.outreach import QuestionIndexFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CLICKS = 8


def at_once(work):
    """Run work(0…) in threads that start together; results and exceptions in order."""
    start, results = threading.Barrier(CLICKS), [None] * CLICKS

    def run(number):
        start.wait()
        try:
            results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_many_clicks_are_one_message():
    area = AreaFactory()
    results = at_once(lambda number: receive_message(key="k", area=area, category="other", body="一件事"))
    assert {message.pk for message in results} == {PublicMessage.objects.get().pk}
    assert PublicMessage.objects.get().entries.count() == 1


def test_of_many_replies_one_wins_and_the_others_are_told():
    area = AreaFactory()
    message = PublicMessageFactory(area=area)
    people = [UserFactory(area=area, roles=[Role.EDITOR]) for _number in range(CLICKS)]

    def answer(number):
        own = PublicMessage.objects.get(pk=message.pk)
        return answer_message(own, actor=people[number], reply=f"答复{number}", seen=0)

    results = at_once(answer)
    winners = [result for result in results if isinstance(result, PublicMessage)]
    assert len(winners) == 1
    assert [type(result) for result in results].count(MessageMoved) == CLICKS - 1
    message.refresh_from_db()
    assert (message.reply, message.answered_by) == (winners[0].reply, winners[0].answered_by)
    assert message.entries.filter(kind="answered").count() == 1


def test_many_clicks_make_one_question_page():
    QuestionIndexFactory(title="政策问答")
    editor = UserFactory(area=AreaFactory(), is_superuser=True, is_staff=True)
    message = answer_message(PublicMessageFactory(area=editor.area), actor=editor, reply="能。", seen=0)
    results = at_once(lambda number: draft_question(PublicMessage.objects.get(pk=message.pk), actor=editor))
    assert {page.pk for page in results} == {QuestionPage.objects.get().pk}
