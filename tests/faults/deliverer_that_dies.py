"""Run as a process of its own: appends records, delivers them, and kills itself (SIGKILL) at a named point of delivering.

python -m tests.faults.deliverer_that_dies record URL KEY … | deliver POINT KEY | sweep | report
"""

import json
import os
import signal
import sys

import django


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point):
    from subjects.domain import deliveries

    if point == "taken, not posted":
        deliveries.send = die
    if point == "posted, receipt not written":
        deliveries._note_receipt = die
    if point == "receipt written, not committed":
        deliveries.record_fact = die
    if point == "committed":
        real = deliveries._note_receipt
        deliveries._note_receipt = lambda *args: (real(*args), die())


def record(url, *keys):
    from tests.factories.accounts import AreaFactory
    from tests.factories.subjects import CompletionRecordFactory, DestinationFactory, SubjectFactory

    area = AreaFactory(code="320799")
    DestinationFactory(area=area, url=url, key_id="demo", secret="demo-secret")
    for key in keys:
        CompletionRecordFactory(source_key=key, subject=SubjectFactory(area=area))


def deliver(key):
    from subjects import tasks
    from subjects.models import Delivery

    tasks.deliver(Delivery.objects.get(record__source_key=key).pk)


def sweep():
    """As after the lease has run out."""
    from subjects.domain import deliveries

    real = deliveries.now
    deliveries.now = lambda: real() + deliveries.LEASE * 2
    deliveries.sweep_deliveries()


def report():
    from common.models import Fact
    from subjects.domain.completion_records import verify_chain
    from subjects.models import Delivery

    rows = {
        delivery.record.source_key: {
            "state": delivery.state,
            "receipt": (delivery.receipt or {}).get("receipt_id"),
            "facts": Fact.objects.filter(kind="delivery.confirmed", payload__record=delivery.record_id).count(),
        }
        for delivery in Delivery.objects.select_related("record")
    }
    print(json.dumps({"deliveries": rows, "chain": verify_chain().is_intact}))


if __name__ == "__main__":
    django.setup()
    verb, *arguments = sys.argv[1:]
    if verb == "deliver":
        arm(arguments[0])
        deliver(arguments[1])
    else:
        {"record": record, "sweep": sweep, "report": report}[verb](*arguments)
