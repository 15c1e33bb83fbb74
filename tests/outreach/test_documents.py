"""Files for the library: each is what its name says, carries nothing that runs, and leaves the house only to be saved."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import Workbook

from accounts.enums import Role
from accounts.models import User
from outreach.domain import documents
from outreach.domain.documents import DocumentRefused, check_document
from outreach.models import SiteDocument

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SCRIPT = b"<html><script>alert(1)</script></html>"
TYPES = "[Content_Types].xml"


def packed(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def pptx(**more: bytes) -> bytes:
    return packed({TYPES: b"<Types/>", "ppt/presentation.xml": b"<p/>", **more})


GOOD = {
    "a.pdf": PDF,
    "a.docx": docx(),
    "A.XLSX": xlsx(),
    "a.pptx": pptx(),
    "a.zip": packed({"资料/": b"", "资料/手册.pdf": PDF, "b.txt": b"x"}),
    "a.txt": "诚信 𠮷㐂😀".encode(),
    "gb.txt": "诚信宣传".encode("gb18030"),
    "u16.csv": "姓名,单位".encode("utf-16"),
    "a.csv": b"a,b\n1,2\n",
    "a.vtt": b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nx",
    "id3.mp3": b"ID3\x04rest",
    "raw.mp3": b"\xff\xfb\x90\x00",
    "a.mp4": b"\0\0\0\x20ftypisom",
}
STORED = packed({TYPES: b"<Types/>", "ppt/presentation.xml": b""}, method=zipfile.ZIP_STORED)
BAD = {
    "script.pdf": SCRIPT,
    "before.pdf": SCRIPT + PDF,
    "behind.pdf": PDF + packed({"x.exe": b"MZ"}),
    "cut.pdf": PDF[:20],
    "script.docx": SCRIPT,
    "old.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
    "table.docx": xlsx(),
    "macro.pptx": pptx(**{"ppt/vbaProject.bin": b"x"}),
    "control.pptx": pptx(**{"ppt/activeX/a.bin": b"x"}),
    "renamed.pptx": packed(
        {TYPES: b'<x ContentType="vnd.ms-powerpoint.macroEnabled.main"/>', "ppt/presentation.xml": b""}
    ),
    "cut.docx": docx()[:200],
    "broken.pptx": STORED.replace(b"<Types/>", b"<Typo5/>"),
    "before.zip": SCRIPT + packed({"a.txt": b"x"}),
    "program.zip": packed({"a.txt": b"x", "setup.exe": b"MZ"}),
    "script.zip": packed({"a.html": SCRIPT}),
    "nested.zip": packed({"a.zip": packed({"a.txt": b"x"})}),
    "bomb.zip": packed({"a.txt": b"0" * (11 << 20)}),
    "binary.txt": b"MZ\x00\x01",
    "half.txt": "诚信".encode()[:-1] + b"\xff",
    "none.vtt": SCRIPT,
    "gb.vtt": "WEBVTT\n\n诚信".encode("gb18030"),
    "text.mp3": b"no sound",
    "short.mp3": b"\xff",
    "text.mp4": b"no film at all",
    "a.html": SCRIPT,
    "a.svg": b"<svg onload='alert(1)'/>",
    "noname": PDF,
}


@pytest.mark.parametrize("name", GOOD)
def test_what_it_says_it_is(name: str) -> None:
    file = io.BytesIO(GOOD[name])
    check_document(file, name=name)
    assert file.tell() == 0


@pytest.mark.parametrize("name", BAD)
def test_what_is_something_else_or_does_harm(name: str) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        check_document(io.BytesIO(BAD[name]), name=name)
    assert "%(" not in str(refusal.value) and any("一" <= letter <= "鿿" for letter in str(refusal.value))


def test_the_reason_is_named() -> None:
    reasons = {
        "program.zip": "setup.exe",
        "macro.pptx": "宏",
        "old.docx": "密码",
        "bomb.zip": "分成",
        "a.html": ".html",
    }
    for name, word in reasons.items():
        with pytest.raises(DocumentRefused, match=word):
            check_document(io.BytesIO(BAD[name]), name=name)


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_ENTRIES", 1)
    with pytest.raises(DocumentRefused):
        check_document(io.BytesIO(GOOD["a.zip"]), name="a.zip")


@pytest.mark.django_db
class TestInTheAdmin:
    @pytest.fixture(autouse=True)
    def editor(self, users: dict[str, User], client: Client) -> None:
        client.force_login(users[Role.EDITOR.value], backend="django.contrib.auth.backends.ModelBackend")

    def upload(self, client: Client, name: str, content: bytes) -> str:
        data = {"title": "写好的标题", "file": SimpleUploadedFile(name, content)}
        response = client.post(reverse("wagtaildocs:add"), data)
        return "" if response.status_code == 302 else response.content.decode()

    @pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.zip", "a.txt"])
    def test_taken(self, client: Client, name: str) -> None:
        assert self.upload(client, name, GOOD[name]) == "" and SiteDocument.objects.get().title == "写好的标题"

    @pytest.mark.parametrize("name", ["script.pdf", "macro.pptx", "bomb.zip", "a.html", "a.svg"])
    def test_refused_in_words_and_nothing_typed_is_lost(self, client: Client, name: str) -> None:
        html = self.upload(client, name, BAD[name])
        assert "error-message" in html and "写好的标题" in html and not SiteDocument.objects.exists()

    def test_too_large_and_empty(self, client: Client, settings: object) -> None:
        settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10  # type: ignore[attr-defined]
        assert "error-message" in self.upload(client, "a.pdf", PDF)
        assert "error-message" in self.upload(client, "a.txt", b"")
        assert not SiteDocument.objects.exists()

    def test_many_at_once_pass_the_same_gate(self, client: Client) -> None:
        file = SimpleUploadedFile("script.pdf", SCRIPT)
        response = client.post(reverse("wagtaildocs:add_multiple"), {"title": "x", "files[]": file})
        assert response.json()["success"] is False and not SiteDocument.objects.exists()

    def test_changing_only_the_words_leaves_the_file_alone(self, client: Client) -> None:
        self.upload(client, "a.pdf", PDF)
        stored = SiteDocument.objects.get()
        client.post(reverse("wagtaildocs:edit", args=[stored.pk]), {"title": "新"})
        assert SiteDocument.objects.get().title == "新" and SiteDocument.objects.get().file.name == stored.file.name


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), [("a.pdf", PDF), ("a.txt", SCRIPT), ("a.csv", SCRIPT)])
def test_leaves_the_house_to_be_saved_and_never_run(client: Client, name: str, content: bytes) -> None:
    file = SimpleUploadedFile(name, content)
    document = SiteDocument.objects.create(title="x", file=file)
    answer = client.get(document.url)
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "text/html" not in answer["Content-Type"]
    assert "private" in answer["Cache-Control"] and "no-cache" in answer["Cache-Control"]
    document.get_file_hash()
    again = client.get(document.url, headers={"if-none-match": client.get(document.url)["ETag"]})
    assert again.status_code == 304
