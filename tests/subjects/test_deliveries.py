import json
import threading
from datetime import timedelta

import httpx
import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from common import clock
from common.models import Fact
from subjects import gateways, tasks
from subjects.domain import deliveries
from subjects.domain.approvals import approve_subject
from subjects.domain.deliveries import DeliveryRefused, deliver, retry_delivery, sweep_deliveries, wait_after
from subjects.enums import DeliveryState, SubjectState
from subjects.gateways import SendFailed
from subjects.models import Delivery, DeliveryAttempt, Destination, Subject
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.subjects import CompletionRecordFactory, DestinationFactory, SubjectFactory
from tools.receiver import Receiver, make_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(tmp_path):
    """The credit platform, listening on a port of its own."""
    platform = Receiver(str(tmp_path / "store.sqlite3"), key_id="k1", secret="not-so-secret")
    server = make_server(platform)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    platform.address = f"http://127.0.0.1:{server.server_port}"
    yield platform
    platform.stop.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def destination(receiver):
    return DestinationFactory(url=f"{receiver.address}/records")


@pytest.fixture
def delivery(destination):
    record = CompletionRecordFactory(subject=SubjectFactory(area=destination.area))
    return Delivery.objects.get(record=record)


@pytest.fixture
def later(set_clock):
    """Let time pass."""
    start = clock.system_now()
    return lambda **span: set_clock(start + timedelta(**span))


def test_nothing_leaves_the_house_without_a_destination():
    CompletionRecordFactory()
    assert not Delivery.objects.exists()


def test_only_active_destinations_of_the_area_or_above_receive():
    city = AreaFactory()
    district = AreaFactory(parent=city)
    wanted = DestinationFactory(area=city)
    DestinationFactory(area=district, active=False)
    DestinationFactory()
    record = CompletionRecordFactory(subject=SubjectFactory(area=district))
    assert [row.destination for row in Delivery.objects.filter(record=record)] == [wanted]
    assert str(record.deliveries.get()).endswith("→ 市信用平台")
    deliveries.create_deliveries(record)
    assert Delivery.objects.count() == 1


def test_a_destination_without_its_legal_basis_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        DestinationFactory(legal_basis="")


def test_the_secret_is_encrypted():
    destination = DestinationFactory()
    assert Destination.objects.filter(secret="not-so-secret").count() == 0
    assert Destination.objects.get(pk=destination.pk).secret == "not-so-secret"


def test_a_record_arrives_once_with_the_least_it_needs(delivery, receiver):
    assert tasks.deliver(delivery.pk)
    assert tasks.deliver(delivery.pk)
    (received,) = receiver.records()
    record = delivery.record
    assert received["record"] == {
        "record_id": record.public_id,
        "version": 1,
        "credit_code": record.subject.uscc,
        "session_number": "2026年第3期",
        "completed_on": "2026-08-05",
    }
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DELIVERED, 1)
    assert delivery.receipt["receipt_id"] == received["receipt_id"]
    assert Fact.objects.filter(kind="delivery.confirmed").count() == 1
    assert AuditEntry.objects.filter(action="subjects.delivery.confirmed").count() == 1
    assert DeliveryAttempt.objects.get().succeeded


def test_a_firm_with_an_old_number_is_named_by_it():
    record = CompletionRecordFactory(subject=SubjectFactory(old_numbered=True))
    payload = deliveries.payload_of(record)
    assert (payload["credit_code"], payload["registration_number"]) == ("", record.subject.old_number)


@pytest.mark.parametrize("mode", ["error", "lie", "garbage", "redirect", "drop"])
def test_whatever_is_no_receipt_is_tried_again(delivery, receiver, later, mode):
    receiver.set_mode(mode, 1)
    assert not deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.lease_until) == (DeliveryState.PENDING, 1, None)
    assert delivery.last_error
    assert sweep_deliveries() == 0
    later(minutes=2)
    assert tasks.sweep_deliveries() == 1
    assert len(receiver.records()) == 1
    assert list(DeliveryAttempt.objects.values_list("number", "succeeded").order_by("number")) == [
        (1, False),
        (2, True),
    ]
    delivery.refresh_from_db()
    assert delivery.receipt["status"] == ("duplicate" if mode == "drop" else "accepted")


