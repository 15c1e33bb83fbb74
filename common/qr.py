"""QR codes: SVG for screens, PNG for paper."""

import io

import qrcode
from qrcode.image.svg import SvgPathImage


def svg(text: str) -> str:
    """A self-contained <svg> element that scales with its box; safe to put into a page as it is."""
    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    image = code.make_image(image_factory=SvgPathImage)
    return image.to_string(encoding="unicode")


def png(text: str, *, box_size: int = 8) -> bytes:
    code = qrcode.QRCode(border=1, box_size=box_size, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    out = io.BytesIO()
    code.make_image().save(out, format="PNG")
    return out.getvalue()
