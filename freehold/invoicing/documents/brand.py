"""What of a seller's brand stands on its documents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brand:
    """A name, a colour and, where there is one, a logo."""

    name: str
    accent: str = "#2f5d50"  # sRGB, #rrggbb
    logo: bytes = b""  # PNG or JPEG