def test_a_wrong_secret_is_a_failure(delivery, receiver):
    Destination.objects.update(key_id="other")
    assert not deliver(delivery.pk)
    assert DeliveryAttempt.objects.get().http_status == 401
    assert receiver.records() == []


def test_a_destination_that_is_gone_loses_nothing(delivery):
    Destination.objects.update(url="http://127.0.0.1:9/records")
    assert not deliver(delivery.pk)
    delivery.refresh_from_db()
    assert "ConnectError" in delivery.last_error


def test_a_destination_that_is_slow_is_left_after_the_time_limit(delivery, receiver, monkeypatch):
    monkeypatch.setattr(gateways, "READ_SECONDS", 0.05)
    receiver.set_mode("stall")
    assert not deliver(delivery.pk)
    delivery.refresh_from_db()
    assert "规定时间" in delivery.last_error


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"[]", 200),
        (b'{"status": "accepted", "receipt_id": "1", "idempotency_key": "other"}', 200),
        (b'{"status": "accepted", "receipt_id": 1, "idempotency_key": "KEY"}', 200),
        (b'{"status": "accepted", "receipt_id": "", "idempotency_key": "KEY"}', 200),
        (b'{"status": "error", "receipt_id": "1", "idempotency_key": "KEY"}', 200),
        (b'{"status": "accepted", "receipt_id": "1", "idempotency_key": "KEY"}', 500),
        (b"\xff\xfe", 200),
        (b" " * (gateways.MAX_ANSWER + 1), 200),
    ],
)
def test_answers_that_prove_nothing(monkeypatch, answer, status):
    answer_with(monkeypatch, lambda request: httpx.Response(status, content=answer))
    with pytest.raises(SendFailed) as failure:
        gateways.send(DestinationFactory(), payload={}, key="KEY")
    assert failure.value.http_status == status


def test_an_answer_that_drips_for_ever_is_cut_off(monkeypatch):
    monkeypatch.setattr(gateways, "TOTAL_SECONDS", -1)
    answer_with(monkeypatch, lambda request: httpx.Response(200, content=b"{}"))
    with pytest.raises(SendFailed, match="规定时间"):
        gateways.send(DestinationFactory(), payload={}, key="KEY")


def test_the_signature_covers_time_and_body(monkeypatch):
    seen = []

    def handler(request):
        seen.append(request)
        key = request.headers["Idempotency-Key"]
        return httpx.Response(201, json={"status": "accepted", "receipt_id": "1", "idempotency_key": key})

    answer_with(monkeypatch, handler)
    destination = DestinationFactory()
    assert gateways.send(destination, payload={"a": 1}, key="KEY").http_status == 201
    (request,) = seen
    stamp = request.headers["X-Timestamp"]
    assert request.headers["X-Signature"] == gateways.sign("not-so-secret", timestamp=stamp, body=request.content)
    assert json.loads(request.content) == {"a": 1}


def answer_with(monkeypatch, handler):
    real = httpx.Client

    def client(**options):
        return real(**options, transport=httpx.MockTransport(handler))

    monkeypatch.setattr(gateways.httpx, "Client", client)


def test_a_worker_killed_after_the_post_leaves_one_record(delivery, receiver, later, monkeypatch):
    """The receiver has the record, the receipt was never written down: after the lease the same key goes out again."""

    class Killed(BaseException):
        pass

    def die(*args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "_note_receipt", die)
        with pytest.raises(Killed):
            deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENDING
    assert not deliver(delivery.pk)  # still leased
    later(seconds=deliveries.LEASE.total_seconds() + 1)
    assert sweep_deliveries() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.receipt["status"]) == (DeliveryState.DELIVERED, 2, "duplicate")
    assert len(receiver.records()) == 1


def test_a_receipt_that_two_workers_bring_is_noted_once(delivery, receiver):
    assert deliver(delivery.pk)
    late = Delivery.objects.select_related("record", "destination").get(pk=delivery.pk)
    late.attempts = 2
    deliveries._note_receipt(late, gateways.Answer({"receipt_id": "x"}, 200))
    late.refresh_from_db()
    assert late.receipt["receipt_id"] != "x"
    assert Fact.objects.filter(kind="delivery.confirmed").count() == 1


