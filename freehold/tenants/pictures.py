"""A logo as its seller gives it, drawn anew: what pages serve is our own drawing and can be nothing else."""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
MOST_PIXELS = 2_000  # a side, of what is given: 16 MB once it is unpacked
LOGO_PIXELS = (640, 320)  # of what is kept; pages show far less
JPEG_QUALITY = 90
# What Pillow says of a picture that is broken or made to break it.
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, OverflowError, IndexError, KeyError, TypeError,
    struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and its media type."""

    data: bytes
    media_type: str


def drawn_anew(data: bytes) -> Picture | None:
    """A PNG or JPEG unpacked in full and drawn again, small enough for pages; None for all else.

    The size is read before anything is unpacked. Nothing but the first frame's pixels comes through: no metadata,
    no bytes behind the end, no colour profile. SVG can carry script and is not read.
    """
    try:
        with Image.open(BytesIO(data), formats=tuple(MEDIA_TYPES)) as given:
            if max(given.size) > MOST_PIXELS or given.format is None:
                return None
            kind = given.format
            drawing = given.convert("RGB" if kind == "JPEG" else "RGBA")
        drawing.thumbnail(LOGO_PIXELS)
        drawing.info.clear()
        drawn = BytesIO()
        drawing.save(drawn, kind, optimize=True, quality=JPEG_QUALITY)
    except BROKEN:
        return None
    return Picture(drawn.getvalue(), MEDIA_TYPES[kind])
