"""A page read once into an ordered list of typed parts; whatever leaves the house is written from this one reading."""

from .pages import check_code, read_page, readable_types
from .parts import PictureMissing, Transcript, UnknownContent, lines_of, pictures_of

__all__ = [
    "PictureMissing",
    "Transcript",
    "UnknownContent",
    "check_code",
    "lines_of",
    "pictures_of",
    "read_page",
    "readable_types",
]
