"""The paper way: the 审批单 the system prints, and the scan of the signed one."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from accounts.domain import audit
from accounts.models import User
from common.clock import now, today
from common.public_ids import normalise_code, random_code, random_id
from reviews.domain.errors import ReviewRefused, ScanRefused
from reviews.domain.signers import find_signer
from reviews.domain.signing import sign
from reviews.enums import SIGNABLE, Channel, Decision
from reviews.models import PaperScan, ReviewRound, ReviewSheet, ReviewStage, Signature

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000
PICTURES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png")}
PDF = ("application/pdf", "pdf")


@dataclass(frozen=True)
class Scan:
    content: bytes
    kind: str
    suffix: str


@transaction.atomic
def print_sheet(round_: ReviewRound, *, actor: User) -> ReviewSheet:
    """The sheet for the present text: a code of its own, and the beginning of the text's digest. Printing again gives the same one."""
    round_ = ReviewRound.objects.select_for_update().get(pk=round_.pk)
    if round_.state not in SIGNABLE:
        raise ReviewRefused(_("This review has ended, or the text was sent back."))
    sheet, created = ReviewSheet.objects.get_or_create(
        round=round_,
        content_hash=round_.content_hash,
        defaults={
            "code": random_code(8),
            "revision_id": round_.revision_id,
            "printed_by": actor,
            "printed_at": now(),
        },
    )
    if created:
        audit.record("reviews.sheet.printed", actor=actor, target=round_, area=round_.area, code=sheet.code)
    return sheet


@transaction.atomic
def record_paper(
    round_: ReviewRound,
    *,
    code: str,
    stage: ReviewStage,
    signer_key: str,
    signed_on: date,
    file: IO[bytes],
    actor: User,
    proof_reader: str,
    no_secrets: bool,
    decision: str = Decision.AGREE,
    comment: str = "",
) -> Signature:
    """Record what somebody signed on paper; the scan is kept, and who brought it in.

    Refuses a code that isn't of this text's sheet, a date before the sheet was printed or in the future, a file that is no
    scan, and whatever `sign` refuses.
    """
    sheet = ReviewSheet.objects.filter(code=normalise_code(code), round=round_).first()
    if sheet is None:
        raise ReviewRefused(_("No sheet of this text has this code. It stands at the top of the sheet."))
    if sheet.content_hash != round_.content_hash:
        raise ReviewRefused(_("The text has changed since this sheet was printed. Print a new one."))
    if not timezone.localdate(sheet.printed_at) <= signed_on <= today():
        raise ReviewRefused(_("The day of signing lies between the printing of the sheet and today."))
    scan = store_scan(sheet, check_scan(file), actor=actor)
    return sign(
        round_,
        stage=stage,
        signer=find_signer(stage, signer_key, day=signed_on),
        channel=Channel.PAPER,
        decision=decision,
        expected_hash=sheet.content_hash,
        proof_reader=proof_reader,
        no_secrets=no_secrets,
        comment=comment,
        recorded_by=actor,
        signed_at=timezone.make_aware(datetime.combine(signed_on, time())),
        scan=scan,
    )


def check_scan(file: IO[bytes]) -> Scan:
    """A whole PDF, JPEG or PNG of at most 10 MB, by what it contains; its name and the browser's word don't count."""
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ScanRefused(_("The scan is larger than 10 MB. Scan it in black and white or at a lower resolution."))
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return Scan(content, *PDF)
    return _picture(content)


def store_scan(sheet: ReviewSheet, scan: Scan, *, actor: User) -> PaperScan:
    return PaperScan.objects.create(
        sheet=sheet,
        file=ContentFile(scan.content, name=f"{random_id()}.{scan.suffix}"),
        kind=scan.kind,
        sha256=hashlib.sha256(scan.content).hexdigest(),
        uploaded_by=actor,
        uploaded_at=now(),
    )


def _picture(content: bytes) -> Scan:
    refused = ScanRefused(_("This isn't a scan: choose a PDF, JPEG or PNG file."))
    try:
        with Image.open(BytesIO(content), formats=list(PICTURES)) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise refused
            picture.load()
            return Scan(content, *PICTURES[str(picture.format)])
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise refused from error
