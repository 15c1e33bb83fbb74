"""Many at once; row locks need a server that has them."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection

from common.models import Fact
from common.storage import private_storage
from issuance.domain.documents import CantBeEnded, replace_document, revoke_document
from issuance.domain.sealing import seal_document
from issuance.models import IssuedDocument, NumberSequence
from pledges.domain.pledges import sign_pledge
from pledges.domain.templates import publish_template, save_draft
from pledges.models import Pledge, PledgeTemplate
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.issuance import certificate, sealed_certificate
from tests.factories.pledges import NAME_INK, open_one

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CONNECTIONS = 32


def in_parallel(calls):
    """Results or exceptions of the calls, run over at most 32 connections."""

    def run(call):
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(run, calls))


def test_a_hundred_requests_for_one_enrolment_give_one_paper():
    area = AreaFactory()
    papers = in_parallel([partial(certificate, "completion:1", area=area)] * 100)
    assert {paper.pk for paper in papers} == {IssuedDocument.objects.get().pk}
    assert NumberSequence.objects.get().last == 1


def test_numbers_without_gap_in_500_issues():
    area = AreaFactory()
    # Every key comes twice: the repeated one must not burn a number.
    in_parallel([partial(certificate, f"completion:{number // 2}", area=area) for number in range(1000)])
    numbers = sorted(IssuedDocument.objects.values_list("number", flat=True))
    assert numbers == [f"320799-XYXF-2026-03-{serial:04d}" for serial in range(1, 501)]


def test_many_workers_seal_one_paper_once(seal_key):
    paper = certificate()
    in_parallel([partial(seal_document, IssuedDocument.objects.get(pk=paper.pk)) for _ in range(8)])
    paper.refresh_from_db()
    folder = f"issued/{paper.public_id[:2]}/{paper.public_id}"
    names = sorted(private_storage().listdir(folder)[1])
    assert paper.state == "valid" and names[-1] == f"sealed-{paper.sealed_sha256[:16]}.pdf" and len(names) == 2
    assert Fact.objects.filter(kind="document.sealed").count() == 1


def test_revoking_and_replacing_at_once_end_a_paper_once(seal_key):
    paper, actor = sealed_certificate(), UserFactory()
    copies = [IssuedDocument.objects.get(pk=paper.pk) for _ in range(2)]
    results = in_parallel(
        [
            partial(revoke_document, copies[0], reason="误发", actor=actor),
            partial(replace_document, copies[1], reason="姓名有误", actor=actor, person_name="王小民"),
        ]
    )
    assert sum(isinstance(result, CantBeEnded) for result in results) == 1
    paper.refresh_from_db()
    assert IssuedDocument.objects.count() == (2 if paper.state == "replaced" else 1)


def test_a_pledge_signed_in_many_tabs_at_once_is_one_pledge():
    pledge = open_one()
    tabs = [Pledge.objects.get(pk=pledge.pk) for _ in range(10)]
    values = {"strokes": NAME_INK, "text_hash": pledge.text_hash, "evidence": {"identified_by": "seat_slip"}}
    signed = in_parallel(
        [partial(sign_pledge, tab, idempotency_key=f"key-{n}", **values) for n, tab in enumerate(tabs)]
    )
    assert {one.document_id for one in signed} == {IssuedDocument.objects.get().pk}
    assert len({one.idempotency_key for one in signed}) == 1


def test_versions_published_at_once_follow_each_other():
    area = AreaFactory()
    drafts = [save_draft(area=area, title=f"稿 {n}", body="本人{{姓名}}", actor=None) for n in range(6)]
    in_parallel([partial(publish_template, draft, actor=None) for draft in drafts])
    assert sorted(PledgeTemplate.objects.values_list("version", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert PledgeTemplate.objects.published().get().version == 6
