"""What the API takes of a company's settings and a seller's brand."""

from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.kernel.schemas import Input, Line

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
    version: int | None = Field(description="of your own brand; null for your seller's")
