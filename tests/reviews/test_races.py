"""Two at once, on a server that locks rows."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from outreach.models import ArticlePage
from reviews.domain.errors import LinkDead, ReviewRefused
from reviews.domain.links import sign_by_link
from reviews.domain.schedule import run_schedule
from reviews.models import Publication, Signature
from tests.factories.accounts import UserFactory
from tests.factories.reviews import agree, hand_in, make_chain, make_draft, stages_of
from tests.reviews.test_links import DETAILS, issue

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads from one barrier; what each returned or refused."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        try:
            barrier.wait()
            results[number] = call()
        except (ReviewRefused, LinkDead) as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def half_signed():
    author, head, one, two = (UserFactory() for _number in range(4))
    chain = make_chain(head, one)
    chain.stages.get(order=2).users.add(two)
    round_ = hand_in(make_draft(author), author)
    agree(round_, 1, head)
    return round_, head, one, two


def test_two_leaders_sign_the_last_stage(half_signed) -> None:
    round_, _head, one, two = half_signed
    copies = [type(round_).objects.get(pk=round_.pk) for _number in range(2)]
    results = at_once(lambda: agree(copies[0], 2, one), lambda: agree(copies[1], 2, two))
    assert [isinstance(result, Signature) for result in sorted(results, key=lambda r: isinstance(r, Exception))] == [
        True,
        False,
    ]
    assert Signature.objects.filter(stage=stages_of(round_)[1]).count() == 1
    assert Publication.objects.filter(basis="reviewed").count() == 1
    assert ArticlePage.objects.filter(live=True).count() == 1


def test_a_link_pressed_twice(half_signed) -> None:
    round_, head, one, _two = half_signed
    issued = issue(round_, head, 2, key=f"user-{one.pk}")
    results = at_once(*[lambda: sign_by_link(issued.token, visitor=None, **DETAILS)] * 3)
    assert sum(isinstance(result, Signature) for result in results) == 1
    assert Signature.objects.filter(link=issued.link).count() == 1
    assert Publication.objects.count() == 1


def test_two_workers_at_the_same_minute(half_signed) -> None:
    from datetime import timedelta

    from wagtail.models import Revision

    from common.clock import now

    round_, _head, one, _two = half_signed
    agree(round_, 2, one)
    page = ArticlePage.objects.get(title=round_.title)
    Revision.objects.filter(pk=page.latest_revision_id).update(approved_go_live_at=now() - timedelta(minutes=1))
    assert sorted(at_once(run_schedule, run_schedule)) == [0, 1]
