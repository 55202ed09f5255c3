"""What the API takes of a company's settings and a seller's brand."""

from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.kernel.schemas import Input, Line
from freehold.tenants.states import AccentUse, LogoPlace

Link = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class SettingsIn(Input):
    """All of them; `version` is the one that you saw."""

    name: Line
    language: Annotated[str, StringConstraints(max_length=20)] = Field(description="BCP 47: en or de")
    time_zone: Annotated[str, StringConstraints(max_length=60)] = Field(description="IANA")
    version: int = Field(ge=1, le=2**31 - 1)


class BrandIn(Input):
    """How you look to your customers."""

    name: Line
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
    support_name: Short = ""
    support_phone: Short = ""
    support_email: Short = ""
    help_url: Link = ""
    legal_url: Link = ""
    privacy_url: Link = ""
    sender: Link = Field("", description="who writes your notices; of a domain that you have proven")
    invoice_logo: LogoPlace = LogoPlace.LEFT
    invoice_accent: AccentUse = AccentUse.RULES
    invoice_foot: Annotated[str, StringConstraints(max_length=1000)] = ""
    version: int | None = Field(
        None, ge=1, le=2**31 - 1, description="the one that you saw: 409 when it has changed since"
    )


class BrandOut(Schema):
    """How a seller looks to its customers."""

    name: str
    accent: str
    has_logo: bool
    support_name: str
    support_phone: str
    support_email: str
    help_url: str
    legal_url: str
    privacy_url: str
    sender: str = Field(description="empty where the instance's own address writes")
    invoice_logo: LogoPlace
    invoice_accent: AccentUse
    invoice_foot: str
    version: int | None = Field(description="of your own brand; null for your seller's")
