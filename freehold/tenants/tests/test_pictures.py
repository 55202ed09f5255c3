"""A logo is a picture and nothing else, whatever was sent."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from freehold.tenants.pictures import LOGO_PIXELS, drawn_anew

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture(kind: str, *, size: tuple[int, int] = (40, 20), mode: str = "RGB", **extras: object) -> bytes:
    """A picture as a person has it."""
    made = BytesIO()
    Image.new(mode, size, 200).save(made, kind, **extras)
    return made.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG (W3C PNG, 5.3)."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, *, before: bytes = b"", pixels: bytes = b"") -> bytes:
    """A PNG that says it is so large, whatever its pixels are."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return SIGNATURE + head + before + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_drawn_anew_in_its_kind(kind: str, media_type: str) -> None:
    drawn = drawn_anew(picture(kind))

    assert drawn is not None
    assert drawn.media_type == media_type
    with Image.open(BytesIO(drawn.data)) as seen:
        assert (seen.format, seen.size) == (kind, (40, 20))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_becomes_one_that_browsers_show(mode: str) -> None:
    drawn = drawn_anew(picture("PNG", mode=mode))

    assert drawn is not None
    with Image.open(BytesIO(drawn.data)) as seen:
        assert seen.mode == "RGBA"


def test_what_is_larger_than_pages_need_is_made_smaller() -> None:
    drawn = drawn_anew(picture("PNG", size=(2000, 500)))

    assert drawn is not None
    with Image.open(BytesIO(drawn.data)) as seen:
        assert seen.size == (LOGO_PIXELS[0], 160)


def test_nothing_but_pixels_comes_through() -> None:
    words = PngInfo()
    words.add_text("Comment", "<script>alert(1)</script>")
    sent = picture("PNG", pnginfo=words, icc_profile=b"secret profile") + b"<script>alert(2)</script>"

    drawn = drawn_anew(sent)

    assert drawn is not None
    for telling in (b"script", b"profile", b"iCCP", b"tEXt"):
        assert telling not in drawn.data


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        SIGNATURE + b"x" * 500,
        b"\xff\xd8\xff" + b"x" * 500,
        picture("PNG")[:60],
        picture("JPEG")[: len(picture("JPEG")) // 2],
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        picture("WEBP"),
        SIGNATURE + picture("GIF"),
        png_of(20_000, 20_000),
        png_of(2**31 - 1, 2**31 - 1),
        png_of(0, 0),
        png_of(2_001, 1, pixels=b"\0" * 2_002),
        png_of(100, 100, pixels=b"\0" * 50),
        png_of(10, 10, before=chunk(b"zTXt", b"Bomb\0\0" + zlib.compress(b"\0" * 20_000_000)), pixels=b"\0" * 110),
    ],
    ids=[
        "nothing", "svg", "html", "a signature and rubbish", "a JPEG's first bytes and rubbish", "a PNG cut short",
        "a JPEG cut short", "GIF", "BMP", "TIFF", "WebP", "a GIF behind a PNG's signature", "a large one",
        "the largest", "no pixels", "one pixel too wide", "too few pixels", "a text that unpacks to 20 MB",
    ],
)  # fmt: skip
def test_what_is_no_sound_picture_is_not_read(sent: bytes) -> None:
    assert drawn_anew(sent) is None


def test_a_picture_that_unpacks_to_more_than_it_says_is_cut_to_what_it_says() -> None:
    drawn = drawn_anew(png_of(10, 10, pixels=b"\0" * 50_000_000))

    assert drawn is None or len(drawn.data) < 2_000


@given(st.sampled_from(["PNG", "JPEG"]), st.integers(0, 700), st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_is_read_or_is_not_and_breaks_nothing(kind: str, at: int, bytes_: bytes) -> None:
    sound = picture(kind)
    damaged = sound[: at % len(sound)] + bytes_ + sound[at % len(sound) + len(bytes_) :]

    drawn = drawn_anew(damaged)

    assert drawn is None or drawn.data.startswith((SIGNATURE, b"\xff\xd8\xff"))
