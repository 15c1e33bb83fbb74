from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.enums import Role
from accounts.models import User
from outreach.domain.images import PictureDamaged, strip_metadata
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
