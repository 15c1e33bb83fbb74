"""The paper way: the printed sheet, its code, the scan."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from common.clock import now, today
from reviews.domain import sheets
from reviews.domain.errors import ReviewRefused, ScanRefused
from reviews.domain.sheets import check_scan, print_sheet, record_paper
from reviews.enums import Channel
from reviews.models import PaperScan, ReviewRound, ReviewSheet, Signature
from tests.factories.reviews import OutsideSignerFactory, agree, edit, stages_of
from tests.reviews.conftest import Office

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def picture(file_format: str = "JPEG", size: tuple[int, int] = (40, 60)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, format=file_format)
    return out.getvalue()


def record(round_: ReviewRound, sheet: ReviewSheet, office: Office, place: int = 1, **options) -> Signature:
    stage = stages_of(round_)[place - 1]
    details = {
        "code": sheet.code,
        "stage": stage,
        "signer_key": f"user-{stage.users.earliest('pk').pk}",
        "signed_on": today(),
        "file": BytesIO(PDF),
        "actor": office.author,
        "proof_reader": "孙校",
        "no_secrets": True,
    }
    return record_paper(round_, **details | options)


@pytest.fixture
def round_(office: Office) -> ReviewRound:
    return office.hand_in()


@pytest.fixture
def sheet(office: Office, round_: ReviewRound) -> ReviewSheet:
    return print_sheet(round_, actor=office.author)


class TestPaper:
    def test_printing_twice_is_one_sheet(self, office: Office, round_: ReviewRound, sheet: ReviewSheet) -> None:
        assert print_sheet(round_, actor=office.head) == sheet
        assert str(sheet) == sheet.code and len(sheet.code) == 8

    def test_a_signed_sheet_counts(self, office: Office, round_: ReviewRound, sheet: ReviewSheet) -> None:
        signature = record(round_, sheet, office, code=f" {sheet.code.lower()} ")
        assert (signature.channel, signature.user, signature.recorded_by) == (Channel.PAPER, office.head, office.author)
        scan = signature.scan
        assert (scan.kind, scan.uploaded_by, scan.file.read()) == ("application/pdf", office.author, PDF)
        record(round_, sheet, office, 2)
        assert office.fresh().live

    def test_an_outside_leader_on_paper(self, office: Office, round_: ReviewRound, sheet: ReviewSheet) -> None:
        outside = OutsideSignerFactory(stage=stages_of(round_)[0])
        assert record(round_, sheet, office, signer_key=f"outside-{outside.pk}").signer_name == "钱副区长"

    def test_a_wrong_or_foreign_code(self, office: Office, round_: ReviewRound, sheet: ReviewSheet) -> None:
        with pytest.raises(ReviewRefused, match="编号"):
            record(round_, sheet, office, code="AAAAAAAA")
        assert not PaperScan.objects.exists()

    def test_the_sheet_of_an_earlier_version(self, office: Office, round_: ReviewRound, sheet: ReviewSheet) -> None:
        edit(office.page, office.author, summary="改。")
        round_.refresh_from_db()
        with pytest.raises(ReviewRefused, match="重新打印"):
            record(round_, sheet, office)
        assert print_sheet(round_, actor=office.author) != sheet

    @pytest.mark.parametrize("days", [-1, 1])
    def test_impossible_days(self, office: Office, round_: ReviewRound, sheet: ReviewSheet, days: int) -> None:
        with pytest.raises(ReviewRefused, match="日期"):
            record(round_, sheet, office, signed_on=today() + timedelta(days=days))

    def test_the_author_as_final_signer_on_paper(self, office: Office, round_: ReviewRound, sheet: ReviewSheet) -> None:
        record(round_, sheet, office)
        stages_of(round_)[1].users.add(office.author)
        with pytest.raises(ReviewRefused, match="终审"):
            record(round_, sheet, office, 2, signer_key=f"user-{office.author.pk}")
        outside = OutsideSignerFactory(stage=stages_of(round_)[1], name="周小兰")
        with pytest.raises(ReviewRefused, match="终审"):
            record(round_, sheet, office, 2, signer_key=f"outside-{outside.pk}")
        assert PaperScan.objects.count() == 1

    def test_no_sheet_for_an_ended_round(self, office: Office, round_: ReviewRound) -> None:
        agree(round_, 1, office.head)
        agree(round_, 2, office.deputy)
        with pytest.raises(ReviewRefused, match="结束"):
            print_sheet(round_, actor=office.author)


class TestScans:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [(PDF, "application/pdf"), (picture(), "image/jpeg"), (picture("PNG"), "image/png")],
    )
    def test_what_is_taken(self, content: bytes, kind: str) -> None:
        assert check_scan(BytesIO(content)).kind == kind

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"%PDF-1.7 cut off",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<html><script>alert(1)</script></html>",
            b"MZ\x90\x00",
            b"\xff\xd8\xff\xe0 not a picture",
            picture()[:200],
            picture("GIF"),
            picture("TIFF"),
        ],
        ids=["empty", "cut pdf", "svg", "html", "exe", "fake jpeg", "cut jpeg", "gif", "tiff"],
    )
    def test_what_is_refused(self, content: bytes) -> None:
        with pytest.raises(ScanRefused, match="扫描件"):
            check_scan(BytesIO(content))

    def test_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sheets, "MOST_BYTES", 1000)
        with pytest.raises(ScanRefused, match="10 MB"):
            check_scan(BytesIO(PDF + b" " * 1000))

    def test_a_picture_that_would_fill_the_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sheets, "MOST_PIXELS", 2000)
        with pytest.raises(ScanRefused):
            check_scan(BytesIO(picture()))


class TestScreens:
    @pytest.fixture
    def desk(self, client: Client, office: Office) -> Client:
        client.force_login(office.author, backend=BACKEND)
        return client

    def form(self, round_: ReviewRound, sheet: ReviewSheet, **options) -> dict:
        stage = stages_of(round_)[0]
        return {
            "code": sheet.code,
            "who": f"{stage.pk}:user-{stage.users.get().pk}",
            "signed_on": str(today()),
            "decision": "agree",
            "proof_reader": "孙校",
            "no_secrets": "on",
            "file": SimpleUploadedFile("a.svg.pdf", PDF, "image/svg+xml"),
        } | options

    def test_print_upload_download(self, desk: Client, office: Office, round_: ReviewRound) -> None:
        response = desk.post(reverse("review-sheet-new", args=[round_.public_id]), follow=True)
        sheet = ReviewSheet.objects.get()
        text = response.content.decode()
        assert sheet.code in text and sheet.content_hash[:12] in text and "涉密不上网" in text
        url = reverse("review-paper", args=[round_.public_id])
        assert desk.get(url).status_code == 200
        response = desk.post(url, self.form(round_, sheet), follow=True)
        assert "纸质签署已登记" in response.content.decode()
        scan = PaperScan.objects.get()
        response = desk.get(reverse("review-scan", args=[round_.public_id, scan.pk]))
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Type"] == "application/pdf" and response["X-Content-Type-Options"] == "nosniff"

    def test_a_refused_file_leaves_the_form(self, desk: Client, round_: ReviewRound, sheet: ReviewSheet) -> None:
        svg = SimpleUploadedFile("scan.pdf", b"<svg><script>1</script></svg>", "application/pdf")
        url = reverse("review-paper", args=[round_.public_id])
        response = desk.post(url, self.form(round_, sheet, file=svg))
        assert response.status_code == 422
        assert "这不是扫描件" in response.content.decode() and sheet.code in response.content.decode()
        assert not Signature.objects.exists()

    def test_no_sheet_after_the_end(self, desk: Client, office: Office, round_: ReviewRound) -> None:
        agree(round_, 1, office.head)
        agree(round_, 2, office.deputy)
        response = desk.post(reverse("review-sheet-new", args=[round_.public_id]), follow=True)
        assert "审核已结束" in response.content.decode()


def test_moment_nine(office: Office, set_clock) -> None:
    """A draft of 09:10 is public by 11:00 after one telephone link and one scanned sheet; nobody needed a desk."""
    from reviews.domain.links import sign_by_link
    from tests.reviews.test_links import DETAILS, issue

    start = now()
    set_clock(start)
    round_ = office.hand_in()
    issued = issue(round_, office.author)
    set_clock(start + timedelta(minutes=20))
    sign_by_link(issued.token, visitor=None, **DETAILS)
    sheet = print_sheet(round_, actor=office.author)
    set_clock(start + timedelta(minutes=100))
    round_.refresh_from_db()
    record(round_, sheet, office, 2)
    assert office.fresh().live
    assert set(Signature.objects.values_list("channel", flat=True)) == {Channel.LINK, Channel.PAPER}
