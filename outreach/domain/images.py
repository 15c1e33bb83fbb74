from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from common.errors import DomainError

KEPT = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "AVIF": "AVIF"}
QUALITY = 92
DAMAGED = _("This picture is damaged or incomplete. Please choose it again.")


class PictureDamaged(DomainError):
    code = "picture_damaged"


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
    clean = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        clean.putpalette(upright.getpalette() or [])
    clean.paste(upright, (0, 0))
    kept = {key: upright.info[key] for key in ("transparency", "icc_profile") if key in upright.info}
    out = BytesIO()
    clean.save(out, format=target, **kept, **({} if target == "PNG" else {"quality": QUALITY}))
    return out.getvalue()
