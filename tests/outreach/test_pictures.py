import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.enums import Role
from accounts.models import User
from outreach.domain.images import PictureDamaged, PictureRefused, check_header, strip_metadata
from outreach.models import SiteImage
from tests.factories.outreach import SiteImageFactory, picture

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def photo(orientation: int = 6) -> bytes:
    """A landscape photo taken with the telephone turned, with its maker and its place."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Telephone"
    exif.get_ifd(GPS)[1] = "N"
    return picture(size=(60, 40), exif=exif)


class TestStripMetadata:
    def test_takes_out_place_and_device_and_turns_the_picture_upright(self) -> None:
        clean = strip_metadata(BytesIO(photo()), name="photo.jpg")
        with Image.open(clean) as image:
            assert (dict(image.getexif()), image.size, image.format) == ({}, (40, 60), "JPEG")
        assert b"Telephone" not in clean.file.getvalue()

    @pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
    def test_keeps_the_format(self, file_format: str) -> None:
        clean = strip_metadata(BytesIO(picture(file_format=file_format)), name="x")
        assert Image.open(clean).format == file_format

    def test_an_unknown_format_becomes_png(self) -> None:
        assert Image.open(strip_metadata(BytesIO(picture(file_format="BMP")), name="x")).format == "PNG"

    def test_keeps_transparency_and_palette(self) -> None:
        out = BytesIO()
        image = Image.new("P", (4, 4), 1)
        image.putpalette([255, 255, 255, 179, 38, 30])
        image.save(out, format="PNG", transparency=0)
        clean = Image.open(strip_metadata(out, name="x.png"))
        assert clean.convert("RGB").getpixel((0, 0)) == (179, 38, 30) and clean.info["transparency"] == 0

    @pytest.mark.parametrize("content", [b"", b"no picture", photo()[:200]])
    def test_refuses_what_is_no_whole_picture(self, content: bytes) -> None:
        with pytest.raises(PictureDamaged):
            strip_metadata(BytesIO(content), name="x.jpg")


@pytest.mark.django_db
class TestUpload:
    @pytest.fixture(autouse=True)
    def editor(self, users: dict[str, User], client: Client) -> User:
        user = users[Role.EDITOR.value]
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return user

    def test_an_uploaded_photo_is_clean_and_upright(self, client: Client) -> None:
        upload = SimpleUploadedFile("photo.jpg", photo(), "image/jpeg")
        data = {"title": "现场", "file": upload, "alt_text": "咨询台", "source": "本办", "consent_note": "已征得同意"}
        response = client.post(reverse("wagtailimages:add"), data)
        assert response.status_code == 302
        image = SiteImage.objects.get()
        with image.open_file() as file:
            assert b"Telephone" not in file.read()
        assert (image.width, image.height, image.default_alt_text) == (40, 60, "咨询台")

    def test_changing_only_the_words_leaves_the_file_alone(self, client: Client) -> None:
        image = SiteImageFactory()
        before = image.file.name
        response = client.post(reverse("wagtailimages:edit", args=[image.pk]), {"title": "新", "alt_text": "新"})
        image.refresh_from_db()
        assert response.status_code == 302 and (image.file.name, image.alt_text) == (before, "新")

    @pytest.mark.parametrize(
        "content",
        [b"", b"not a picture", photo()[:200], photo()[:-40]],
        ids=["empty", "text", "cut off in its header", "cut off"],
    )
    def test_what_is_no_picture_is_refused_in_words(self, client: Client, content: bytes) -> None:
        upload = SimpleUploadedFile("photo.jpg", content, "image/jpeg")
        response = client.post(reverse("wagtailimages:add"), {"title": "坏", "file": upload})
        assert response.status_code == 200 and not SiteImage.objects.exists()

    def refused(self, client: Client, name: str, content: bytes) -> str:
        upload = SimpleUploadedFile(name, content, "image/jpeg")
        response = client.post(reverse("wagtailimages:add"), {"title": "写好的标题", "file": upload})
        html = response.content.decode()
        assert response.status_code == 200 and not SiteImage.objects.exists() and "写好的标题" in html
        return html

    @pytest.mark.parametrize("name", ["photo.heic", "photo.jpg"])
    def test_a_picture_of_an_iphone_says_what_to_do(self, client: Client, name: str) -> None:
        assert "请先在手机里改成 JPG" in self.refused(client, name, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")

    @pytest.mark.parametrize("name", ["a.svg", "a.png", "a.jpg"])
    def test_drawings_with_scripts(self, client: Client, name: str) -> None:
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
        assert "请选择 JPG" in self.refused(client, name, svg)

    def test_another_format_under_a_false_name(self, client: Client) -> None:
        self.refused(client, "a.jpg", picture(file_format="PNG"))
        self.refused(client, "a.png", picture(file_format="GIF"))
        self.refused(client, "a.gif", picture(file_format="GIF"))

    @pytest.mark.parametrize("size", [(8000, 7000), (17_000, 10), (60_000, 60_000)])
    def test_bombs_are_refused_by_their_header(
        self, client: Client, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("outreach.domain.images._clean_copy", lambda image: pytest.fail("decoded"))
        monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("decoded"))
        assert "请先缩小" in self.refused(client, "bomb.png", png_header(*size))

    def test_too_large_a_file(self, client: Client, settings: object) -> None:
        settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100  # type: ignore[attr-defined]
        assert "error-message" in self.refused(client, "photo.jpg", photo())

    def test_what_is_hung_behind_a_picture_is_gone(self, client: Client) -> None:
        upload = SimpleUploadedFile("p.jpg", photo() + b"PK\x03\x04<script>alert(1)</script>", "image/jpeg")
        assert client.post(reverse("wagtailimages:add"), {"title": "x", "file": upload}).status_code == 302
        with SiteImage.objects.get().open_file() as file:
            assert b"script" not in file.read()


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is and brings nothing of it."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + b"\0\0\0\0IDAT"


class TestUnusualPictures:
    @pytest.mark.parametrize("mode", ["CMYK", "L", "I;16", "LA", "RGBA", "1", "P"])
    def test_every_mode_comes_through(self, mode: str) -> None:
        out = BytesIO()
        Image.new(mode, (4, 4)).save(out, format="JPEG" if mode == "CMYK" else "PNG")
        clean = Image.open(strip_metadata(out, name="x"))
        clean.load()
        assert clean.size == (4, 4) and clean.mode != "CMYK"

    def test_of_an_animation_the_first_picture_stays(self) -> None:
        out = BytesIO()
        frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue", "green")]
        frames[0].save(out, format="WEBP", save_all=True, append_images=frames[1:])
        assert getattr(Image.open(strip_metadata(out, name="x.webp")), "n_frames", 1) == 1

    @pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xd8\xff\xe0"])
    def test_a_header_that_breaks_off(self, content: bytes) -> None:
        with pytest.raises(PictureRefused):
            check_header(BytesIO(content), max_pixels=100)

    def test_a_good_one_is_left_at_its_beginning(self) -> None:
        file = BytesIO(photo())
        check_header(file, max_pixels=60 * 40)
        assert file.tell() == 0