def test_after_the_last_attempt_it_waits_for_staff(delivery, receiver, later, monkeypatch):
    monkeypatch.setattr(deliveries, "MAX_ATTEMPTS", 2)
    receiver.set_mode("error")
    assert not deliver(delivery.pk)
    later(hours=1)
    assert not deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DEAD
    assert AuditEntry.objects.filter(action="subjects.delivery.given_up").count() == 1
    later(days=1)
    assert sweep_deliveries() == 0
    receiver.set_mode("ok")
    receiver.max_clock_difference = 2 * 24 * 60 * 60
    retry_delivery(delivery, actor=UserFactory())
    assert deliver(delivery.pk)
    with pytest.raises(DeliveryRefused):
        retry_delivery(delivery, actor=UserFactory())


def test_waits_double_up_to_six_hours_and_never_agree():
    assert {wait_after(1) for _time in range(20)} != {wait_after(1)}
    for attempts, minutes in ((1, 1), (2, 2), (5, 16), (10, 360), (500, 360)):
        assert 0.8 * minutes <= wait_after(attempts).total_seconds() / 60 <= 1.2 * minutes


def test_a_failing_destination_costs_a_sweep_one_attempt(destination, monkeypatch):
    calls = []

    def fail(destination, **options):
        calls.append(destination)
        raise SendFailed("down")

    monkeypatch.setattr(deliveries, "send", fail)
    area = destination.area
    other = DestinationFactory(area=area)
    for _number in range(3):
        CompletionRecordFactory(subject=SubjectFactory(area=area))
    assert sweep_deliveries() == 0
    assert sorted(row.pk for row in calls) == sorted([destination.pk, other.pk])


def test_records_of_one_subject_go_in_their_order(destination, receiver, later):
    subject = SubjectFactory(area=destination.area)
    first = CompletionRecordFactory(subject=subject)
    second = CompletionRecordFactory(
        subject=subject, source_key=first.source_key, supersedes=first, reason="更正", session_number="2026年第4期"
    )
    assert not deliver(second.deliveries.get().pk)
    assert deliver(first.deliveries.get().pk)
    assert deliver(second.deliveries.get().pk)
    assert [row["record"]["version"] for row in receiver.records()] == [1, 2]


def test_a_firm_nobody_approved_is_not_sent_until_it_is(destination, receiver, django_capture_on_commit_callbacks):
    subject = SubjectFactory(pending=True, area=destination.area)
    record = CompletionRecordFactory(subject=subject)
    assert sweep_deliveries() == 0
    with django_capture_on_commit_callbacks() as callbacks:
        approve_subject(subject, actor=UserFactory())
    assert callbacks
    assert deliver(record.deliveries.get().pk)
    assert Subject.objects.get().state == SubjectState.ACTIVE


def test_a_destination_switched_off_sends_nothing(delivery, receiver):
    Destination.objects.update(active=False)
    assert sweep_deliveries() == 0
    assert receiver.records() == []


def test_the_receiver_checks_what_it_gets(receiver):
    post = f"{receiver.address}/records"
    body = b"{}"

    def headers(**changes):
        stamp = changes.pop("stamp", str(int(clock.now().timestamp())))
        signature = gateways.sign("not-so-secret", timestamp=stamp, body=body)
        return {"X-Key-Id": "k1", "X-Timestamp": stamp, "X-Signature": signature, "Idempotency-Key": "k", **changes}

    assert httpx.post(post, content=body, headers=headers()).status_code == 422
    assert httpx.post(post, content=body, headers=headers(stamp="1")).status_code == 401
    assert httpx.post(post, content=body, headers=headers(**{"X-Signature": "0"})).status_code == 401
    body = b"nonsense"
    assert httpx.post(post, content=body, headers=headers()).status_code == 400
    assert httpx.get(post).json() == {"count": 0, "records": []}
    assert "信用平台" in httpx.get(receiver.address).text
    assert httpx.post(f"{receiver.address}/mode", json={"mode": "error", "times": 1}).json() == {"mode": "error"}
    assert httpx.post(f"{receiver.address}/mode", json={"mode": "?"}).status_code == 422
