import warnings
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from common.errors import DomainError

KEPT = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "AVIF": "AVIF"}
QUALITY = 92
TAKEN = ("JPEG", "PNG", "WEBP", "AVIF")  # Pillow reads many more, some of them with programs of their own
HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
MAX_SIDE = 16_000
DAMAGED = _("This picture is damaged or incomplete. Please choose it again.")


IS_HEIC = _(
    "This is a HEIC picture of an iPhone, which most browsers can't show. Please turn it into a JPG on the phone first."
)
NO_PICTURE = _("This is no picture that we can take. Please choose a JPG, PNG, WebP or AVIF file.")
TOO_LARGE = _("This picture measures %(width)s × %(height)s points, which is too much. Please make it smaller first.")


class PictureRefused(DomainError):
    code = "picture_refused"


class PictureDamaged(PictureRefused):
    code = "picture_damaged"


def check_header(file: IO[bytes], *, max_pixels: int) -> None:
    """Refuse by the first bytes what isn't a picture of ours or would be too large unpacked: nothing is decoded for that."""
    file.seek(0)
    start = file.read(64)
    file.seek(0)
    if start[4:8] == b"ftyp" and start[8:12] in HEIC and b"avif" not in start:
        raise PictureRefused(IS_HEIC)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is lower
            with Image.open(file, formats=TAKEN) as picture:
                width, height = picture.size
    except UnidentifiedImageError as error:
        raise PictureRefused(NO_PICTURE) from error
    except Image.DecompressionBombError as error:
        raise PictureRefused(str(TOO_LARGE) % {"width": "?", "height": "?"}) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureDamaged(DAMAGED) from error
    finally:
        file.seek(0)
    if width * height > max_pixels or max(width, height) > MAX_SIDE:
        raise PictureRefused(str(TOO_LARGE) % {"width": width, "height": height})


def strip_metadata(file: IO[bytes], *, name: str) -> ContentFile:
    """The same picture without what the camera wrote into it (place, time, device: 个人信息保护法 art. 28).

    Its rotation is applied first; colour profile and transparency stay. Refuses what isn't a whole picture.
    """
    file.seek(0)
    try:
        with Image.open(file) as original:
            content = _clean_copy(original)
    except (OSError, SyntaxError, ValueError) as error:  # all three are Pillow's ways to say that a file is broken
        raise PictureDamaged(DAMAGED) from error
    return ContentFile(content, name=name)


def _clean_copy(original: Image.Image) -> bytes:
    target = KEPT.get(original.format or "", "PNG")
    upright = ImageOps.exif_transpose(original)
    if upright.mode == "CMYK":  # made for a printing press: its colours come out wrong on screens
        upright = upright.convert("RGB")
        upright.info.pop("icc_profile", None)
    clean = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        clean.putpalette(upright.getpalette() or [])
    clean.paste(upright, (0, 0))
    kept = {key: upright.info[key] for key in ("transparency", "icc_profile") if key in upright.info}
    out = BytesIO()
    clean.save(out, format=target, **kept, **({} if target == "PNG" else {"quality": QUALITY}))
    return out.getvalue()
