"""Run as a process of its own: asks for papers, seals them, and kills itself (SIGKILL) at a named point of sealing.

python -m tests.faults.worker_that_dies ask KEY … | seal POINT KEY | sweep | report
"""

import hashlib
import json
import os
import signal
import sys
from datetime import timedelta

import django


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def half_a_file(storage):
    """The disk has the first half of the sealed file when the process ends."""
    real = storage.save

    def save(name, content):
        if "sealed-" not in name:
            return real(name, content)
        from django.core.files.base import ContentFile

        whole = content.read()
        real(name, ContentFile(whole[: len(whole) // 2]))
        return die()

    return save


def arm(point):
    from common.storage import private_storage
    from issuance.domain import sealing

    storage = private_storage()
    if point == "before the original is kept":
        sealing._write_alone = die
    if point == "original kept":
        sealing.load_seal = die
    if point == "sealed, not written":
        sealing._publish = die
    if point == "half of the sealed file written":
        storage.save = half_a_file(storage)
        sealing.private_storage = lambda: storage
    if point == "sealed file written":
        sealing.SealKey.objects.get_or_create = die
    if point == "registered, not committed":
        sealing.record_fact = die
    if point == "committed":
        real = sealing._publish
        sealing._publish = lambda *args, **kwargs: (real(*args, **kwargs), die())


def ask(keys):
    from accounts.domain.areas import create_area
    from tests.factories.issuance import certificate

    area = create_area(code="320799", name="示例区")
    for key in keys:
        certificate(key, area=area)


def seal(key):
    from issuance.models import IssuedDocument
    from issuance.tasks import seal_document_task

    seal_document_task(IssuedDocument.objects.get(source_key=key).public_id)


def sweep():
    from issuance.domain import sealing

    sealing.STUCK_AFTER = timedelta(0)
    sealing.sweep_sealing()


def report():
    """What there is of each paper, by source key."""
    from common.models import Fact
    from common.storage import private_storage
    from issuance.domain.verification import verify_upload
    from issuance.models import IssuedDocument

    rows = {}
    for paper in IssuedDocument.objects.all():
        folder = f"issued/{paper.public_id[:2]}/{paper.public_id}"
        storage = private_storage()
        names = storage.listdir(folder)[1] if storage.exists(folder) else []
        row = {
            "state": paper.state,
            "number": paper.number,
            "files": sorted(name.split("-")[0] for name in names),
            "facts": Fact.objects.filter(kind="document.sealed", key=paper.public_id).count(),
        }
        if paper.sealed:
            with paper.sealed.open() as file:
                content = file.read()
                row["same_hash"] = hashlib.sha256(content).hexdigest() == paper.sealed_sha256
            with paper.sealed.open() as file:
                row["verdict"] = verify_upload(file).kind.value
        rows[paper.source_key] = row
    print(json.dumps(rows))


if __name__ == "__main__":
    django.setup()
    verb, *arguments = sys.argv[1:]
    if verb == "ask":
        ask(arguments)
    elif verb == "seal":
        arm(arguments[0])
        seal(arguments[1])
    else:
        {"sweep": sweep, "report": report}[verb]()
