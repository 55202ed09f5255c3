"""What of a seller's brand stands on its documents."""

from dataclasses import dataclass

from freehold.tenants.queries import BrandFacts
from freehold.tenants.states import AccentUse, LogoPlace


@dataclass(frozen=True, slots=True)
class Brand:
    """A name, a colour and, where there is one, a logo; where they stand, and what the seller adds at the foot."""

    name: str
    accent: str = "#2f5d50"  # sRGB, #rrggbb
    logo: bytes = b""  # PNG or JPEG
    logo_place: LogoPlace = LogoPlace.LEFT
    accent_use: AccentUse = AccentUse.RULES
    foot: str = ""  # a few lines


def branded(brand: BrandFacts, logo: bytes) -> Brand:
    """A seller's brand as its documents bear it."""
    return Brand(
        name=brand.name,
        accent=brand.accent,
        logo=logo,
        logo_place=LogoPlace(brand.invoice_logo),
        accent_use=AccentUse(brand.invoice_accent),
        foot=brand.invoice_foot,
    )
