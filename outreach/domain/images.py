from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

KEPT = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "AVIF": "AVIF"}
QUALITY = 92


def strip_metadata(file: IO[bytes], *, name: str) -> ContentFile:
    """The same picture without what the camera wrote into it (place, time, device: 个人信息保护法 art. 28); its rotation is applied first.

    Keeps the colour profile and transparency. What Pillow can't open raises UnidentifiedImageError: check the upload first.
    """
    file.seek(0)
    with Image.open(file) as original:
        target = KEPT.get(original.format or "", "PNG")
        upright = ImageOps.exif_transpose(original)
        clean = Image.new(upright.mode, upright.size)
        if upright.mode == "P":
            clean.putpalette(upright.getpalette() or [])
        clean.paste(upright, (0, 0))
        kept = {key: upright.info[key] for key in ("transparency", "icc_profile") if key in upright.info}
        out = BytesIO()
        clean.save(out, format=target, **kept, **({} if target == "PNG" else {"quality": QUALITY}))
    return ContentFile(out.getvalue(), name=name)
