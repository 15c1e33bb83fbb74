"""Pictures for the package: upright, small enough for WeChat, without anything the camera wrote into them, named by their captions."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from common.errors import DomainError
from outreach.domain.transcripts.blocks import picture_missing
from outreach.domain.transcripts.parts import Picture
from outreach.interfaces.zip_files import safe_name
from outreach.models import SiteImage

MAX_BYTES = 2_000_000  # per picture, what WeChat's editor takes
MAX_PICTURES = 60
MAX_SIDE = 1440
THREADS = 4
QUALITIES = (85, 75, 60, 45)


class TooManyPictures(DomainError):
    code = "too_many_pictures"


@dataclass(frozen=True)
class PackedPicture:
    number: int
    name: str
    ending: str
    content: bytes
    picture: Picture
    source: str

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.ending}"


def pack_pictures(pictures: list[Picture]) -> list[PackedPicture]:
    """In the order of the page; a picture used twice is packed twice, under both its captions. Refuses more than sixty."""
    library = load_library(pictures)
    # Pillow works outside the interpreter's lock, and nothing in there asks the database.
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(partial(_pack, library=library), range(1, len(pictures) + 1), pictures))


def load_library(pictures: list[Picture], *renditions: str) -> dict[int, SiteImage]:
    if len(pictures) > MAX_PICTURES:
        told = _("A package holds at most %(count)d pictures. Please divide the page.")
        raise TooManyPictures(told % {"count": MAX_PICTURES})
    wanted = {picture.image_id for picture in pictures}
    return SiteImage.objects.prefetch_renditions(*renditions).in_bulk(wanted)


def picture_name(number: int, picture: Picture) -> str:
    """Without its ending: 01-早市上的咨询台."""
    return f"{number:02d}-{safe_name(picture.label or picture.caption or picture.alt, limit=30) or '图片'}"


def _pack(number: int, picture: Picture, library: dict[int, SiteImage]) -> PackedPicture:
    name = picture_name(number, picture)
    try:
        image = library[picture.image_id]
        # Each thread its own handle: the same picture may stand on a page twice.
        with image.file.storage.open(image.file.name) as file:
            content, ending = shrink(file)
    except (KeyError, OSError) as error:
        raise picture_missing(name) from error
    return PackedPicture(number, name, ending, content, picture, image.source)


def shrink(file: IO[bytes]) -> tuple[bytes, str]:
    """The picture at most 1440 pixels wide or high and 2 MB: drawings stay PNG as long as they fit, everything else becomes JPEG."""
    with Image.open(file) as original:
        drawing = original.format == "PNG"
        original.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a large photo is decoded at a fraction of its size
        upright = ImageOps.exif_transpose(original)
        upright.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=2.0)
        flat = on_white(upright)
    if drawing and len(content := _save(flat, "PNG")) <= MAX_BYTES:
        return content, "png"
    return _as_jpeg(flat), "jpg"


def on_white(image: Image.Image) -> Image.Image:
    """Without transparency, which other platforms show as black."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _as_jpeg(image: Image.Image) -> bytes:
    """At most 1440 × 1440 pixels fit into 2 MB at the lowest of these qualities, whatever they show."""
    content = b""
    for quality in QUALITIES:
        content = _save(image, "JPEG", quality=quality)
        if len(content) <= MAX_BYTES:
            break
    return content


def _save(image: Image.Image, file_format: str, **options: int) -> bytes:
    out = BytesIO()
    image.save(out, format=file_format, **options)
    return out.getvalue()
