"""What the API takes of a company's settings and a seller's brand."""

from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.kernel.schemas import Input, Line
from freehold.notices.states import NoticeTemplate
from freehold.tenants.states import AccentUse, LogoPlace, TenantKind

Link = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Long = Annotated[str, StringConstraints(max_length=8000)]
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


class SubprocessorOut(Schema):
    """Who else handles data."""

    name: str
    purpose: str
    country: str = Field(description="ISO 3166-1 alpha-2")


class LegalProviderOut(Schema):
    """One of those who provide for you."""

    name: str
    kind: TenantKind
    legal_name: str
    address: str
    country: str = Field(description="whose law it is under, ISO 3166-1 alpha-2")
    contact: str = Field(description="for questions of data protection")
    contract_url: str
    data_places: list[str] = Field(description="where data lies")
    third_country_access: str = Field(description="what keeps authorities of other countries out")
    subprocessors: list[SubprocessorOut]


class LegalProviders(Schema):
    """All who provide for you, your seller first and the operator last."""

    items: list[LegalProviderOut]


class DisclosureIn(Input):
    """What you say of yourself to everybody below you."""

    legal_name: Line
    country: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$")]
    address: Long = ""
    contact: Short = ""
    contract_url: Link = ""
    data_places: Long = Field("", description="a line each")
    third_country_access: Long = ""
    subprocessors: Long = Field("", description="a line each: name; what for; country")
    version: int | None = Field(
        None, ge=1, le=2**31 - 1, description="the one that you saw: 409 when it has changed since"
    )


class DisclosureOut(Schema):
    """What you say of yourself."""

    legal_name: str
    country: str
    address: str
    contact: str
    contract_url: str
    data_places: str
    third_country_access: str
    subprocessors: str
    version: int


class WordingIn(Input):
    """Your own words for a notice; words in braces are replaced when it is sent."""

    subject: Annotated[str, StringConstraints(max_length=150)]
    body: Annotated[str, StringConstraints(max_length=5000)]


class WordingOut(Schema):
    """The words of a notice in one language."""

    template: NoticeTemplate
    language: str
    subject: str
    body: str
    is_own: bool = Field(description="false: the standard words")
    takes: list[str] = Field(description="what may stand in braces")
    needs: list[str] = Field(description="what the body must hold of them")


class Wordings(Schema):
    """All notices that can be worded."""

    items: list[WordingOut]
